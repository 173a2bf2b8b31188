import { seeds } from "../../../emulator/workspace/seeds";
import { packed } from "../../../json/documentInState";
import { canonicalJson } from "../../../transforms/canonical";
import { metadataInWords } from "../../../transforms/publication/metadataInWords";
import { publication } from "../../../transforms/publication/publication";

const key = { header: "Ocp-Apim-Subscription-Key", query: "subscription-key", bearer: true };

/** An API in a state. */
export interface StateApi {
    /** What is published, as JSON. */
    readonly document: string;
    readonly description?: string;
    readonly metadata?: string;
    readonly modified?: string;
    readonly output?: object;
    readonly kind?: string;
}

/** What may be otherwise in a state than it is in the example. */
export interface StateParts {
    readonly apis?: Readonly<Record<string, StateApi>>;
    readonly outputs?: object;
    readonly products?: Readonly<Record<string, object>>;
    /** Groups of a product. */
    readonly groups?: Readonly<Record<string, readonly string[]>>;
    /** Products of an API or an MCP server. */
    readonly links?: Readonly<Record<string, readonly string[]>>;
    readonly servers?: Readonly<Record<string, object>>;
    readonly time?: string;
}

/** The emulated workspace's endpoints, as a stack publishes them. */
export function exampleApis(): Record<string, StateApi> {
    return Object.fromEntries(
        seeds().map(({ endpoint, document }) => {
            const model = endpoint as Parameters<typeof publication>[1];
            const published = publication(JSON.parse(document), model).document;
            const described = { description: endpoint.description ?? "", metadata: metadataInWords(model) };
            return [
                endpoint.name,
                { document: canonicalJson(published), ...described, modified: "2026-11-20T08:00:00Z" },
            ];
        }),
    );
}

/** What `pulumi stack export` writes of a stack with products, URLs that models share and an MCP server. */
export function exampleState(parts: StateParts = {}): string {
    const { apis = exampleApis(), products = exampleProducts, time = "2026-11-28T09:00:00Z" } = parts;
    const { links = { "wine-quality": ["gold"], "llama-chat": ["gold", "shared"], "gold-mcp": ["gold"] } } = parts;
    const { servers = { "gold-mcp": exampleServer }, groups = { gold: ["risk-team", "developers"] } } = parts;
    const named = (type: string, name: string, more: object = {}) => ({
        urn: `urn:pulumi:prod::p::${type}::${name}`,
        type,
        ...more,
    });
    const azure = "azure-native:apimanagement";
    const outputs = {
        endpointDefaults: {
            neededToCall: "a subscription key, in the header Ocp-Apim-Subscription-Key",
            needs: { subscriptionKey: key },
        },
        endpoints: Object.fromEntries(
            Object.entries(apis).map(([name, { output }]) => [
                name,
                { url: `https://contoso.azure-api.net/${name}`, ...output },
            ]),
        ),
        mcpServers: Object.fromEntries(
            Object.keys(servers).map((name) => [name, `https://contoso.azure-api.net/${name}/mcp`]),
        ),
        openai: {
            url: "https://contoso.azure-api.net/openai",
            models: ["llama-chat", "gpt-4o"],
            neededToCall: "a subscription key",
        },
        databricks: {
            url: "https://contoso.azure-api.net",
            models: Object.keys(apis),
            neededToCall: "a subscription key",
        },
        subscriptionKeys: {
            "wine-quality": {
                "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
                ciphertext: "v1:sealed",
            },
        },
        ...parts.outputs,
    };
    const resources = [
        named("pulumi:pulumi:Stack", "p-prod", { outputs }),
        named(`${azure}:Group`, "group-risk-team", { inputs: { displayName: "Risk" } }),
        ...Object.entries(products).map(([name, inputs]) => named(`${azure}:Product`, `product-${name}`, { inputs })),
        ...Object.entries(groups).flatMap(([name, all]) =>
            all.map((group) => named(`${azure}:ProductGroupLink`, `product-${name}:group:${group}`)),
        ),
        ...Object.entries(links).flatMap(([name, all]) =>
            all.map((product) => named(`${azure}:ProductApiLink`, `${name}:in:${product}`)),
        ),
        ...Object.entries(servers).map(([name, inputs]) =>
            named("pulumi-nodejs:dynamic/serving-gateway:McpServer", name, { inputs }),
        ),
        ...Object.entries(apis).flatMap(([name, { document, description = "", metadata = "", modified, kind }]) => [
            named("pulumi-nodejs:dynamic/serving-gateway:EndpointSpec", `${name}-spec`, {
                inputs: { endpoint: name, ...(kind && { kind }) },
                outputs: { __document: packed(document), description, metadata },
                modified,
            }),
            named(`${azure}:Api`, `${name}-api`, {
                id: `/subscriptions/s/resourceGroups/r/providers/Microsoft.ApiManagement/service/contoso/apis/${name}`,
                inputs: { displayName: name, description: `${description}\n\n${metadata}` },
            }),
        ]),
    ];
    return JSON.stringify({ deployment: { manifest: { time }, resources } });
}

const exampleProducts = {
    gold: {
        displayName: "Gold",
        description: "Models for the risk team, with a guaranteed share of the calls.",
        terms: "Internal use only.",
        approvalRequired: true,
        state: "published",
    },
};

const exampleServer = {
    description: "The endpoints of the product gold as tools for models.",
    tools: [
        {
            name: "wine_quality",
            description: "Predicts the quality of a wine from its measurements.",
            operationId: "/apis/wine-quality/operations/invoke",
        },
    ],
};
