import type { OpenAPIV3 } from "openapi-types";
import { jsonText } from "../../json/jsonText";
import type { CallersNeeds } from "../../transforms/publication/callers/callersFacts";
import { openAiRoutes } from "../../transforms/publication/openAiOperations";
import { operationsOf } from "../smoke/checks";
import { versionIn } from "../smoke/stackOutputs";
import { javascript, javascriptBody, python, shell, text } from "./literals";
import type { OfferedApi, OfferedServer, OfferedShared } from "./offer";

/** Code to copy, of some five lines. It reads the caller's key from the variable `KEY`, and a token from `TOKEN`. */
export interface ClientCode {
    /** @example "Python, requests" */
    readonly client: string;
    readonly code: string;
}

/** A call of one operation. */
interface Called {
    readonly url: string;
    readonly needs: CallersNeeds;
    /** The body; undefined where the document has no example of one. */
    readonly example: unknown;
}

/** How an API is called with each client that fits it. @param databricks the API at Databricks' own paths, if the stack has it */
export function codeForApi({ published, needs, url, model }: OfferedApi, databricks?: OfferedShared): ClientCode[] {
    const [first] = operationsOf(published);
    if (first === undefined) return [];
    const call: Called = { url: withQuery(url + first.path, needs), needs, example: exampleOf(first.operation) };
    const route = openAiRoutes.find(({ path }) => published.paths[path]?.post);
    const openAi = route && { url, needs, example: exampleOf(published.paths[route.path]!.post!) };
    const host = databricks?.models.includes(model) && bearerOf(databricks.needs) ? databricks.url : undefined;
    return [
        { client: "curl", code: curl(call) },
        ...(openAi
            ? openAiCode(openAi, route.path, "any")
            : [
                  { client: "Python, requests", code: pythonRequests(call) },
                  { client: "JavaScript", code: javascriptFetch(call) },
              ]),
        ...(host === undefined ? [] : [{ client: "Python, MLflow", code: mlflow(call, host, model) }]),
    ];
}

/** How one of the models is called at the URL that they share: one that chats, if there is one. */
export function codeForShared(shared: OfferedShared, apis: readonly OfferedApi[]): ClientCode[] {
    const { kind, url, needs, models } = shared;
    const fitting = apis.filter(({ name, model }) => models.includes(name) || models.includes(model));
    const nameOf = ({ name, model }: OfferedApi) => (models.includes(model) ? model : name);
    if (kind === "databricks") {
        const api = fitting.find(({ published }) => operationsOf(published).length > 0);
        if (api === undefined || bearerOf(needs) === undefined) return [];
        const example = exampleOf(operationsOf(api.published)[0]!.operation);
        return [{ client: "Python, MLflow", code: mlflow({ url, needs, example }, url, nameOf(api)) }];
    }
    for (const { path } of openAiRoutes) {
        const api = fitting.find(({ published }) => published.paths[path]?.post);
        if (api === undefined) continue;
        const model = nameOf(api);
        const example = withMembers(exampleOf(api.published.paths[path]!.post!), { model });
        return [
            { client: "curl", code: curl({ url: url + path, needs, example }) },
            ...openAiCode({ url, needs, example }, path, model),
        ];
    }
    return [];
}

/** How MCP clients reach a server. */
export function codeForServer({ name, url, needs }: OfferedServer): ClientCode[] {
    const headers = Object.fromEntries(
        secrets(needs).map(({ header, before, variable }) => [header, before + variable]),
    );
    return [
        {
            client: "VS Code, .vscode/mcp.json",
            code: jsonText({ servers: { [name]: { type: "http", url, headers } } }, 2),
        },
        {
            client: "JavaScript, MCP client",
            code: [
                'import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";',
                `const requestInit = { headers: { ${javascriptHeaders(secrets(needs)).join(", ")} } };`,
                'const mcp = new Client({ name: "agent", version: "1.0.0" });',
                `await mcp.connect(new StreamableHTTPClientTransport(new URL(${text(url)}), { requestInit }));`,
                "console.log(await mcp.listTools());",
            ].join("\n"),
        },
    ];
}

function curl({ url, needs, example }: Called): string {
    const parts = [
        ...secrets(needs).map(({ header, before, variable }) => `-H ${shell(`${header}: ${before}`)}"$${variable}"`),
        ...versionHeaders(needs).map(([name, value]) => `-H ${shell(`${name}: ${value}`)}`),
        ...(example === undefined ? [] : ["-H 'Content-Type: application/json'", `-d ${shell(jsonText(example))}`]),
    ];
    return [`curl ${shell(url)}`, ...parts].join(" \\\n  ");
}

function pythonRequests({ url, needs, example }: Called): string {
    const headers = pythonHeaders(secrets(needs), versionHeaders(needs));
    return [
        "import os, requests",
        ...(example === undefined ? [] : [`body = ${python(example)}`]),
        `headers = {${headers.join(", ")}}`,
        example === undefined
            ? `answer = requests.get(${python(url)}, headers=headers)`
            : `answer = requests.post(${python(url)}, json=body, headers=headers)`,
        "print(answer.status_code, answer.text)",
    ].join("\n");
}

