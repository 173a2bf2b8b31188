"""Lists and reads apps and their permissions with Databricks' SDK, and calls one with its OAuth token.

Reads one JSON object from standard input and writes one to standard output.
"""

import json
import sys
import urllib.request

from databricks.sdk import WorkspaceClient
from databricks.sdk.core import Config

given = json.load(sys.stdin)
name = given["app"]
workspace = WorkspaceClient(config=Config(host=given["host"], token=given["token"], auth_type="pat"))
principal = WorkspaceClient(
    config=Config(
        host=given["host"],
        client_id=given["clientId"],
        client_secret=given["clientSecret"],
        auth_type="oauth-m2m",
    )
)

app = workspace.apps.get(name)
body = json.dumps({"input": [{"role": "user", "content": "Hi"}]}).encode()
headers = {"content-type": "application/json", **principal.config.authenticate()}
call = urllib.request.Request(f"{app.url}/invocations", data=body, headers=headers)
with urllib.request.urlopen(call) as answer:
    answered = json.load(answer)
json.dump(
    {
        "listed": [each.name for each in workspace.apps.list(page_size=1)],
        "compute": app.compute_status.state.value,
        "application": app.app_status.state.value,
        "permissions": workspace.apps.get_permissions(name).as_dict(),
        "levels": workspace.apps.get_permission_levels(name).as_dict(),
        "answer": answered["output"][0]["content"],
    },
    sys.stdout,
)
