import type { Call, Expected, Matcher, ParityRecord } from "./parityRecord";

/** Short forms of calls and answers that many records have. Each returns plain data. */

/** PUT of something below the service. */
export function put(path: string, properties: object): Call {
    return { at: "service", method: "PUT", path, body: { properties } };
}

/** DELETE of something below the service. */
export function remove(path: string): Call {
    return { at: "service", method: "DELETE", path };
}

/**
 * A logger `$RUN`. Its key is in a named value of the record's own: for a key in clear text, API Management makes one, and
 * nothing shows which one it is.
 */
export const putLogger: readonly Call[] = [
    put("/namedValues/$RUN-key", {
        displayName: "$RUN-key",
        secret: true,
        value: "11111111-2222-3333-4444-555555555555",
    }),
    put("/loggers/$RUN", {
        loggerType: "applicationInsights",
        credentials: { instrumentationKey: "{{$RUN-key}}" },
    }),
];

/** Deletes what `putLogger` creates. */
export const removeLogger: readonly Call[] = [remove("/loggers/$RUN"), remove("/namedValues/$RUN-key")];

/** An open API `$RUN` at the path `$RUN`. */
export function putApi(properties: object = {}): Call {
    const open = { path: "$RUN", displayName: "$RUN", protocols: ["https"], subscriptionRequired: false };
    return put("/apis/$RUN", { ...open, ...properties });
}

/** `POST /call` of the API `$RUN`. */
export const putOperation: Call = put("/apis/$RUN/operations/call", {
    displayName: "Call",
    method: "POST",
    urlTemplate: "/call",
});

/** Deletes the API of `putApi` with its revisions. */
export const removeApi: Call = remove("/apis/$RUN?deleteRevisions=true");

const mcpVersion = "api-version=2025-09-01-preview";

/** An open MCP server `$RUN-mcp` at the path `$RUN-mcp`. */
export function putMcpServer(properties: object = {}): Call {
    const open = { path: "$RUN-mcp", displayName: "$RUN", protocols: ["https"], subscriptionRequired: false };
    return put(`/apis/$RUN-mcp?${mcpVersion}`, { type: "mcp", ...open, ...properties });
}

/** The tool `call` of that server, over `POST /call` of the API `$RUN`. */
export const putTool: Call = put(`/apis/$RUN-mcp/tools/call?${mcpVersion}`, {
    displayName: "call",
    description: "Calls it.",
    operationId: "/apis/$RUN/operations/call",
});

/** Deletes the tool of `putTool`. */
export const removeTool: Call = remove(`/apis/$RUN-mcp/tools/call?${mcpVersion}`);
/** Deletes the server of `putMcpServer`. */
export const removeMcpServer: Call = remove("/apis/$RUN-mcp");

/** A message to the MCP server `$RUN-mcp`. */
export function callMcp(method: string, params: object = {}, more: Partial<Call> = {}): Call {
    const headers = { accept: "application/json", "content-type": "application/json" };
    const body = { jsonrpc: "2.0", id: 1, method, params };
    return { at: "gateway", method: "POST", path: "/$RUN-mcp/mcp", headers, body, ...more };
}

/** The policy of the API `$RUN`. @param sections contents of the sections, each behind what the outer scope has */
export function putPolicy(sections: Readonly<Record<string, string>>, path = "/apis/$RUN"): Call {
    return put(`${path}/policies/policy`, { format: "rawxml", value: policyDocument(sections) });
}

/** A call of `POST /call` of the API `$RUN`, through the gateway. */
export function callApi(more: Partial<Call> = {}): Call {
    return { at: "gateway", method: "POST", path: "/$RUN/call", body: {}, ...more };
}

/** API Management's refusal of one field. */
export function refused(target: string, message: Matcher): Expected {
    return { status: 400, body: { error: { code: "ValidationError", details: [{ target, message }] } } };
}

/** The import's refusal of a document. @param messages what follows `Parsing error(s): ` */
export function importRefused(...messages: readonly string[]): Expected {
    const details = messages.map((message) => ({ target: "representation", message: `Parsing error(s): ${message}` }));
    return { status: 400, body: { error: { code: "ValidationError", details } } };
}

/** PUT of the API `$RUN` with an OpenAPI document. */
export function importDocument(document: object): Call {
    const value = JSON.stringify({ openapi: "3.0.3", info: { title: "$RUN", version: "1" }, ...document });
    return putApi({ format: "openapi+json", value });
}

/** PUT of the API `$RUN` with one operation that takes JSON. @param media schema and example of its body */
export function importBody(media: object, path = "/a"): Call {
    const post = {
        requestBody: { content: { "application/json": media } },
        responses: { "200": { description: "OK" } },
    };
    return importDocument({ paths: { [path]: { post } } });
}

/** The operations of the API `$RUN`, of which the first one's body is stored so. */
export function readBody(representation: Matcher): Call & { readonly expect: Expected } {
    const body = { value: [{ properties: { request: { representations: [representation] } } }] };
    return { at: "service", method: "GET", path: "/apis/$RUN/operations", expect: { status: 200, body } };
}

/** A record of a policy document that is refused with its element, place and reason. */
export function policyRefused(record: {
    readonly id: string;
    readonly claim: string;
    readonly source: string;
    readonly date: string;
    readonly tiers?: readonly string[];
    /** @default "inbound" */
    readonly section?: string;
    readonly policy: string;
    /** Where the policy is put. @default the API */
    readonly at?: "api" | "product";
    /** Name of the element that is blamed, and what is wrong with it. */
    readonly blames: readonly [element: string, reason: string];
}): ParityRecord {
    const { id, claim, source, date, tiers, section = "inbound", policy, at = "api", blames } = record;
    const [element, reason] = blames;
    const text = `Error in element '${element}' on line \\d+, column \\d+: ${escaped(reason)}`;
    const owner =
        at === "api"
            ? putApi()
            : put("/products/$RUN", { displayName: "$RUN", subscriptionRequired: true, state: "notPublished" });
    const path = at === "api" ? "/apis/$RUN" : "/products/$RUN";
    return {
        id,
        claim,
        source,
        date,
        ...(tiers && { tiers }),
        setup: [owner],
        calls: [{ ...putPolicy({ [section]: policy }, path), expect: refused(element, { matches: text }) }],
        cleanup: [at === "api" ? removeApi : remove("/products/$RUN?deleteSubscriptions=true")],
    };
}

function policyDocument(sections: Readonly<Record<string, string>>): string {
    const { backend = "<base />", ...others } = sections;
    const parts = Object.entries(others).map(([name, inner]) => `<${name}><base />${inner}</${name}>`);
    return `<policies>${parts.join("")}<backend>${backend}</backend></policies>`;
}

function escaped(text: string): string {
    return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
