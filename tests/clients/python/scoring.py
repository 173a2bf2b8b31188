"""Puts requests to MLflow's own scoring server, with a model of each kind of signature.

Reads `[[model, body, content type or null], ...]` from standard input, and writes `[[status, text, content type], ...]`.
"""

import json
import logging
import os
import sys
import tempfile
import warnings

# Before MLflow is loaded: neither looks anything up, nor writes into the folder that the tests run in.
os.environ["MLFLOW_TRACKING_URI"] = "file://" + tempfile.gettempdir()
os.environ["MLFLOW_ENABLE_ASYNC_LOGGING"] = "false"
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

import mlflow
from mlflow.models import ModelSignature
from mlflow.pyfunc import ChatAgent, ChatModel, PythonModel, ResponsesAgent, scoring_server
from mlflow.types import ColSpec, DataType, ParamSchema, ParamSpec, Schema, TensorSpec
from mlflow.types.agent import ChatAgentMessage, ChatAgentResponse
from mlflow.types.llm import ChatChoice, ChatCompletionResponse, ChatMessage
from mlflow.types.responses import ResponsesAgentResponse
from mlflow.types.schema import AnyType, Array, Object, Property
from starlette.testclient import TestClient

import numpy


class Rows(PythonModel):
    """A prediction for each row."""

    def predict(self, context, model_input, params=None):
        return ["x"] * len(model_input)


class Chat(ChatModel):
    def predict(self, context, messages, params):
        return ChatCompletionResponse(choices=[ChatChoice(message=ChatMessage(role="assistant", content="Hi"))])


class Agent(ChatAgent):
    def predict(self, messages, context=None, custom_inputs=None):
        return ChatAgentResponse(messages=[ChatAgentMessage(role="assistant", content="Hi", id="1")])


class Responses(ResponsesAgent):
    def predict(self, request):
        return ResponsesAgentResponse(output=[self.create_text_output_item("Hi", "1")])


def column(name, type, required=False):
    return ColSpec(type, name, required=required)


table = ModelSignature(
    inputs=Schema(
        [
            column("a", DataType.long, True),
            column("b", DataType.double),
            column("c", DataType.string),
            column("o", DataType.long),
            column("t", DataType.datetime),
            column("bin", DataType.binary),
            column("f", DataType.boolean),
            column("any", AnyType()),
            column(
                "obj",
                Object([Property("x", DataType.double), Property("n", DataType.long, required=False)]),
            ),
            column("list", Array(DataType.double)),
        ]
    ),
    params=ParamSchema([ParamSpec("p", DataType.long, 1)]),
)
tensor = ModelSignature(inputs=Schema([TensorSpec(numpy.dtype("float64"), (-1, 2))]))


def server(name, model, **options):
    path = os.path.join(folder, name)
    mlflow.pyfunc.save_model(path, python_model=model, pip_requirements=[], **options)
    return TestClient(scoring_server.init(mlflow.pyfunc.load_model(path)), raise_server_exceptions=False)


with tempfile.TemporaryDirectory() as folder:
    servers = {
        "table": server("table", Rows(), signature=table),
        "tensor": server("tensor", Rows(), signature=tensor),
        "chat": server("chat", Chat()),
        "agent": server("agent", Agent()),
        "responses": server("responses", Responses()),
    }
    answers = []
    for model, body, content_type in json.load(sys.stdin):
        headers = {} if content_type is None else {"content-type": content_type}
        answer = servers[model].post("/invocations", content=body.encode(), headers=headers)
        answers.append([answer.status_code, answer.text, answer.headers["content-type"]])
    print(json.dumps(answers))
