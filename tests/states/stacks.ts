import { readFileSync } from "node:fs";
import { join } from "node:path";
import { apiManagement } from "../../azure/armApiVersions";
import { systemAssigned } from "../../emulator/arm/resources/managedIdentities";
import { agent, type E2e } from "../e2e/environment";

/** What differs from one emulator to the next, by the name that stands for it in a recorded state. */
export type Facts = Record<string, string>;

/** A stack whose state is recorded, and taken over by later versions of the program. */
export interface RecordedStack {
    /** What is there beside the stack's own things, made before a deployment. */
    prepare?(e2e: E2e): Promise<Facts>;
    /** The settings; `{{name}}` stands for a fact. */
    readonly settings: object;
    /** Settings that are secret, by path. */
    readonly secrets?: Record<string, string>;
    /** Settings of an earlier deployment, and what changes in the workspace after it. @default there is none */
    readonly earlier?: { readonly settings: object; change(e2e: E2e): void };
    /** What the deployment made in the workspace, read from the state's resources when it is recorded. */
    made?(resources: readonly Recorded[]): Facts;
    /** Makes that again, in the workspace of another emulator. */
    remake?(e2e: E2e, facts: Facts): Promise<Facts>;
}

/** A resource of an exported state, its secrets in clear. */
export interface Recorded {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly outputs?: Record<string, any>;
}

const service = { name: "apim-serving-gateway", resourceGroup: "rg-serving-gateway" };
const wine = { name: "wine-quality", path: "models/wine" };
const chat = { name: "llama-chat" };

/** Two endpoints with the credential that the workspace's administrator has. */
const plain: RecordedStack = { settings: { service, endpoints: [{ name: wine.name }, chat] } };

/** Everything around an API: products, groups, tags, limits, telemetry, versions, and a revision to come. */
const governed: RecordedStack = {
    settings: {
        service,
        endpoints: [
            { ...wine, version: "original", revision: 2, limits: { quota: { calls: 9, period: "day" } } },
            { ...chat, path: wine.path, version: "v2", limits: { tokens: { perMinute: 400 } }, tags: ["Chat"] },
        ],
        discover: { names: ["ada-*"], path: "found/{name}" },
        tags: ["Credit risk"],
        cors: { origins: ["https://portal.contoso.example"] },
        ipFilter: { allow: ["127.0.0.0/8", "::1/128"] },
        groups: [
            { name: "risk-team", displayName: "Risk" },
            { name: "auditors", existing: true },
        ],
        products: [
            {
                name: "gold",
                displayName: "Gold",
                endpoints: ["wine-*", "ada-*"],
                groups: ["risk-team", "auditors", "developers"],
                subscriptions: ["team-a"],
                limits: { calls: { count: 20, seconds: 60 } },
            },
            { name: "language", endpoints: [chat.name], approval: true, subscriptions: ["team-b"] },
        ],
        observability: {
            applicationInsights: "{{group}}/providers/Microsoft.Insights/components/appi-serving-gateway",
        },
    },
    prepare: async (e2e) => {
        await e2e.arm("PUT", "groups/auditors", { properties: { displayName: "Auditors" } });
        return {};
    },
    get earlier() {
        const { endpoints, ...others } = this.settings as { endpoints: { revision?: number }[] };
        const withoutRevision = endpoints.map(({ revision: _, ...endpoint }) => endpoint);
        return { settings: { ...others, endpoints: withoutRevision }, change: deployNextWine };
    },
};

