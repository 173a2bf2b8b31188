import assert from "node:assert/strict";
import { churn } from "../components/declare";
import { deployed, FakeAzure, gatewayType, plan, refusal, saved, service } from "./planned";

const plain = { ...churn, resilience: { ...churn.resilience, circuitBreaker: false as const } };
const tagged = [{ ...plain, tags: [{ id: "risk", name: "Risk", existing: true }] }];
const product = { endpoints: ["*"], published: true, approval: false, groups: [], subscriptions: [] };

describe("what is marked existing: true", () => {
    it("is refused where the service has none, with the identifier that is probably meant", async () => {
        const azure = new FakeAzure({ "tags/5f3a": { displayName: "risk" } });
        assert.equal(
            await refusal({ azure, state: deployed, settings: { endpoints: tagged } }),
            [
                "this cannot be deployed:",
                '  tags: the tag "risk" is marked existing: true, but the service has none with that identifier. Its identifier may be "5f3a": the catalogue shows that one under this name',
                "      Correct its name, or remove existing: the stack then creates it",
            ].join("\n"),
        );
    });

    it("is refused for products and groups as for tags", async () => {
        const groups = [{ name: "partners", displayName: "partners", existing: true }];
        const products = [
            { ...product, name: "gold", groups: ["partners"] },
            { ...product, name: "starter", existing: true, subscriptions: ["team"] },
        ];
        const message = await refusal({ state: deployed, settings: { groups, products } });
        assert.match(message, /the group "partners" is marked existing: true, but the service has none/);
        assert.match(message, /the product "starter" is marked existing: true, but the service has none/);
    });

    it("is linked where the service has it, and is nothing that the stack wants to create", async () => {
        const azure = new FakeAzure({
            "tags/risk": { displayName: "Risk" },
            "products/starter": { displayName: "Starter" },
        });
        const products = [{ ...product, name: "starter", existing: true, subscriptions: ["team"] }];
        await plan({ azure, state: deployed, settings: { endpoints: tagged, products } });
    });

    it("is refused where it is the stack's own, which would then be deleted", async () => {
        const state = [...deployed, saved("Tag", "tag-risk", "tags/risk", { displayName: "Risk" })];
        const message = await refusal({ state, settings: { endpoints: tagged } });
        assert.match(
            message,
            /the tag "risk" is marked existing: true, but it belongs to this stack.*pulumi state delete/s,
        );
    });
});

describe("another prefix", () => {
    it("is refused to a stack that is deployed, because callers' keys would end", async () => {
        const azure = new FakeAzure({ "apis/churn": { path: "models/churn" } });
        const message = await refusal({ azure, state: deployed, settings: { namePrefix: "team2-" } });
        assert.match(message, /apis\/churn would be replaced by .*apis\/team2-churn, and 2 more, and the keys/);
        assert.match(message, /Restore serving-gateway:namePrefix/);
        // Its path is taken for the same reason, and an apiId would not help.
        assert.doesNotMatch(message, /Set apiId/);
    });
});

describe("another service", () => {
    const other = { name: "apim-other", resourceGroup: "rg-apis" };

    it("is refused to a stack that is deployed, before it is read", async () => {
        const azure = new FakeAzure();
        const message = await refusal({ azure, state: deployed, settings: { service: other } });
        assert.equal(
            message,
            [
                "this cannot be deployed:",
                `  what the stack has published is in ${service}, and the settings name ${service.replace("contoso", "other")}: everything would be replaced, and the keys of callers would stop working`,
                "      Restore serving-gateway:service and azure-native:subscriptionId. To publish on the other service, use another stack,",
                "      and destroy this one when its callers have changed over",
            ].join("\n"),
        );
        assert.deepEqual(azure.asked, []);
    });

    it("is refused where only the resource group is another one", async () => {
        const settings = { service: { name: "apim-contoso", resourceGroup: "rg" } };
        assert.match(await refusal({ state: deployed, settings }), /the settings name .*resourceGroups\/rg\//);
    });

    it("is not what Azure writes in another case", async () => {
        await plan({ state: deployed.map((each) => ({ ...each, id: each.id!.replace("rg-apis", "RG-Apis") })) });
    });

    it("replaces the one that the stack has created, with everything in it", async () => {
        const create = { sku: "Developer", publisherName: "Contoso", publisherEmail: "a@contoso.example" } as const;
        const urn = `urn:pulumi:test::serving-gateway::${gatewayType}$azure-native:apimanagement:ApiManagementService::gateway-service`;
        const state = [...deployed, { urn, id: service, outputs: { id: service } }];
        await plan({ state, settings: { service: { ...other, create: { ...create, softDeleted: "refuse" } } } });
        assert.match(await refusal({ state, settings: { service: other } }), /the settings name .*apim-other/);
    });
});

describe("a service that the stack has created", () => {
    const create = { sku: "Developer", publisherName: "Contoso", publisherEmail: "a@contoso.example" } as const;
    const created = { name: "apim-contoso", create: { ...create, softDeleted: "refuse" as const } };
    const inState = (type: string, name: string, id: string) => {
        const urn = `urn:pulumi:test::serving-gateway::${gatewayType}$azure-native:${type}::${name}`;
        return { urn, id, outputs: { id } };
    };
    const own = inState("apimanagement:ApiManagementService", "gateway-service", service);
    const group = inState("resources:ResourceGroup", "gateway-group", service.slice(0, service.indexOf("/providers")));

    it("is not deleted because the settings publish on it without creating it", async () => {
        assert.equal(
            await refusal({ state: [...deployed, own] }),
            [
                "this cannot be deployed:",
                `  ${service} would be deleted, with everything in it: the stack has created it, and the settings publish on it without creating it`,
                "      Restore serving-gateway:service. To keep it without owning it, first take it out of the state, with what depends on it:",
                `      pulumi state delete --target-dependents '${own.urn}', then npm run -s adopt`,
            ].join("\n"),
        );
    });

    it("is not deleted with its group, which the settings name without creating it", async () => {
        const named = { ...created, resourceGroup: "rg-apis" };
        const message = await refusal({ state: [...deployed, group, own], settings: { service: named } });
        assert.ok(message.includes(`${group.id} would be deleted, with everything in it`), message);
        await plan({ state: [...deployed, own], settings: { service: named } });
    });

    it("is not deleted because the settings say another region, which Azure may write in its own way", async () => {
        const state = [...deployed, { ...own, outputs: { location: "West Europe" } }];
        const settings = (location?: string) => ({
            service: { ...created, resourceGroup: "rg-apis", create: { ...created.create, location } },
        });
        assert.equal(
            await refusal({ state, settings: settings("northeurope") }),
            [
                "this cannot be deployed:",
                `  ${service} is in the region "West Europe", and the settings say "northeurope": it would be deleted with everything in it, and the keys of callers would stop working`,
                "      Restore serving-gateway:service.create.location. Another region needs another stack",
            ].join("\n"),
        );
        await plan({ state, settings: settings("westeurope") });
        await plan({ state, settings: settings() });
    });
});
