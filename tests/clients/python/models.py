"""Calls language models with clients, each as somebody does who has a URL and a key, or a token, and nothing else.

Reads one JSON object from standard input, whose `calls` say client and credential. Writes to standard output what each got.
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
host, chat, embeddings = given["host"], given["chat"], given["embeddings"]
question = [{"role": "user", "content": "What is a lakehouse?"}]


def base(path):
    return f"{host}/{path}"


def refused(call):
    """The class of the error and its text, of a call that the gateway does not let through."""
    try:
        return ["none", str(call())]
    except Exception as error:
        return [type(error).__name__, str(error)]


def openai(credential, folder):
    from openai import OpenAI

    def client(path, key=credential):
        return OpenAI(base_url=base(path), api_key=key, max_retries=0)

    def ask(path, key=credential, **more):
        return client(path, key).chat.completions.create(model="any", messages=question, **more)

    chunks = ask(f"{folder}/{chat}", stream=True)
    vectors = client(f"{folder}/{embeddings}").embeddings.create(model="any", input=["a"])
    return {
        "models": [model.id for model in client(f"{folder}/{chat}").models.list()],
        "answer": ask(f"{folder}/{chat}").choices[0].message.content,
        "stream": [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices],
        "vector": vectors.data[0].embedding,
        "wrongKey": refused(lambda: ask(f"{folder}/{chat}", "wrong")),
        "wrongModel": refused(lambda: ask(f"{folder}/none")),
        "limit": [refused(lambda: ask("limited")) for _ in range(2)][1],
    }


def litellm(credential, folder):
    import litellm

    litellm.suppress_debug_info = True

    def ask(path, key=credential, **more):
        options = {"api_base": base(path), "api_key": key, "num_retries": 0, "max_retries": 0}
        return litellm.completion(model="openai/any", messages=question, **options, **more)

    # Its list of models is left out: it asks for `/v1/models` of the host, whatever path the base has.
    chunks = ask(f"{folder}/{chat}", stream=True)
    options = {"api_base": base(f"{folder}/{embeddings}"), "api_key": credential}
    vectors = litellm.embedding(model="openai/any", input=["a"], encoding_format="float", **options)
    return {
        "answer": ask(f"{folder}/{chat}").choices[0].message.content,
        "stream": [chunk.choices[0].delta.content or "" for chunk in chunks],
        "vector": vectors.data[0]["embedding"],
        "wrongKey": refused(lambda: ask(f"{folder}/{chat}", "wrong")),
        "wrongModel": refused(lambda: ask(f"{folder}/none")),
        "limit": [refused(lambda: ask("limited")) for _ in range(2)][1],
    }


def databricks_sdk(credential, folder):
    from databricks.sdk import WorkspaceClient
    from databricks.sdk.core import Config
    from databricks.sdk.service.serving import ChatMessage, ChatMessageRole

    def client(key=credential):
        # A refused call is not repeated for five minutes.
        return WorkspaceClient(config=Config(host=host, token=key, auth_type="pat", retry_timeout_seconds=1))

    def ask(name, key=credential):
        message = ChatMessage(role=ChatMessageRole.USER, content="What is a lakehouse?")
        return client(key).serving_endpoints.query(name=name, messages=[message])

    vectors = client().serving_endpoints.query(name=embeddings, input=["a"])
    return {
        "answer": ask(chat).choices[0].message.content,
        "vector": vectors.data[0].embedding,
        "wrongKey": refused(lambda: ask(chat, "wrong")),
        "wrongModel": refused(lambda: ask("none")),
    }


def mlflow(credential, folder):
    os.environ.update(DATABRICKS_HOST=host, DATABRICKS_TOKEN=credential, MLFLOW_HTTP_REQUEST_MAX_RETRIES="0")
    from mlflow.deployments import get_deploy_client

    client = get_deploy_client("databricks")
    inputs = {"messages": question}
    chunks = list(client.predict_stream(endpoint=chat, inputs=inputs))
    result = {
        "answer": client.predict(endpoint=chat, inputs=inputs)["choices"][0]["message"]["content"],
        "stream": [choice["delta"].get("content") or "" for chunk in chunks for choice in chunk["choices"]],
        "vector": client.predict(endpoint=embeddings, inputs={"input": ["a"]})["data"][0]["embedding"],
        "wrongModel": refused(lambda: client.predict(endpoint="none", inputs=inputs)),
    }
    os.environ["DATABRICKS_TOKEN"] = "wrong"
    return {**result, "wrongKey": refused(lambda: client.predict(endpoint=chat, inputs=inputs))}


def databricks_langchain(credential, folder):
    os.environ.update(DATABRICKS_HOST=host, DATABRICKS_TOKEN=credential, MLFLOW_HTTP_REQUEST_MAX_RETRIES="0")
    from databricks_langchain import DatabricksEmbeddings

    return {"vector": DatabricksEmbeddings(endpoint=embeddings).embed_query("a")}


clients = {client.__name__: client for client in [openai, litellm, databricks_sdk, mlflow, databricks_langchain]}


def got(client, credential, folder):
    try:
        # What clients print is no part of the answer.
        with contextlib.redirect_stdout(sys.stderr):
            return clients[client](credential, folder)
    except Exception:
        return {"failed": traceback.format_exc()}


json.dump([got(**call) for call in given["calls"]], sys.stdout)
