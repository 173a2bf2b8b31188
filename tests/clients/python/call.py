"""Calls one operation with a generated client, as somebody does who has the package and the document's example.

Reads one JSON object from standard input and writes one to standard output.
"""

import importlib
import json
import sys

given = json.load(sys.stdin)
client = importlib.import_module(given["package"])
request = getattr(client, given["request"]).from_dict(given["example"])


def call(key):
    configuration = client.Configuration(api_key={"subscriptionKeyHeader": key}, ssl_ca_cert=given["caFile"])
    with client.ApiClient(configuration) as connection:
        return getattr(getattr(client, given["api"])(connection), given["operation"])(request)


answer = call(given["key"]).to_dict()
try:
    error = str(call("wrong"))
except client.ApiException as exception:
    error = str(exception)
json.dump({"sent": request.to_dict(), "answer": answer, "error": error}, sys.stdout)