/** Each endpoint is called as somebody else. */
const identities: RecordedStack = {
    settings: {
        service,
        endpoints: [
            { name: wine.name, credential: { managedIdentity: { grant: { applicationId: "{{identity}}" } } } },
            { ...chat, credential: { oauthM2M: { clientId: "{{oauthClient}}" } } },
            {
                name: agent,
                credential: {
                    pat: {
                        keyVault: { secretId: "{{keyVaultUri}}secrets/databricks-pat", vaultId: "{{keyVaultId}}" },
                    },
                    namedValue: "databricks-vault",
                },
            },
            { name: "ada-embeddings" },
        ],
        credential: { pat: { mint: { lifetimeDays: 90, rotation: 2 } } },
    },
    secrets: { "endpoints[1].credential.oauthM2M.clientSecret": "{{oauthSecret}}" },
    prepare: async ({ emulator: { access, arm, keyVault, workspace } }) => {
        const vaulted = workspace.addServicePrincipal();
        workspace.grant(vaulted.clientId, agent, "CAN_QUERY");
        keyVault.setSecret("databricks-pat", vaulted.token);
        const id = arm.store.ids().find((each) => each.endsWith(`/service/${access.serviceName}`))!;
        const { clientId, principalId } = systemAssigned(id);
        return {
            identity: clientId,
            identityPrincipal: principalId,
            vaultedToken: vaulted.token,
            oauthClient: workspace.servicePrincipal.clientId,
            oauthSecret: workspace.servicePrincipal.clientSecret,
        };
    },
    made: (resources) => {
        const of = (type: string) => resources.filter((resource) => resource.type.endsWith(type));
        const tokens = of(":Token").flatMap(({ id, outputs }, index) => [
            [`tokenId${index}`, id!],
            [`token${index}`, JSON.parse(outputs!.tokenValue.plaintext)],
        ]);
        const [principal] = of(":ServicePrincipal");
        return { ...Object.fromEntries(tokens), principalId: principal!.id! };
    },
    remake: async ({ emulator: { workspace } }, { identity }) => {
        const post = async (path: string, body: object): Promise<any> => {
            const response = await fetch(`${workspace.url}/api/2.0/${path}`, {
                method: "POST",
                headers: { authorization: `Bearer ${workspace.token}` },
                body: JSON.stringify(body),
            });
            return response.json();
        };
        const { id } = await post("preview/scim/v2/ServicePrincipals", { applicationId: identity });
        workspace.grant(identity!, wine.name, "CAN_QUERY");
        const tokens: Facts = {};
        for (const index of [0, 1]) {
            const { token_value, token_info } = await post("token/create", { lifetime_seconds: 90 * 24 * 3600 });
            Object.assign(tokens, { [`tokenId${index}`]: token_info.token_id, [`token${index}`]: token_value });
        }
        return { ...tokens, principalId: id };
    },
};

/** A service of the stack's own, in place of one that was deleted. */
const created: RecordedStack = {
    settings: {
        service: {
            name: "apim-created",
            create: {
                sku: "Developer",
                publisherName: "Contoso",
                publisherEmail: "apis@contoso.example",
                softDeleted: "purge",
            },
        },
        endpoints: [{ name: wine.name }],
        mock: true,
    },
    remake: async (e2e) => {
        const { armUrl, subscriptionId } = e2e.emulator.access;
        const group = `/subscriptions/${subscriptionId}/resourceGroups/rg-apim-created`;
        const id = `${group}/providers/Microsoft.ApiManagement/service/apim-created`;
        const location = "westeurope";
        await e2e.put(`${armUrl}${group}?api-version=2024-03-01`, { location });
        const properties = { publisherName: "Contoso", publisherEmail: "apis@contoso.example" };
        const body = { location, sku: { name: "Developer", capacity: 1 }, properties };
        await e2e.put(`${armUrl}${id}?api-version=${apiManagement}`, body);
        return { createdGatewayUrl: String(e2e.emulator.arm.store.get(id)!.properties.gatewayUrl) };
    },
};

export const stacks: Readonly<Record<string, RecordedStack>> = { plain, governed, identities, created };

/** The next version of the model takes one more column. */
function deployNextWine({ emulator: { workspace } }: E2e): void {
    const file = join(__dirname, "../../emulator/workspace/documents/classic-ml.json");
    const document = JSON.parse(readFileSync(file, "utf8"));
    document.servers = [{ url: `${workspace.url}/serving-endpoints/${wine.name}` }];
    const [path] = Object.keys(document.paths);
    document.paths[path!].post.requestBody.content["application/json"].schema = {
        type: "object",
        properties: {
            dataframe_records: {
                type: "array",
                items: { type: "object", properties: { int_col: { type: "integer" }, sugar: { type: "number" } } },
            },
        },
    };
    workspace.setDocument(wine.name, document);
}
