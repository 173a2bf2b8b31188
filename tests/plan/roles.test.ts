import assert from "node:assert/strict";
import type { Entity } from "../../azure/resourceManager";
import { deployed, FakeAzure, plan, refusal, saved, service } from "./planned";

const vaultId = "/subscriptions/s-1/resourceGroups/rg-v/providers/Microsoft.KeyVault/vaults/kv";
const roles = `${vaultId}/providers/Microsoft.Authorization/roleAssignments`;
const secretsUser = "/providers/Microsoft.Authorization/roleDefinitions/4633458B-17de-408a-b874-0445c86b69e6";
const identityClientId = "5f0c1a2b-0000-4000-8000-000000000000";
const keyVault = {
    method: "keyVaultPat",
    secretId: "https://kv.vault.azure.net/secrets/pat",
    vaultId,
    namedValue: "from-vault",
} as const;

/** A service with identities. @param assigned role assignments of the vault's list, by their names */
class WithRoles extends FakeAzure {
    readonly filters: unknown[] = [];

    constructor(
        assigned: Readonly<Record<string, object>>,
        private readonly identity: object = {
            principalId: "principal-of-the-service",
            userAssignedIdentities: { "/id-gateway": { clientId: identityClientId, principalId: "principal-of-id" } },
        },
    ) {
        super(
            Object.fromEntries(Object.entries(assigned).map(([name, properties]) => [`${roles}/${name}`, properties])),
        );
    }

    override async get(id: string): Promise<Entity | undefined> {
        return id === service ? { id, identity: this.identity } : super.get(id);
    }

    override async list(id: string, _version?: string, query?: object): Promise<Entity[]> {
        if (id === roles) this.filters.push(query);
        return super.list(id);
    }
}

const byHand = {
    scope: vaultId.toUpperCase(),
    principalId: "Principal-of-the-service",
    roleDefinitionId: secretsUser,
};

describe("a role on a key vault that the service has already", () => {
    it("is refused at preview, with the assignment and the way around it", async () => {
        const azure = new WithRoles({ "0b1c": byHand });
        assert.equal(
            await refusal({ azure, settings: { credential: keyVault } }),
            [
                "this cannot be deployed:",
                `  the service's identity (principal-of-the-service) already has the role to read secrets of ${vaultId}, and Azure allows only one such assignment: ${roles}/0b1c, which is not in the stack's state`,
                "      If it belongs to somebody else: remove vaultId at the credential: the service has the role already",
            ].join("\n"),
        );
        assert.deepEqual(azure.filters, [{ $filter: "principalId eq 'principal-of-the-service'" }]);
    });

    it("is looked for with the identity that reads the vault, at an endpoint's credential too", async () => {
        const credential = { ...keyVault, identityClientId };
        await plan({ azure: new WithRoles({ "0b1c": byHand }), settings: { credential } });
        const ofIdentity = { ...byHand, principalId: "principal-of-id" };
        const azure = new WithRoles({ "0b1c": ofIdentity });
        assert.match(await refusal({ azure, settings: { credential } }), /\(principal-of-id\)/);
    });

    for (const [what, other] of [
        ["another role", { ...byHand, roleDefinitionId: secretsUser.replace("4633458B", "21090545") }],
        ["the same role on the group above", { ...byHand, scope: vaultId.slice(0, vaultId.indexOf("/providers")) }],
        ["the same role on one secret", { ...byHand, scope: `${vaultId}/secrets/pat` }],
        ["the same role of somebody else", { ...byHand, principalId: "ada" }],
    ] as const) {
        it(`is not ${what}`, async () => {
            await plan({ azure: new WithRoles({ "0b1c": other }), settings: { credential: keyVault } });
        });
    }

    it("is left to Azure where the service has no identity yet", async () => {
        const azure = new WithRoles({ "0b1c": byHand }, {});
        await plan({ azure, settings: { credential: keyVault } });
        assert.deepEqual(azure.filters, []);
    });

    it("costs nothing where the stack assigns no role, or has assigned it", async () => {
        const azure = new WithRoles({ "0b1c": byHand });
        const { vaultId: _, ...without } = keyVault;
        await plan({ azure, settings: { credential: without } });
        const role = saved("NamedValue", "gateway-reads-kv", "unused");
        const urn = role.urn.replace("apimanagement:NamedValue", "authorization:RoleAssignment");
        await plan({ azure, state: [...deployed, { ...role, urn }], settings: { credential: keyVault } });
        assert.deepEqual(azure.filters, []);
    });
});
