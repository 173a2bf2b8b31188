import assert from "node:assert/strict";
import { wantedInWorkspace } from "../../components/wantedInWorkspace";
import { findGrants, findPrincipals, lostTokens, type WorkspaceReads } from "../../plan/inWorkspace";
import { SavedState } from "../../plan/savedState";
import type { CredentialSettings } from "../../settings/settings";
import { WorkspaceError } from "../../databricks/workspaceError";

const stack = { project: "serving-gateway", stack: "dev" };
const application = "11111111-2222-3333-4444-555555555555";
const credential: CredentialSettings = { method: "managedIdentity", grantTo: application };
const minted: CredentialSettings = { method: "mintedPat", lifetimeDays: 90, rotation: 2, namedValue: "databricks-pat" };
const gateway = { type: "serving-gateway:index:ServingGateway", name: "gateway" };
const host = "https://adb-1.2.azuredatabricks.net";
const workspace = { host, authType: "oauth-m2m", clientId: "deployer" } as const;
const wanted = wantedInWorkspace(
    {
        name: "gateway",
        parents: [gateway],
        stack,
        endpoints: [
            { name: "churn", credential, owner: "gateway", access: workspace },
            { name: "churn", apiId: "churn-v2", credential, owner: "gateway", access: workspace },
            { name: "fraud", credential: minted, owner: "gateway-fraud", access: workspace },
            { name: "chat", credential, owner: "gateway", access: workspace },
        ],
    },
    "serving-gateway:index:ServingApi",
);
const principalUrn =
    "urn:pulumi:dev::serving-gateway::serving-gateway:index:ServingGateway$databricks:index/servicePrincipal:" +
    `ServicePrincipal::gateway-principal-${application}`;
const nothingSaved = new SavedState([]);

const reads =
    (changes: Partial<WorkspaceReads> = {}) =>
    (): WorkspaceReads => ({
        principal: async () => ({ id: "42", displayName: `Serving gateway ${application}` }),
        levelOf: async () => "CAN_QUERY",
        tokens: async () => [
            { id: "t-1", comment: "serving-gateway dev, rotation 1" },
            { id: "t-2", comment: "serving-gateway dev, rotation 2" },
            { id: "t-3", comment: "serving-gateway production, rotation 1" },
            { id: "t-4", comment: "somebody's own" },
        ],
        ...changes,
    });
const refused = async () => {
    throw new WorkspaceError({ failure: "the workspace answered 403", fix: "Ask an administrator." });
};

describe("what is in the workspace already", () => {
    it("is a service principal under the id that the workspace reads it by, and the provider that does", async () => {
        const [found] = await findPrincipals(wanted, nothingSaved, stack, reads());
        assert.deepEqual([found?.id, found?.differences], ["42", []]);
        assert.deepEqual(found?.provider, {
            urn: "urn:pulumi:dev::serving-gateway::serving-gateway:index:ServingGateway$pulumi:providers:databricks::gateway-workspace",
            inputs: workspace,
        });
    });

    it("says what it is called, where that is not what the stack calls it", async () => {
        const principal = async () => ({ id: "42", displayName: "Somebody's" });
        const [found] = await findPrincipals(wanted, nothingSaved, stack, reads({ principal }));
        assert.match(found!.differences[0]!, /displayName is "Somebody's", the stack wants "Serving gateway 1111/);
    });

    it("is not asked for where the state has it", async () => {
        const saved = new SavedState([{ urn: principalUrn, outputs: {} }]);
        const principal = () => assert.fail("it was asked for");
        assert.deepEqual(await findPrincipals(wanted, saved, stack, reads({ principal })), []);
    });

    it("is a right that equals the one that the stack gives, once for each endpoint", async () => {
        const grants = await findGrants(wanted, nothingSaved, stack, reads());
        assert.deepEqual(grants, [
            { endpoint: "churn", applicationId: application, level: "CAN_QUERY" },
            { endpoint: "chat", applicationId: application, level: "CAN_QUERY" },
        ]);
    });

    it("is no right of the stack's where it is a greater one or none", async () => {
        const levelOf = async (endpoint: string) => (endpoint === "churn" ? "CAN_MANAGE" : undefined);
        assert.deepEqual(await findGrants(wanted, nothingSaved, stack, reads({ levelOf })), []);
    });

    it("is a token that the stack minted and its state does not have, which nothing can import", async () => {
        const urn =
            "urn:pulumi:dev::serving-gateway::serving-gateway:index:ServingGateway$databricks:index/token:Token::" +
            "gateway-fraud-token-2";
        const tokens = await lostTokens(wanted, new SavedState([{ urn, outputs: {} }]), stack, reads());
        assert.equal(tokens.length, 1);
        assert.match(tokens[0]!, /token t-1 of the workspace .* mints another one; revoke this one/);
    });

    it("is left to the deployment where the workspace does not show it", async () => {
        const silent = reads({ principal: refused, levelOf: refused, tokens: refused });
        assert.deepEqual(await lostTokens(wanted, nothingSaved, stack, silent), []);
        assert.deepEqual(await findPrincipals(wanted, nothingSaved, stack, silent), []);
        assert.deepEqual(await findGrants(wanted, nothingSaved, stack, silent), []);
    });
});
