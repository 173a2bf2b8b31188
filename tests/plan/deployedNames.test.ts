import assert from "node:assert/strict";
import { asDeployed } from "../../plan/deployedNames";
import { SavedState } from "../../plan/savedState";
import { deployed as applied, gatewayType, plan, refusal } from "./planned";

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

    it("have a prefix, which another case would replace with all that it begins", async () => {
        const prefixed = applied.map((each) => ({ ...each, id: each.id!.replace(/(?<=s\/)churn/, "team2-churn") }));
        const state = [...prefixed, guard("gateway", { namePrefix: "team2-" })];
        assert.equal(
            await refusal({ state, settings: { namePrefix: "Team2-" } }),
            [
                "this cannot be deployed:",
                '  serving-gateway:namePrefix is "Team2-", and the stack is deployed with "team2-", which is the same to Azure: every API would be replaced, and the keys of callers would stop working',
                '      Set serving-gateway:namePrefix to "team2-"',
            ].join("\n"),
        );
        await plan({ state: [...applied, guard("gateway", { serviceName: "apim-contoso" })] });
    });

    it("leave a new service the group of its own", () => {
        const create = { sku: "Developer", publisherName: "Contoso", publisherEmail: "a@contoso.example" } as const;
        const service = { name: "APIM-contoso", create };
        assert.deepEqual(asDeployed(service, "gateway", deployed), { name: "apim-Contoso", create });
    });
});
