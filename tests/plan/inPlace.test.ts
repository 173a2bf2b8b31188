import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AzureError } from "../../azure/azureError";
import { churn } from "../components/declare";
import { apiType, deployed, FakeAzure, gatewayType, plan, refusal, saved, service } from "./planned";

const create = { sku: "Developer", publisherName: "Contoso", publisherEmail: "apis@contoso.example" } as const;

describe("what the stack wants to create and finds in place", () => {
    it("is refused with what it is, how it differs, the way around it and the command that adopts it", async () => {
        const azure = new FakeAzure({
            "apis/churn": { path: "models/other", displayName: "Churn", subscriptionRequired: true },
            "namedValues/databricks-pat": { displayName: "databricks-pat", secret: true, tags: ["other/stack"] },
        });
        assert.equal(
            await refusal({ azure }),
            [
                "these resources exist already, and are not in the stack's state. The stack neither changes nor deletes them:",
                `  ${service}/namedValues/databricks-pat`,
                '      tags is ["other/stack"], the stack wants ["serving-gateway/test"]',
                "      If it belongs to somebody else: set serving-gateway:namePrefix, or namedValue at the credential",
                `  ${service}/apis/churn`,
                '      path is "models/other", the stack wants "models/churn"',
                '      displayName is "Churn", the stack wants "churn"',
                "      If it belongs to somebody else: set apiId at the endpoint, or serving-gateway:namePrefix",
                "If they belong to this stack (a deployment was killed, the state was lost, or this stack is to manage them), take",
                "them into the state: npm run -s adopt -- --stack test",
            ].join("\n"),
        );
    });

    it("is refused in an update as in a preview", async () => {
        const azure = new FakeAzure({ "apis/churn": {} });
        assert.match(await refusal({ azure, preview: false }), /apis\/churn/);
    });

    it("is refused although nothing tells it apart: whose it is cannot be known", async () => {
        const tags = ["serving-gateway/test"];
        const azure = new FakeAzure({
            "namedValues/databricks-pat": { displayName: "databricks-pat", secret: true, tags },
        });
        const message = await refusal({ azure });
        assert.match(message, /namedValues\/databricks-pat\n {6}If/);
    });

    it("is counted where it is below something else in place", async () => {
        const azure = new FakeAzure({ "apis/churn": {}, "apis/churn/policies/policy": {} });
        assert.match(await refusal({ azure }), /apis\/churn, with 1 more below it\n/);
    });

    it("costs no call where the state has everything", async () => {
        const azure = new FakeAzure({ "apis/churn": {} });
        await plan({ azure, state: deployed });
        assert.deepEqual(azure.asked, []);
    });

    it("costs one call for each collection, and none below what does not exist", async () => {
        const azure = new FakeAzure();
        const endpoints = ["a", "b", "c"].map((name) => ({ ...churn, name, path: name }));
        await plan({ azure, settings: { endpoints } });
        assert.deepEqual(azure.asked.sort(), [
            "/apis/",
            "/backends/",
            "/namedValues/",
            "/policyFragments/",
            "/subscriptions/",
        ]);
    });

    it("costs no call for collections that the state has", async () => {
        const azure = new FakeAzure();
        await plan({ azure, state: deployed.filter(({ urn }) => !urn.includes("ApiPolicy")) });
        assert.deepEqual(azure.asked, ["/apis/churn/policies/policy"]);
    });

    it("is read by itself where it is a revision, which is in no list", async () => {
        const azure = new FakeAzure({ "apis/churn;rev=2": {}, "apis/churn;rev=2/policies/policy": {} });
        const endpoints = [
            { ...churn, revision: 2, resilience: { ...churn.resilience, circuitBreaker: false as const } },
        ];
        const message = await refusal({ azure, state: deployed, settings: { endpoints } });
        assert.match(message, /apis\/churn;rev=2, with 1 more below it\n/);
    });

    it("is a service or a resource group, too, and nothing is read below one that does not exist", async () => {
        const azure = new FakeAzure();
        const args = { service: { name: "apim-contoso", create } };
        await plan({ azure, settings: args });
        const group = "/subscriptions/s-1/resourceGroups/rg-apim-contoso";
        assert.deepEqual(azure.asked, [group]);
        const there = { get: async (id: string) => (id === group ? { location: "westeurope" } : undefined) };
        const message = await refusal({ azure: { ...there, list: async () => [] }, settings: args });
        assert.match(message, /resourceGroups\/rg-apim-contoso\n {6}If .*service\.resourceGroup/);
    });

    it("is another resource where the state has the stack's own in another service", async () => {
        const azure = new FakeAzure({ [service]: {}, "apis/churn": {} });
        const urn = `urn:pulumi:test::serving-gateway::${gatewayType}$azure-native:apimanagement:ApiManagementService::gateway-service`;
        const own = { urn, id: service, outputs: {} };
        const state = [...deployed, own].map((each) => ({
            ...each,
            id: each.id!.replace("apim-contoso", "apim-before"),
        }));
        const settings = { service: { name: "apim-contoso", resourceGroup: "rg-apis", create } };
        const message = await refusal({ azure, state, settings });
        assert.match(message, /service\/apim-contoso, with 1 more below it\n/);
    });

    it("is told where the stack has it under another name of its own", async () => {
        const state = [
            ...deployed.filter(({ urn }) => !urn.includes("churn-api")),
            saved("Api", "old-api", "apis/churn"),
        ];
        const message = await refusal({ state });
        assert.match(
            message,
            /apis\/churn would become "churn-api" of this stack, but the state already has it as urn:.*old-api/,
        );
        assert.doesNotMatch(message, /adopt/);
    });

    it("ends the program with the right that is missing where Azure does not let it be read", async () => {
        const refused = async () => {
            throw new AzureError({
                failure: "Azure answered 403 to GET x",
                fix: "Give the identity a role.",
                status: 403,
            });
        };
        const message = await refusal({ azure: { get: refused, list: refused } });
        assert.equal(
            message,
            "the existing resources of Azure cannot be read: Azure answered 403 to GET x\nGive the identity a role.",
        );
    });
});

