#!/usr/bin/env bash
# fastmcp 4.2.3 (PyPI), `from_openapi`: of a request's body, a tool has the properties that stand at one place, and sends no others.
#
# Guess before the run: with `additionalProperties: true` beside `properties`, further arguments are sent. The values of a list
# in a query are told apart.
# Seen on 2026-11-28: the tool offers `a` alone, and of the arguments `a` and `b` it sends `{"a":"1"}`, without an error. So do a
# `oneOf` beside `properties`, and `allOf` of an object and a `oneOf`. In a query, a list with `explode: false` becomes
# `a%2Cb%2Cc`, whose two values `a,b` and `c` are three for the server, and a parameter with `content: application/json` is sent
# as its members instead of as JSON.
#
# A chat model takes more parameters than its document names, and a scoring body is one of several forms: an agent's arguments
# do not reach the model, and the model answers as if they had not been given.
# Needs Python with venv. Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check fastmcp==4.2.3 httpx2==2.16.2
cat >probe.py <<'PY'
import asyncio
import logging
import httpx2
from fastmcp import Client, FastMCP

logging.disable(logging.CRITICAL)
text = {"type": "string"}
a = {"type": "object", "required": ["a"], "properties": {"a": text}}
b_or_c = {"oneOf": [{"type": "object", "required": [name], "properties": {name: text}} for name in "bc"]}
bodies = {"additional": {**a, "additionalProperties": True}, "beside": {**a, **b_or_c}, "all": {"allOf": [a, b_or_c]}}
responses = {"200": {"description": "ok"}}
query = [
    {"in": "query", "name": "list", "explode": False, "schema": {"type": "array", "items": text}},
    {"in": "query", "name": "json", "content": {"application/json": {"schema": {"type": "object"}}}},
]
paths = {
    f"/{name}": {"post": {"operationId": name, "requestBody": {"content": {"application/json": {"schema": schema}}}, "responses": responses}}
    for name, schema in bodies.items()
}
paths["/query"] = {"get": {"operationId": "query", "parameters": query, "responses": responses}}
document = {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": paths}


def answer(request):
    print(request.url.path, request.url.query.decode(), request.content.decode())
    return httpx2.Response(200, json={})


async def main():
    http = httpx2.AsyncClient(base_url="https://a.example", transport=httpx2.MockTransport(answer))
    async with Client(FastMCP.from_openapi(openapi_spec=document, client=http)) as client:
        for tool in await client.list_tools():
            if tool.name in bodies:
                print(tool.name, "offers", *tool.input_schema["properties"])
        for name in bodies:
            await client.call_tool(name, {"a": "1", "b": "2"})
        await client.call_tool("query", {"list": ["a,b", "c"], "json": {"k": "v"}})


asyncio.run(main())
PY
seen=$(venv/bin/python probe.py)
echo "$seen"
[[ $seen == 'additional offers a
beside offers a
all offers a
/additional  {"a":"1"}
/beside  {"a":"1"}
/all  {"a":"1"}
/query list=a%2Cb%2Cc&k=v ' ]]
