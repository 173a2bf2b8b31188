"""Calls language models with clients, each as somebody does who has a URL and a key, or a token, and nothing else.

Reads one JSON object from standard input, whose `calls` say client, host and credential. Writes to standard output what each got.
"""

import contextlib
import json
import os
import sys
import traceback

given = json.load(sys.stdin)
# Each client trusts what one of these names, and looks for settings of its own in the home directory.
for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
    os.environ[name] = given["caFile"]
chat, embeddings, limited = given["chat"], given["embeddings"], given["limited"]
question = [{"role": "user", "content": "What is a lakehouse?"}]


class Gateway:
    """Where a client calls, and as whom."""

    def __init__(self, client, host, credential, folder, together):
        self.client, self.host, self.credential = client, host, credential
        self.folder, self.together = folder, together

    def address(self, name):
        """The base URL of OpenAI's clients for a model, and what they call it there."""
        base = f"{self.host}/{self.folder}"
        return (base, name) if self.together else (f"{base}/{name}", "any")

    def be_host(self, credential=None):
        os.environ.update(
            DATABRICKS_HOST=self.host,
            DATABRICKS_TOKEN=credential or self.credential,
            MLFLOW_HTTP_REQUEST_MAX_RETRIES="0",
            MLFLOW_DEPLOYMENT_PREDICT_TOTAL_TIMEOUT="1",
        )


def refused(call):
    """The class of the error, its text and its code, of a call that the gateway does not let through."""
    try:
        return ["none", str(call()), ""]
    except Exception as error:
        return [type(error).__name__, str(error), str(getattr(error, "code", ""))]


def content(chunks):
    return [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]


def openai(gateway):
    from openai import OpenAI

    def client(base, key=gateway.credential):
        return OpenAI(base_url=base, api_key=key, max_retries=0)

    def ask(name, key=gateway.credential, **more):
        base, model = gateway.address(name)
        return client(base, key).chat.completions.create(model=model, messages=question, **more)

    base, model = gateway.address(embeddings)
    vectors = client(base).embeddings.create(model=model, input=["a"])
    return {
        "models": [model.id for model in client(gateway.address(chat)[0]).models.list()],
        "answer": ask(chat).choices[0].message.content,
        "stream": content(ask(chat, stream=True)),
        "vector": vectors.data[0].embedding,
        "wrongKey": refused(lambda: ask(chat, "wrong")),
        "wrongModel": refused(lambda: ask("none")),
        "limit": [refused(lambda: ask(limited)) for _ in range(2)][1],
    }


def litellm(gateway):
    import litellm

    litellm.suppress_debug_info = True

    def ask(name, key=gateway.credential, **more):
        base, model = gateway.address(name)
        options = {"api_base": base, "api_key": key, "num_retries": 0, "max_retries": 0}
        return litellm.completion(model=f"openai/{model}", messages=question, **options, **more)

    base, model = gateway.address(embeddings)
    options = {"api_base": base, "api_key": gateway.credential}
    vectors = litellm.embedding(model=f"openai/{model}", input=["a"], encoding_format="float", **options)
    result = {
        "answer": ask(chat).choices[0].message.content,
        "stream": content(ask(chat, stream=True)),
        "vector": vectors.data[0]["embedding"],
        "wrongKey": refused(lambda: ask(chat, "wrong")),
        "wrongModel": refused(lambda: ask("none")),
        "limit": [refused(lambda: ask(limited)) for _ in range(2)][1],
    }
    # It asks for `/v1/models` of the host, whatever path the base has.
    if gateway.folder != "v1":
        return result
    listed = litellm.get_valid_models(check_provider_endpoint=True, custom_llm_provider="openai", **options)
    return {**result, "models": [model.removeprefix("openai/") for model in listed]}


def databricks_sdk(gateway):
    from databricks.sdk import WorkspaceClient
    from databricks.sdk.core import Config
    from databricks.sdk.service.serving import ChatMessage, ChatMessageRole

    def endpoints(key=gateway.credential):
        # A refused call is not repeated for five minutes.
        config = Config(host=gateway.host, token=key, auth_type="pat", retry_timeout_seconds=1)
        return WorkspaceClient(config=config).serving_endpoints

    def ask(name, key=gateway.credential):
        message = ChatMessage(role=ChatMessageRole.USER, content="What is a lakehouse?")
        return endpoints(key).query(name=name, messages=[message])

    result = {
        "answer": ask(chat).choices[0].message.content,
        "vector": endpoints().query(name=embeddings, input=["a"]).data[0].embedding,
        "wrongKey": refused(lambda: ask(chat, "wrong")),
        "wrongModel": refused(lambda: ask("none")),
    }
    if not gateway.together:
        return result
    return {
        **result,
        "limit": [refused(lambda: ask(limited)) for _ in range(2)][1],
        "models": [endpoint.name for endpoint in endpoints().list()],
        "model": endpoints().get(chat).name,
    }


def mlflow(gateway):
    gateway.be_host()
    from mlflow.deployments import get_deploy_client

    client = get_deploy_client("databricks")
    inputs = {"messages": question}

    def ask(name):
        return client.predict(endpoint=name, inputs=inputs)

    chunks = list(client.predict_stream(endpoint=chat, inputs=inputs))
    result = {
        "answer": ask(chat)["choices"][0]["message"]["content"],
        "stream": [choice["delta"].get("content") or "" for chunk in chunks for choice in chunk["choices"]],
        "vector": client.predict(endpoint=embeddings, inputs={"input": ["a"]})["data"][0]["embedding"],
        "wrongModel": refused(lambda: ask("none")),
    }
    if gateway.together:
        result["limit"] = [refused(lambda: ask(limited)) for _ in range(2)][1]
        result["models"] = [endpoint["name"] for endpoint in client.list_endpoints()]
        result["model"] = client.get_endpoint(endpoint=chat)["name"]
    gateway.be_host("wrong")
    return {**result, "wrongKey": refused(lambda: ask(chat))}


def databricks_langchain(gateway):
    gateway.be_host()
    from databricks_langchain import ChatDatabricks, DatabricksEmbeddings

    result = {"vector": DatabricksEmbeddings(endpoint=embeddings).embed_query("a")}
    # It chats at `/serving-endpoints/chat/completions`.
    if not gateway.together:
        return result

    def ask(name):
        return ChatDatabricks(model=name, max_retries=0).invoke("What is a lakehouse?")

    stream = ChatDatabricks(model=chat).stream("What is a lakehouse?")
    result = {
        **result,
        "answer": ask(chat).content,
        "stream": [chunk.content for chunk in stream],
        "wrongModel": refused(lambda: ask("none")),
        "limit": [refused(lambda: ask(limited)) for _ in range(2)][1],
    }
    gateway.be_host("wrong")
    return {**result, "wrongKey": refused(lambda: ask(chat))}


clients = {client.__name__: client for client in [openai, litellm, databricks_sdk, mlflow, databricks_langchain]}


def got(call):
    try:
        # What clients print is no part of the answer.
        with contextlib.redirect_stdout(sys.stderr):
            return clients[call["client"]](Gateway(**call))
    except Exception:
        return {"failed": traceback.format_exc()}


json.dump([got(call) for call in given["calls"]], sys.stdout)