describe("a preview for adopt", () => {
    let directory: string;
    beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), "adopt-"))));
    afterEach(() => rm(directory, { recursive: true }));

    it("writes what is in place, parents first, and does not refuse it", async () => {
        const file = join(directory, "finds.json");
        const azure = new FakeAzure({ "apis/churn": { path: "x" }, "apis/churn/policies/policy": {} });
        const { isRecording } = await plan({ azure, environment: { SERVING_GATEWAY_ADOPT: file } });
        assert.equal(isRecording, true);
        const parents = [
            { type: gatewayType, name: "gateway" },
            { type: apiType, name: "churn" },
        ];
        assert.deepEqual(JSON.parse(await readFile(file, "utf8")), {
            version: 1,
            finds: [
                {
                    type: "azure-native:apimanagement:Api",
                    name: "churn-api",
                    parents,
                    id: `${service}/apis/churn`,
                    differences: [
                        'path is "x", the stack wants "models/churn"',
                        'displayName is not set, the stack wants "churn"',
                        "subscriptionRequired is not set, the stack wants true",
                    ],
                },
                {
                    type: "azure-native:apimanagement:ApiPolicy",
                    name: "churn-policy",
                    parents,
                    id: `${service}/apis/churn/policies/policy`,
                    differences: [],
                },
            ],
            grants: [],
            notImportable: [],
        });
    });

    it("is refused in an update, which would delete the stack", async () => {
        const environment = { SERVING_GATEWAY_ADOPT: join(directory, "finds.json") };
        assert.match(await refusal({ environment, preview: false }), /SERVING_GATEWAY_ADOPT is set/);
    });
});
