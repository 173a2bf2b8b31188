import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ServingGateway } from "../../components/gateway/servingGateway";
import type { PlannedGateway } from "../../components/gateway/plannedGateway";
import { wantedGatewayInWorkspace } from "../../components/gateway/wantedGateway";
import { type Registered, urnOf } from "../../components/wanted";
import type { CredentialSettings } from "../../settings/settings";
import { churn, withExisting } from "./declare";
import { record, valueOf } from "./recorder";

const stack = { project: "serving-gateway", stack: "test" };
const grantTo = (applicationId: string): CredentialSettings => ({ method: "managedIdentity", grantTo: applicationId });

const minted: CredentialSettings = { method: "mintedPat", lifetimeDays: 90, rotation: 2, namedValue: "databricks-pat" };

const args: PlannedGateway = {
    workspaces: new Map([
        [
            undefined,
            { host: "https://adb-1.2.azuredatabricks.net", authType: "pat", token: pulumi.secret("token-marker") },
        ],
        ["west", { host: "https://adb-3.4.azuredatabricks.net", authType: "pat" }],
    ]),
    service: { name: "apim-contoso", resourceGroup: "rg-apis" },
    callers: { subscriptionKey: { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" } },
    credential: grantTo("11111111-2222-3333-4444-555555555555"),
    endpoints: [
        churn,
        { ...churn, apiId: "churn-again", path: "again" },
        { ...churn, name: "fraud", path: "fraud", credential: grantTo("99999999-2222-3333-4444-555555555555") },
        { ...churn, name: "minted", path: "minted", credential: minted },
        { ...churn, workspace: "west", apiId: "west-churn", path: "west/churn" },
        { ...churn, name: "mocked", path: "mocked", mock: true },
        // Nothing is granted on it.
        { ...churn, kind: "modelService", name: "a.b.c", apiId: "a-b-c", path: "service" },
    ],
};

/** What the program declares of the workspace, as the engine is told: URNs, parents included. */
async function declaredInWorkspace(): Promise<string[]> {
    record(false);
    const urns: string[] = [];
    const watch: pulumi.ResourceTransformation = ({ type, name, opts }) => {
        if (!/^databricks:|^pulumi:providers:databricks$|:EndpointGrant$/.test(type)) return undefined;
        const parents: Registered[] = [];
        for (let above: any = opts.parent; above; above = above.__parentResource) {
            if (above.__pulumiType === "pulumi:pulumi:Stack") break;
            parents.unshift({ type: above.__pulumiType, name: above.__name });
        }
        urns.push(urnOf({ type, name, parents }, stack));
        return undefined;
    };
    const gateway = new ServingGateway("gateway", await withExisting(args), { transformations: [watch] });
    await valueOf(gateway.gatewayUrl);
    await Promise.all(Object.values(gateway.apis).map((api) => valueOf(pulumi.output(api.subscriptionKey))));
    await pulumi.runtime.disconnect();
    return urns.sort();
}

describe("what the stack wants in the workspace", () => {
    it("is what the program declares there, under the same names and parents", async () => {
        const { principals, grants, tokens } = wantedGatewayInWorkspace("gateway", args, stack);
        const urns = [...principals, ...grants, ...tokens].map((wanted) => urnOf(wanted, stack));
        const providers = new Set(principals.map(({ provider }) => provider.urn));
        assert.deepEqual([...urns, ...providers].sort(), await declaredInWorkspace());
        assert.equal(urns.length, 8);
    });

    it("tells how the provider reaches the workspace, without the credential", () => {
        const { principals } = wantedGatewayInWorkspace("gateway", args, stack);
        assert.deepEqual(principals[0]!.provider.inputs, {
            host: "https://adb-1.2.azuredatabricks.net",
            authType: "pat",
        });
    });
});
