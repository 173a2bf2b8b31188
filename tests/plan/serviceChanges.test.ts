import assert from "node:assert/strict";
import { deployed, FakeAzure, gatewayType, plan, refusal, service } from "./planned";

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

    it("is not put into a tier that Azure cannot change it to, and may get another name with it", async () => {
        const settings = (sku: "Basic" | "BasicV2" | "Consumption", name = "apim-contoso") => ({
            service: { ...created, name, resourceGroup: "rg-apis", create: { ...created.create, sku } },
        });
        const inTier = (name: string) => [...deployed, { ...own, outputs: { sku: { name } } }];
        assert.equal(
            await refusal({ state: inTier("Developer"), settings: settings("BasicV2") }),
            [
                "this cannot be deployed:",
                `  ${service} is in the Developer tier, and Azure cannot change it to BasicV2 in place`,
                "      Restore serving-gateway:service.create.sku. The other tier needs another service, and that another stack",
            ].join("\n"),
        );
        assert.match(
            await refusal({ state: inTier("Consumption"), settings: settings("Basic") }),
            /in the Consumption tier, and Azure cannot change it to Basic/,
        );
        await plan({ state: inTier("Developer"), settings: settings("Basic") });
        await plan({ state: inTier("Developer"), settings: settings("BasicV2", "apim-other") });
    });
});
