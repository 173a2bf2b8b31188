import type { OpenAPIV3 } from "openapi-types";
import { jsonText } from "../../json/jsonText";
import type { CallersNeeds } from "../../transforms/publication/callers/callersFacts";
import { openAiRoutes } from "../../transforms/publication/openAiOperations";
import { feedback, stablePath } from "../../transforms/publication/routes";
import { misfit } from "../../transforms/validator";
import { type Credentials, headersFor, versionIn } from "./stackOutputs";

/** One call, and what its answer has to be. */
export interface Call {
    readonly method: "GET" | "POST";
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    /** A longer body, for models that refuse the limit of tokens in `body`. @default there is none */
    readonly unlimited?: string;
    /** `answer`: 200 and JSON. `refusal`: 401. `stream`: 200 and events. `tools`: an MCP server's list. */
    readonly expects: "answer" | "refusal" | "stream" | "tools";
    /** Where an answer does not fit. @default every answer does */
    readonly misfit?: (answer: unknown) => string | undefined;
}

/** Something that is checked of what a stack has published. */
export interface Check {
    /** The API, the MCP server or the product. */
    readonly name: string;
    /** What is checked, in words. @example "with a key" */
    readonly what: string;
    /** Without a query. */
    readonly url: string;
    /** What is done, or why nothing is: it is `skipped` where that is no fault, and `failed` where it is one. */
    readonly does: { readonly call: Call } | { readonly skipped: string } | { readonly failed: string };
}

/** A published API, or one of its revisions. */
export interface CheckedApi {
    readonly name: string;
    readonly url: string;
    readonly needs: CallersNeeds;
    readonly document: OpenAPIV3.Document;
    /** Whether the gateway answers by itself, and so without a stream. */
    readonly isMock: boolean;
}

type Operation = OpenAPIV3.OperationObject;

const json = "application/json";

/** Tokens that an answer may have. A call of a smoke test shows that a model answers, not what. */
const mostTokens = 16;

/**
 * What is checked of an API: each path with its own example, one stream, and one call without a credential.
 *
 * @param suffix goes after what is checked, in words. @default nothing
 */
export function checksOfApi(api: CheckedApi, credentials: Credentials, suffix = ""): Check[] {
    const operations = operationsOf(api.document);
    const withKey = operations.map((each) => checkOf(api, credentials, each, suffix));
    const streaming = operations.findLast(
        ({ path, operation }) =>
            callsModel(path) && servedModel(path) === undefined && streams(operation, api.document),
    );
    const first = operations.find(isHarmless);
    return [
        ...withKey,
        ...(streaming && !api.isMock ? [streamOf(api, credentials, streaming, suffix)] : []),
        ...(first ? [refusalOf(api, first.path, requestOf(first.operation, api.document), suffix)] : []),
    ];
}

/** One call of the API, e.g. with another key. Undefined where nothing of it can be called. */
export function checkOfFirst(api: CheckedApi, credentials: Credentials, what: string): Check | undefined {
    const [first] = operationsOf(api.document);
    return first && { ...checkOf(api, credentials, first), what };
}

/** What a call of one path is, with the example of its document. */
function checkOf(api: CheckedApi, credentials: Credentials, called: Callable, suffix = ""): Check {
    const { path, operation } = called;
    const example = requestOf(operation, api.document);
    const { name, needs, document } = api;
    const at = { name, what: `${withWhat(needs)}${suffix}`, url: api.url + path };
    if (servedModel(path) === feedback) return { ...at, does: { skipped: "it would record feedback on an answer" } };
    if (!isHarmless(called)) return { ...at, does: { skipped: "it calls no model, and may change something" } };
    if (!callsModel(path) && mediaOf(operation.responses["200"]) === undefined) {
        return { ...at, does: { skipped: "its document promises no answer in JSON" } };
    }
    if (needsValues(operation)) return { ...at, does: { skipped: "it has parameters whose values a caller chooses" } };
    const isPost = operation.requestBody !== undefined;
    if (isPost && example === undefined)
        return { ...at, does: { skipped: "its document has no example of a request" } };
    const schema = mediaOf(operation.responses["200"])?.schema;
    const schemas = document.components?.schemas ?? {};
    return sent(at, needs, credentials, {
        method: isPost ? "POST" : "GET",
        expects: "answer",
        misfit: schema && ((answer) => misfit(schema, schemas, answer)),
        ...example,
    });
}

/** A call without a key and without a token. */
export function refusalOf(
    { name, needs, url }: Pick<CheckedApi, "name" | "needs" | "url">,
    path: string,
    example: Pick<Call, "body"> | undefined,
    suffix = "",
): Check {
    const at = { name, what: `without a ${needs.subscriptionKey ? "key" : "token"}${suffix}`, url: url + path };
    if (!needs.subscriptionKey && !needs.token)
        return { ...at, does: { skipped: "callers need neither key nor token" } };
    const method = example === undefined ? "GET" : "POST";
    const call = { method, body: example?.body, expects: "refusal", headers: versionIn(needs, "header") } as const;
    return { ...at, does: { call: { ...call, url: withVersion(at.url, needs) } } };
}

