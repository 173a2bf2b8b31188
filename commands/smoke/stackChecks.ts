import { databricksApiDocument } from "../../transforms/publication/databricksApi";
import { openAiApiDocument } from "../../transforms/publication/openAiApi";
import { modelsPath, openAiRoutes } from "../../transforms/publication/openAiOperations";
import type { OpenAPIV3 } from "openapi-types";
import { stablePath } from "../../transforms/publication/routes";
import { misfit } from "../../transforms/validator";
import { type PublishedStack, type StackApi, withoutNeeds } from "../publishedStack";
import { type Check, checkOfFirst, checksOfApi, operationsOf, refusalOf, requestOf, sent, withWhat } from "./checks";
import type { CheckedApi } from "./checks";
import type { SharedOutput, StackOutputs } from "./stackOutputs";

/**
 * Everything that is checked of a stack, in the order of its outputs.
 *
 * @param token of a caller, where callers need one
 * @throws NotPublishedError the stack was deployed by a version that did not write down what callers need
 */
export function stackChecks(stack: string, published: PublishedStack, outputs: StackOutputs, token?: string): Check[] {
    const apis = published.apis.map((api) => checkedApi(stack, api));
    const ofApis = apis.flatMap((api) => {
        const credentials = { key: outputs.subscriptionKeys?.[api.name], token };
        const own = checksOfApi(api, credentials);
        if (!api.candidate) return own;
        const candidate = { ...api, ...api.candidate };
        return [...own, ...checksOfApi(candidate, credentials, `, revision ${candidate.url.split(";rev=").at(-1)}`)];
    });
    return [
        ...ofApis,
        ...sharedChecks(apis, outputs, token),
        ...productChecks(apis, published, outputs, token),
        ...mcpChecks(apis, published, outputs, token),
    ];
}

type Api = CheckedApi & Pick<StackApi, "candidate">;

function checkedApi(stack: string, { key, url, needs, document, isMock, candidate }: StackApi): Api {
    if (needs === undefined) throw withoutNeeds(stack);
    return { name: key, url, needs, document, isMock, candidate };
}

/**
 * What a caller of an API needs that reaches these: a token of the workspace only where all of them ask for it. Settings of
 * callers are the stack's, and such an API has no versions.
 */
function needsOfAll(apis: readonly Api[]): Api["needs"] {
    const { version: _, token, ...key } = apis[0]!.needs;
    const isAsked = token !== undefined && apis.every(({ needs }) => needs.token?.issuer === token.issuer);
    return isAsked ? { ...key, token } : key;
}

/** Lists of models, and one call of a model by its name. */
function sharedChecks(apis: readonly Api[], outputs: StackOutputs, token: string | undefined): Check[] {
    const shared = (name: string, output: SharedOutput, key: string | undefined, lists: Lists): Check[] => {
        const credentials = { key, token };
        const reached = apis.filter((api) => output.models.includes(api.name));
        const needs = needsOfAll(reached.length > 0 ? reached : apis);
        const at = { name, what: withWhat(needs) };
        const schema = lists.schema();
        const list = {
            method: "GET",
            expects: "answer",
            misfit: (answer: unknown) => misfit(schema, {}, answer) ?? lists.missing(answer, output.models),
        } as const;
        const models = reached.filter((api) => !api.isMock);
        const call = models.flatMap((api) => {
            const found = lists.call(api);
            return found ? [{ ...found, needs: needsOfAll([api]) }] : [];
        })[0];
        return [
            sent({ ...at, url: output.url + lists.path }, needs, credentials, list),
            ...(call
                ? [
                      sent({ name, what: withWhat(call.needs), url: output.url + call.path }, call.needs, credentials, {
                          method: "POST",
                          expects: "answer",
                          ...call.request,
                      }),
                  ]
                : []),
            refusalOf({ name, needs, url: output.url }, lists.path, undefined),
        ];
    };
    const { openai, openaiKey, databricks, databricksKey } = outputs;
    return [
        ...(openai ? shared("openai", openai, openaiKey, openAiLists) : []),
        ...(databricks ? shared("databricks", databricks, databricksKey, databricksLists) : []),
    ];
}

