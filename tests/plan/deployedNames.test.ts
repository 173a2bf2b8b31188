import assert from "node:assert/strict";
import { asDeployed } from "../../plan/deployedNames";
import { SavedState } from "../../plan/savedState";
import { gatewayType } from "./planned";

describe("the names that a stack was deployed with", () => {
    const guard = (gateway: string, outputs: object) => ({
        urn: `urn:pulumi:test::serving-gateway::${gatewayType}$pulumi-nodejs:dynamic/serving-gateway:KeyGuard::${gateway}-key-guard`,
        outputs: { serviceId: "/subscriptions/s-1/resourceGroups/RG-APIS", ...outputs },
    });
    const deployed = new SavedState([
        guard("other", { serviceName: "APIM-CONTOSO" }),
        guard("gateway", { serviceName: "apim-Contoso", resourceGroup: "rg-Apis" }),
    ]);

    it("stay where the settings write them in another case, which would replace everything", () => {
        const service = { name: "APIM-contoso", resourceGroup: "RG-apis" };
        assert.deepEqual(asDeployed(service, "gateway", deployed), { name: "apim-Contoso", resourceGroup: "rg-Apis" });
    });

    it("give way to those of another service or group", () => {
        const other = { name: "apim-other", resourceGroup: "rg-other" };
        assert.deepEqual(asDeployed(other, "gateway", deployed), other);
    });

    it("are the settings' where nothing is deployed, or an earlier version deployed it", () => {
        const service = { name: "APIM-contoso", resourceGroup: "RG-apis" };
        for (const state of [[], [guard("gateway", {})]]) {
            assert.deepEqual(asDeployed(service, "gateway", new SavedState(state)), service);
        }
    });

    it("leave a new service the group of its own", () => {
        const create = { sku: "Developer", publisherName: "Contoso", publisherEmail: "a@contoso.example" } as const;
        const service = { name: "APIM-contoso", create };
        assert.deepEqual(asDeployed(service, "gateway", deployed), { name: "apim-Contoso", create });
    });
});
