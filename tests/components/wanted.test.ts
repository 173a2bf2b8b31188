import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { placeOf } from "../../components/azurePlaces";
import { ServingGateway } from "../../components/gateway/servingGateway";
import type { PlannedGateway } from "../../components/gateway/plannedGateway";
import { wantedGateway } from "../../components/gateway/wantedGateway";
import { idIn, idOfWanted, type Registered, urnOf } from "../../components/wanted";
import type { CredentialSettings } from "../../settings/settings";
import { churn, withExisting } from "./declare";
import { callable, record, served, valueOf } from "./recorder";

const place = {
    subscriptionId: "00000000-0000-4000-8000-00000000000a",
    resourceGroupName: "rg-apis",
    serviceName: "apim-contoso",
};
const base: PlannedGateway = {
    workspaces: new Map([[undefined, { host: "https://adb-1.2.azuredatabricks.net" }]]),
    service: { name: "apim-contoso", resourceGroup: "rg-apis" },
    callers: { subscriptionKey: { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" } },
    endpoints: [churn],
    credential: { method: "pat", token: pulumi.secret("pat-marker"), namedValue: "databricks-pat" },
};

interface Seen extends Registered {
    readonly parents: readonly Registered[];
    readonly id: string;
    readonly inputs: Readonly<Record<string, unknown>>;
}

/** What the program declares in Azure, as the engine is told. */
async function declaredInAzure(args: PlannedGateway): Promise<Seen[]> {
    record(false);
    const seen: Promise<Seen>[] = [];
    const watch: pulumi.ResourceTransformation = ({ type, name, props, opts }) => {
        if (type.startsWith("azure-native:")) seen.push(seenAs({ type, name }, props, opts.parent));
        return undefined;
    };
    const gateway = new ServingGateway("gateway", await withExisting(args), { transformations: [watch] });
    await valueOf(gateway.gatewayUrl);
    const apis = [...Object.values(gateway.apis), ...Object.values(gateway.sharedApis)];
    await Promise.all(apis.map((api) => valueOf(pulumi.output(api.subscriptionKey))));
    await pulumi.runtime.disconnect();
    return Promise.all(seen);
}

async function seenAs(
    registered: Registered,
    props: pulumi.Inputs,
    parent: pulumi.Resource | undefined,
): Promise<Seen> {
    const inputs = await valueOf(pulumi.output(props) as pulumi.Output<Record<string, unknown>>);
    const parents: Registered[] = [];
    for (let above: any = parent; above; above = above.__parentResource) {
        if (above.__pulumiType !== "pulumi:pulumi:Stack")
            parents.unshift({ type: above.__pulumiType, name: above.__name });
    }
    return { ...registered, parents, id: idIn(placeOf(registered.type)!, { ...place, ...inputs }), inputs };
}

const product = {
    endpoints: ["*"],
    published: true,
    approval: true,
    groups: ["administrators", "developers", "risk"],
    deleteSubscriptions: false,
};
const observed = { sampling: 100, tokenMetrics: true };
const insights = {
    id: `/subscriptions/${place.subscriptionId}/resourceGroups/rg-m/providers/Microsoft.Insights/components/insights`,
    subscriptionId: place.subscriptionId,
    resourceGroup: "rg-m",
    name: "insights",
};
const vaultId = `/subscriptions/${place.subscriptionId}/resourceGroups/rg-v/providers/Microsoft.KeyVault/vaults/kv`;
const keyVault: CredentialSettings = {
    method: "keyVaultPat",
    secretId: "https://kv.vault.azure.net/secrets/pat",
    vaultId,
    namedValue: "from-vault",
};
const create = { sku: "Developer", publisherName: "Contoso", publisherEmail: "apis@contoso.example" } as const;

const programs: Record<string, Partial<PlannedGateway>> = {
    "default settings": {},
    "callers without keys, and an endpoint that is called with nothing between": {
        callers: { subscriptionKey: undefined },
        endpoints: [{ ...churn, resilience: { ...churn.resilience, circuitBreaker: false } }],
    },
    "made-up answers": { endpoints: [{ ...churn, mock: true }], credential: undefined },
    "products, groups and tags": {
        endpoints: [
            { ...churn, tags: [{ id: "risk", name: "Risk" }] },
            { ...churn, name: "fraud", path: "fraud", tags: [{ id: "risk", name: "Risk" }] },
        ],
        groups: [
            { name: "risk", displayName: "Risk team", existing: false },
            { name: "others", displayName: "others", existing: true },
        ],
        products: [
            {
                ...product,
                name: "gold",
                subscriptions: ["a", "b"],
                limits: { calls: { count: 1, seconds: 1, per: "subscription" } },
            },
            {
                ...product,
                name: "silver",
                subscriptions: [],
                ipFilter: { action: "allow", ranges: [{ from: "203.0.113.1", to: "203.0.113.9" }] },
            },
        ],
    },
    "files with policies": {
        endpoints: [
            {
                ...churn,
                policies: {
                    inbound: [{ fragment: "company-logging", position: "before" }],
                    outbound: [
                        {
                            fragment: "own-a",
                            position: "before",
                            file: { path: "policies/a.xml", text: "<fragment />", policies: [], namedValues: [] },
                        },
                    ],
                },
            },
        ],
        namePrefix: "risk-",
    },
    "telemetry with a workbook": {
        endpoints: [
            { ...churn, observability: observed },
            { ...churn, name: "fraud", path: "fraud" },
        ],
        observability: { applicationInsights: insights, workbook: true },
    },
    "prices and budgets": {
        namePrefix: "team2-",
        endpoints: [{ ...churn, observability: observed }],
        observability: { applicationInsights: insights, workbook: true },
        prices: { currency: "USD", perMillionTokens: { "*": { input: 1, output: 2 } } },
        budgets: [
            { name: "all", amount: 10, per: "stack", mails: ["a@contoso.example"], actionGroups: [] },
            { name: "teams", amount: 10, per: "product", mails: [], actionGroups: ["/ag"] },
        ],
    },
    "telemetry through a logger that is there": {
        endpoints: [{ ...churn, observability: observed }],
        observability: { logger: "shared", workbook: false },
    },
    "versions and revisions": {
        endpoints: [
            churn,
            { ...churn, name: "churn-next", apiId: "churn-v2", version: "v2", revision: 3 },
            { ...churn, name: "fraud", path: "Team/Fraud", version: "original" },
        ],
    },
    pools: {
        endpoints: [
            {
                ...churn,
                pool: [
                    { endpoint: "churn", priority: 1, weight: 1 },
                    { endpoint: "churn", workspaceHost: "https://adb-3.4.azuredatabricks.net", priority: 2, weight: 1 },
                ],
            },
        ],
    },
    "credentials of every kind": {
        credential: { method: "mintedPat", lifetimeDays: 90, rotation: 2, namedValue: "databricks-pat" },
        endpoints: [
            churn,
            { ...churn, name: "a", path: "a", credential: keyVault },
            {
                ...churn,
                name: "b",
                path: "b",
                credential: {
                    ...keyVault,
                    namedValue: "again",
                    identityClientId: "5f0c1a2b-0000-4000-8000-000000000000",
                },
            },
            { ...churn, name: "c", path: "c", credential: { ...keyVault, namedValue: "of-the-same-vault" } },
            {
                ...churn,
                name: "d",
                path: "d",
                credential: { method: "oauthM2M", clientId: "id", clientSecret: pulumi.secret("s"), namedValue: "sp" },
            },
            { ...churn, name: "e", path: "e", credential: { method: "managedIdentity" } },
            { ...churn, name: "f", path: "f", credential: { method: "passthrough" } },
        ],
    },
    "a prefix, and what is there already": {
        namePrefix: "team2-",
        endpoints: [
            {
                ...churn,
                observability: observed,
                tags: [
                    { id: "risk", name: "Risk" },
                    { id: "5f3a", name: "theirs", existing: true },
                ],
            },
            { ...churn, name: "churn-next", apiId: "churn-v2", apiName: "given", version: "v2", revision: 2 },
        ],
        groups: [{ name: "risk", displayName: "Risk team", existing: false }],
        products: [
            { ...product, name: "gold", subscriptions: ["a"] },
            { ...product, name: "theirs", groups: [], subscriptions: ["a"], existing: true },
        ],
        observability: { applicationInsights: insights, workbook: true },
    },
    "MCP servers": {
        callers: {
            ...base.callers,
            entra: { tenantId: "t", audiences: ["api://m"], clientApplications: [], claims: {} },
        },
        endpoints: [
            {
                ...churn,
                mcp: true,
                ipFilter: { action: "allow", ranges: [{ from: "203.0.113.1", to: "203.0.113.9" }] },
            },
        ],
        products: [{ ...product, name: "gold", subscriptions: [], mcp: true }],
        mcp: true,
        namePrefix: "team2-",
    },
    "an API of several models, in the products of its models": {
        namePrefix: "team2-",
        endpoints: [
            { ...churn, name: "chat", path: "chat", observability: observed },
            { ...churn, name: "chat-small", path: "small" },
            churn,
        ],
        products: [
            { ...product, name: "gold", endpoints: ["chat"], subscriptions: [] },
            { ...product, name: "tables", endpoints: ["churn"], subscriptions: [] },
        ],
        observability: { logger: "shared", workbook: false },
        openai: { path: "openai", models: ["chat", "chat-small"], aliases: { "gpt-4o": "chat" } },
        databricksPaths: true,
    },
    "a new service with a group of its own": {
        service: { name: "apim-contoso", create: { ...create, location: "westeurope" } },
    },
    "a new service in a group": {
        service: { name: "apim-contoso", resourceGroup: "rg-apis", create },
        credential: keyVault,
    },
};

describe("what the stack wants, known before anything is declared", () => {
    const { document } = served;
    before(() => void Object.assign(served, { document: callable }));
    after(() => void Object.assign(served, { document }));

    it("has the URN that the engine gives it", () => {
        const parents = [
            { type: "serving-gateway:index:ServingGateway", name: "gateway" },
            { type: "serving-gateway:index:ServingApi", name: "churn" },
        ];
        const api = { type: "azure-native:apimanagement:Api", name: "churn-api", parents };
        assert.equal(
            urnOf(api, { project: "serving-gateway", stack: "dev" }),
            "urn:pulumi:dev::serving-gateway::serving-gateway:index:ServingGateway$serving-gateway:index:ServingApi$" +
                "azure-native:apimanagement:Api::churn-api",
        );
    });

    for (const [what, more] of Object.entries(programs)) {
        it(`is what the program declares, by type, name, parents and place in Azure: ${what}`, async () => {
            const args = { ...base, ...more };
            const ownGroup = args.service.resourceGroup === undefined;
            const at = { ...place, resourceGroupName: ownGroup ? "rg-apim-contoso" : "rg-apis" };
            const declared = await declaredInAzure(args);
            const wanted = wantedGateway("gateway", args, at);
            assert.deepEqual(
                wanted
                    .map((each) => ({
                        type: each.type,
                        name: each.name,
                        parents: each.parents,
                        id: idOfWanted(each, at),
                    }))
                    .sort(byName),
                declared.map(({ inputs: _, ...each }) => each).sort(byName),
            );
        });

        it(`shows only what the program declares: ${what}`, async () => {
            const args = { ...base, ...more };
            const declared = await declaredInAzure(args);
            for (const { name, type, shown } of wantedGateway("gateway", args, place)) {
                const { inputs } = declared.find((each) => each.name === name && each.type === type)!;
                for (const [input, value] of Object.entries(shown)) {
                    if (input === "scope") assert.ok(String(inputs.scope).length > 0);
                    else if (typeof value === "object") assert.ok(inputs[input], `${name}.${input}`);
                    else if (value === false) assert.ok(!inputs[input], `${name}.${input}`);
                    else assert.equal(sameCase(inputs[input]), sameCase(value), `${name}.${input}`);
                }
            }
        });
    }
});

function byName(one: Registered, other: Registered): number {
    return `${one.type} ${one.name}` < `${other.type} ${other.name}` ? -1 : 1;
}

function sameCase(value: unknown): unknown {
    return typeof value === "string" ? value.toLowerCase() : value;
}
