"""Lists, reads and queries model services with Databricks' SDK and its client of OpenAI's API, as they are.

Reads one JSON object from standard input and writes one to standard output.
"""

import json
import sys

from databricks.sdk import WorkspaceClient
from databricks.sdk.core import Config
from databricks_openai import DatabricksOpenAI

given = json.load(sys.stdin)
config = Config(host=given["host"], token=given["token"], auth_type="pat", retry_timeout_seconds=1)
workspace = WorkspaceClient(config=config)
resource = f"model-services/{given['service']}"

parent = f"schemas/{given['service'].rsplit('.', 1)[0]}"
effective = workspace.grants.get_effective(
    securable_type="model_service", full_name=given["service"], principal=given["principal"]
)
gateway = DatabricksOpenAI(workspace_client=workspace, use_ai_gateway=True, max_retries=0)
answer = gateway.chat.completions.create(model=given["service"], messages=[{"role": "user", "content": "Hi"}])
json.dump(
    {
        "listed": [each.name for each in workspace.ai_gateway.list_model_services(page_size=1)],
        "inSchema": [each.name for each in workspace.ai_gateway.list_model_services(parent=parent)],
        "read": workspace.ai_gateway.get_model_service(resource).as_dict(),
        "effective": effective.as_dict(),
        "answer": answer.choices[0].message.content,
    },
    sys.stdout,
)