function streamOf(
    api: CheckedApi,
    credentials: Credentials,
    { path, operation }: { path: string; operation: Operation },
    suffix: string,
): Check {
    const at = { name: api.name, what: `stream${suffix}`, url: api.url + path };
    const example = requestOf(operation, api.document, { stream: true });
    if (example === undefined) return { ...at, does: { skipped: "its document has no example of a request" } };
    return sent(at, api.needs, credentials, { method: "POST", expects: "stream", ...example });
}

/** A check by a call with these credentials, or without one where they are missing. */
export function sent(
    at: Omit<Check, "does">,
    needs: CallersNeeds,
    credentials: Credentials,
    call: Omit<Call, "url" | "headers">,
): Check {
    const headers = headersFor(needs, credentials);
    if (typeof headers === "string") return { ...at, does: { failed: headers } };
    return { ...at, does: { call: { ...call, headers, url: withVersion(at.url, needs) } } };
}

/** What a caller calls with, in words. */
export function withWhat({ subscriptionKey, token }: CallersNeeds): string {
    const all = [...(subscriptionKey ? ["a key"] : []), ...(token ? ["a token"] : [])];
    return all.length === 0 ? "with nothing" : `with ${all.join(" and ")}`;
}

function withVersion(url: string, needs: CallersNeeds): string {
    const query = new URLSearchParams(versionIn(needs, "query")).toString();
    return query === "" ? url : `${url}?${query}`;
}

/** An operation, and where it is called. */
interface Callable {
    readonly path: string;
    readonly method: "get" | "post";
    readonly operation: Operation;
}

/** What can be called, in the order of the document. What a parameter of a path stands for is the caller's to say. */
export function operationsOf({ paths }: OpenAPIV3.Document): Callable[] {
    const all = Object.entries(paths).flatMap(([path, item]): Callable[] => {
        if (path.includes("{")) return [];
        const methods = callsModel(path) ? (["post", "get"] as const) : (["get", "post"] as const);
        const method = methods.find((each) => item?.[each] !== undefined);
        return method ? [{ path, method, operation: item![method]! }] : [];
    });
    // What calls the model comes first, and of that what carries traffic.
    const rank = ({ path, operation }: Callable) =>
        !callsModel(path) || operation.requestBody === undefined
            ? 3
            : servedModel(path) !== undefined
              ? 2
              : path === stablePath
                ? 0
                : 1;
    return all.sort((one, other) => rank(one) - rank(other));
}

/** Whether it reads, or calls a model. What else an application does, its document does not say. */
function isHarmless({ path, method }: Callable): boolean {
    return method === "get" || callsModel(path);
}

function callsModel(path: string): boolean {
    return path === stablePath || servedModel(path) !== undefined || openAiRoutes.some((route) => route.path === path);
}

function needsValues({ parameters = [] }: Operation): boolean {
    return parameters.some((parameter) => "required" in parameter && parameter.required === true);
}

/** The bodies of a request by the example of the document, with other members. Undefined without an example. */
export function requestOf(
    operation: Operation,
    document: OpenAPIV3.Document,
    members: Readonly<Record<string, unknown>> = {},
): Pick<Call, "body" | "unlimited"> | undefined {
    const media = mediaOf(operation.requestBody);
    if (typeof media?.example !== "object" || media.example === null) return undefined;
    const body = { ...(media.example as Record<string, unknown>), ...members };
    const isLimited = "max_tokens" in body || !hasMember(media.schema, "max_tokens", document);
    if (isLimited) return { body: jsonText(body) };
    return { body: jsonText({ ...body, max_tokens: mostTokens }), unlimited: jsonText(body) };
}

function streams({ requestBody, responses }: Operation, document: OpenAPIV3.Document): boolean {
    const ok = responses["200"] as OpenAPIV3.ResponseObject | undefined;
    return (
        ok?.content?.["text/event-stream"] !== undefined || hasMember(mediaOf(requestBody)?.schema, "stream", document)
    );
}

function hasMember(schema: OpenAPIV3.MediaTypeObject["schema"], name: string, document: OpenAPIV3.Document): boolean {
    if (schema === undefined) return false;
    const own = "$ref" in schema ? document.components?.schemas?.[schema.$ref.split("/").at(-1)!] : schema;
    return own !== undefined && "properties" in own && own.properties?.[name] !== undefined;
}

function mediaOf(
    part: OpenAPIV3.RequestBodyObject | OpenAPIV3.ResponseObject | OpenAPIV3.ReferenceObject | undefined,
): OpenAPIV3.MediaTypeObject | undefined {
    return part && "content" in part ? part.content?.[json] : undefined;
}

function servedModel(path: string): string | undefined {
    return /^\/served-models\/([^/]+)\/invocations$/.exec(path)?.[1];
}
