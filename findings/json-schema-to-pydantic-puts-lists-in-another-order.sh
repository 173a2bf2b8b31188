#!/usr/bin/env bash
# json-schema-to-pydantic 0.5.0: valid arguments come out in another order, without members, or are refused.
#
# Guess before the run: a model takes what its schema takes, and writes it as it was.
# Seen on 2026-11-28: a list with `uniqueItems` becomes a set: [9,1,30,2] is written [9,2,1,30], and [3,1,3] is no error but [1,3]. A
# list of objects with it is refused. `additionalProperties: true` is ignored, the further member is dropped. `allOf` of one
# reference to a text, as a description beside a reference is often written, takes objects only, so that no text fits.
# jsonschema 4.26.0 decides all of them the other way.
#
# An array is an ordered list (JSON Schema 2020-12 Core, 4.2.1), and `uniqueItems` is a condition, no other type (Validation, 6.4.3).
# A tool of an agent that is made from such a schema sends columns or stops in another order than the agent chose, without a word.
# Needs Python with venv. Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check json-schema-to-pydantic==0.5.0 pydantic==2.14.4 jsonschema==4.26.0
cat >probe.py <<'PY'
import json

from json_schema_to_pydantic import create_model
from jsonschema import Draft202012Validator
from pydantic import ValidationError

text = {"type": "string"}
numbers = {"type": "array", "uniqueItems": True, "items": {"type": "integer"}}
objects = {**numbers, "items": {"type": "object", "properties": {"k": text}}}
named = {"allOf": [{"$ref": "#/$defs/Name"}], "description": "Whose."}
cases = [
    (numbers, [9, 1, 30, 2]),
    (numbers, [3, 1, 3]),
    (objects, [{"k": "x"}]),
    (named, "x"),
]


def judge(schema, value):
    schema = {"title": "Arguments", "type": "object", "$defs": {"Name": text}, **schema}
    valid = Draft202012Validator(schema).is_valid(value)
    try:
        written = create_model(schema).model_validate(value).model_dump_json(exclude_unset=True)
    except ValidationError:
        written = "refused"
    print("valid" if valid else "not valid", json.dumps(value, separators=(",", ":")), written)


for schema, value in cases:
    judge({"properties": {"a": schema}}, {"a": value})
judge({"properties": {"a": text}, "additionalProperties": True}, {"a": "x", "b": 1})
PY
seen=$(venv/bin/python probe.py)
echo "$seen"
[[ $seen == 'valid {"a":[9,1,30,2]} {"a":[9,2,1,30]}
not valid {"a":[3,1,3]} {"a":[1,3]}
valid {"a":[{"k":"x"}]} refused
valid {"a":"x"} refused
valid {"a":"x","b":1} {"a":"x"}' ]]
