#!/usr/bin/env bash
# mlflow 3.17.2, the scoring server with a signature: a cell that does not fit its column becomes another value, and is no error.
#
# Guess before the run: a null in an optional boolean column stays null or is refused, as it is in a column of integers; "false"
# for a boolean, 1.5 for an integer and a number beyond the bounds of the type are refused. A NaN is answered as null.
# Seen on 2026-11-28: null becomes false, and "false" becomes true (mlflow/mlflow#3996). 1.5 becomes 1, and in an `integer` column
# 2147483648 becomes -2147483648. The status is 200. The same model's `predict` refuses both numbers. A NaN in an answer is written
# `NaN`, which is no JSON.
#
# Unless something in front of the model holds requests to the schema that is published for it, a caller gets a prediction for
# values that nobody sent.
# Needs Python with venv. Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mlflow-skinny==3.17.2 pandas==3.1.1 httpx2==2.16.2
cat >probe.py <<'PY'
import json
import logging
import warnings
import mlflow
import pandas
from fastapi.testclient import TestClient
from mlflow.models import ModelSignature
from mlflow.pyfunc import scoring_server
from mlflow.types import ColSpec, Schema

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)


class Echo(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return [repr(cell) for cell in model_input["cell"].tolist()]


class Unknown(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return pandas.DataFrame({"score": [float("nan")]})


def ask(name, model, kind, *cells):
    signature = ModelSignature(inputs=Schema([ColSpec(kind, "cell", required=False)]))
    mlflow.pyfunc.save_model(name, python_model=model, signature=signature, pip_requirements=[])
    server = TestClient(scoring_server.init(mlflow.pyfunc.load_model(name)))
    body = {"dataframe_split": {"columns": ["cell"], "data": [[cell] for cell in cells]}}
    answer = server.post("/invocations", json=body)
    print(kind, json.dumps(cells), answer.status_code, answer.text if answer.status_code == 200 else "")
    return name


ask("a", Echo(), "boolean", True, None)
ask("b", Echo(), "boolean", "false")
ask("c", Echo(), "integer", None)
ask("d", Echo(), "integer", 1.5)
integer = ask("e", Echo(), "integer", 2147483648)
for cell in (1.5, 2147483648):
    try:
        mlflow.pyfunc.load_model(integer).predict(pandas.DataFrame({"cell": [cell]}))
    except mlflow.MlflowException:
        print("predict refuses", cell)
ask("f", Unknown(), "double", 1)
PY
seen=$(venv/bin/python probe.py 2>/dev/null)
echo "$seen"
[[ $seen == 'boolean [true, null] 200 {"predictions": ["True", "False"]}
boolean ["false"] 200 {"predictions": ["True"]}
integer [null] 400 
integer [1.5] 200 {"predictions": ["1"]}
integer [2147483648] 200 {"predictions": ["-2147483648"]}
predict refuses 1.5
predict refuses 2147483648
double [1] 200 {"predictions": [{"score": NaN}]}' ]]