/** How an API that models share lists them, and how it calls one. */
interface Lists {
    readonly path: string;
    readonly schema: () => OpenAPIV3.SchemaObject;
    readonly missing: (answer: unknown, models: readonly string[]) => string | undefined;
    readonly call: (api: Api) => { path: string; request: NonNullable<ReturnType<typeof requestOf>> } | undefined;
}

const openAiLists: Lists = {
    path: modelsPath,
    schema: () => schemaOf(openAiApiDocument(), modelsPath),
    missing: (answer, models) =>
        missing(
            (answer as { data: { id: string }[] }).data.map(({ id }) => id),
            models,
        ),
    call: ({ name, document }) => {
        const route = openAiRoutes.find(({ path }) => document.paths[path]?.post);
        const request = route && requestOf(document.paths[route.path]!.post!, document, { model: name });
        return request && { path: route.path, request };
    },
};

const endpointsPath = "/api/2.0/serving-endpoints";

const databricksLists: Lists = {
    path: endpointsPath,
    schema: () => schemaOf(databricksApiDocument(), endpointsPath),
    missing: (answer, models) =>
        missing(
            ((answer as { endpoints?: { name: string }[] }).endpoints ?? []).map(({ name }) => name),
            models,
        ),
    call: ({ name, document }) => {
        const invoke = operationsOf(document).find(({ path }) => path === stablePath);
        const request = invoke && requestOf(invoke.operation, document);
        return request && { path: `/serving-endpoints/${encodeURIComponent(name)}/invocations`, request };
    },
};

function schemaOf(document: string, path: string): OpenAPIV3.SchemaObject {
    const { paths } = JSON.parse(document) as OpenAPIV3.Document;
    const ok = paths[path]!.get!.responses["200"] as OpenAPIV3.ResponseObject;
    return ok.content!["application/json"]!.schema as OpenAPIV3.SchemaObject;
}

function missing(listed: readonly string[], models: readonly string[]): string | undefined {
    const unlisted = models.filter((model) => !listed.includes(model));
    return unlisted.length > 0 ? `it does not list ${unlisted.join(", ")}` : undefined;
}

/** One call with the first key of each product: it counts for the limits of whoever has that key. */
function productChecks(
    apis: readonly Api[],
    published: PublishedStack,
    { productKeys = {} }: StackOutputs,
    token: string | undefined,
): Check[] {
    return Object.entries(productKeys).flatMap(([product, keys]) => {
        const [name, key] = firstKey(keys) ?? [];
        const api = apis.find((each) => published.productsOf(each.name).includes(product));
        if (key === undefined || !api) return [];
        const check = checkOfFirst(api, { key, token }, `${api.name} with the key of ${name}`);
        return check ? [{ ...check, name: product }] : [];
    });
}

/** Lists of tools: no tool is called. */
function mcpChecks(
    apis: readonly Api[],
    published: PublishedStack,
    { mcpServers = {}, productKeys = {} }: StackOutputs,
    token: string | undefined,
): Check[] {
    const { token: asked, ...key } = needsOfAll(apis);
    // The list is the gateway's own: the workspace, whose tokens some tools take, has no part in it.
    const needs = asked?.issuer === "entra" ? { ...key, token: asked } : key;
    return Object.entries(mcpServers).flatMap(([name, url]): Check[] => {
        const keys = published.productsOf(name).flatMap((product) => firstKey(productKeys[product] ?? {}) ?? []);
        const what = `tools, ${withWhat(needs)}`;
        const listed: Check =
            needs.subscriptionKey && keys[1] === undefined
                ? {
                      name,
                      what,
                      url,
                      does: { skipped: "no product that has it has a key of the stack (subscriptions)" },
                  }
                : sent({ name, what, url }, needs, { key: keys[1], token }, { method: "POST", expects: "tools" });
        return [listed, refusalOf({ name, needs, url }, "", { body: initialize })];
    });
}

/** The first message of a client of MCP (2025-06-18, Lifecycle). */
const initialize = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "smoke", version: "1" } },
});

function firstKey(keys: Readonly<Record<string, string | undefined>>): [name: string, key: string] | undefined {
    return Object.entries(keys).find((entry): entry is [string, string] => typeof entry[1] === "string");
}