function javascriptFetch({ url, needs, example }: Called): string {
    const json = example === undefined ? [] : ['"Content-Type": "application/json"'];
    const headers = [...javascriptHeaders(secrets(needs), versionHeaders(needs)), ...json];
    return [
        `const headers = { ${headers.join(", ")} };`,
        ...(example === undefined ? [] : [`const body = ${javascriptBody(example)};`]),
        `const answer = await fetch(${text(url)}, { ${example === undefined ? "" : 'method: "POST", body, '}headers });`,
        "console.log(answer.status, await answer.text());",
    ].join("\n");
}

/** OpenAI's clients send a key or a token as Bearer, and what else is needed as headers of their own. */
function openAiCode({ url, needs, example }: Called, path: string, model: string): ClientCode[] {
    // As Base64, which the client for Node asks for by itself, nobody has seen an answer of the workspace.
    const asked = withMembers(example, { model, ...(path === "/embeddings" && { encoding_format: "float" }) });
    const method = path.slice(1).replace("/", ".");
    const bearer = bearerOf(needs);
    const others = secrets(needs).filter(({ variable }) => variable !== bearer);
    const inPython = pythonHeaders(others, versionHeaders(needs)).join(", ");
    const inJavascript = javascriptHeaders(others, versionHeaders(needs)).join(", ");
    const query = versionIn(needs, "query");
    const hasQuery = Object.keys(query).length > 0;
    const pythonOptions = [
        `base_url=${python(url)}`,
        `api_key=${bearer ? `os.environ["${bearer}"]` : '"unused"'}`,
        ...(inPython ? [`default_headers={${inPython}}`] : []),
        ...(hasQuery ? [`default_query=${python(query)}`] : []),
    ];
    const javascriptOptions = [
        `baseURL: ${text(url)}`,
        `apiKey: ${bearer ? `process.env.${bearer}` : '"unused"'}`,
        ...(inJavascript ? [`defaultHeaders: { ${inJavascript} }`] : []),
        ...(hasQuery ? [`defaultQuery: ${javascript(query)}`] : []),
    ];
    return [
        {
            client: "Python, OpenAI",
            code: [
                "import os",
                "from openai import OpenAI",
                `client = OpenAI(${pythonOptions.join(", ")})`,
                `answer = client.${method}.create(**${python(asked)})`,
                "print(answer.model_dump_json())",
            ].join("\n"),
        },
        {
            client: "JavaScript, OpenAI",
            code: [
                'import OpenAI from "openai";',
                `const client = new OpenAI({ ${javascriptOptions.join(", ")} });`,
                `const answer = await client.${method}.create(${javascript(asked)});`,
                "console.log(JSON.stringify(answer));",
            ].join("\n"),
        },
    ];
}

/** MLflow's client calls every task alike at Databricks' own paths. */
function mlflow({ needs, example }: Called, host: string, model: string): string {
    return [
        "import os",
        `os.environ.update(DATABRICKS_HOST=${python(host)}, DATABRICKS_TOKEN=os.environ["${bearerOf(needs)!}"])`,
        "from mlflow.deployments import get_deploy_client",
        'client = get_deploy_client("databricks")',
        `print(client.predict(endpoint=${python(model)}, inputs=${python(example)}))`,
    ].join("\n");
}

function exampleOf({ requestBody }: OpenAPIV3.OperationObject): unknown {
    const body = requestBody as OpenAPIV3.RequestBodyObject | undefined;
    return body?.content?.["application/json"]?.example;
}

function withMembers(example: unknown, members: object): unknown {
    return typeof example === "object" && example !== null ? { ...example, ...members } : members;
}

/** A header whose value is in a variable. */
interface SecretHeader {
    readonly header: string;
    readonly before: "" | "Bearer ";
    readonly variable: "KEY" | "TOKEN";
}

function secrets({ subscriptionKey, token }: CallersNeeds): SecretHeader[] {
    return [
        ...(subscriptionKey ? [{ header: subscriptionKey.header, before: "", variable: "KEY" } as const] : []),
        ...(token ? [{ header: "Authorization", before: "Bearer ", variable: "TOKEN" } as const] : []),
    ];
}

/** What a client sends that knows Bearer only; undefined where the gateway takes nothing there. */
function bearerOf({ subscriptionKey, token }: CallersNeeds): "KEY" | "TOKEN" | undefined {
    return token ? "TOKEN" : subscriptionKey?.bearer ? "KEY" : undefined;
}

function versionHeaders(needs: CallersNeeds): [string, string][] {
    return Object.entries(versionIn(needs, "header"));
}

function withQuery(url: string, needs: CallersNeeds): string {
    const query = new URLSearchParams(versionIn(needs, "query")).toString();
    return query === "" ? url : `${url}?${query}`;
}

function pythonHeaders(of: readonly SecretHeader[], others: readonly [string, string][]): string[] {
    return [
        ...of.map(({ header, before, variable }) => {
            const value = `os.environ["${variable}"]`;
            return `${python(header)}: ${before === "" ? value : `"${before}" + ${value}`}`;
        }),
        ...others.map(([name, value]) => `${python(name)}: ${python(value)}`),
    ];
}

function javascriptHeaders(of: readonly SecretHeader[], others: readonly [string, string][] = []): string[] {
    return [
        ...of.map(({ header, before, variable }) => {
            const value = `process.env.${variable}`;
            return `${text(header)}: ${before === "" ? value : `"${before}" + ${value}`}`;
        }),
        ...others.map(([name, value]) => `${text(name)}: ${text(value)}`),
    ];
}
