import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { expiryNotice } from "../../../components/credentials/tokenExpiry";
import type { CredentialSettings } from "../../../settings/credential";
import { calledChurn, churn, declare, ofType, one, policyOf, wholePolicy } from "../declare";
import { needed } from "../gateway/needed";
import { existingService } from "../recorder";

const guid = "5f0c1a2b-0000-4000-8000-000000000000";
const subscription = "/subscriptions/00000000-0000-4000-8000-000000000000";
const vaultId = `${subscription}/resourceGroups/rg-apis/providers/Microsoft.KeyVault/vaults/kv`;
const secretId = "https://kv.vault.azure.net/secrets/databricks-pat";
const create = { sku: "Developer", publisherName: "Contoso", publisherEmail: "apis@contoso.example" } as const;

const own: CredentialSettings = { method: "managedIdentity" };
const assigned: CredentialSettings = { method: "managedIdentity", clientId: guid };
const oauth: CredentialSettings = {
    method: "oauthM2M",
    clientId: "sp-client",
    clientSecret: pulumi.secret("dose-marker"),
    namedValue: "databricks-oauth",
};
const keyVault: CredentialSettings = { method: "keyVaultPat", secretId, vaultId, namedValue: "databricks-pat" };
const minted = (rotation: number): CredentialSettings => ({
    method: "mintedPat",
    lifetimeDays: 90,
    rotation,
    namedValue: "databricks-pat",
});

for (const preview of [false, true]) {
    describe(`the gateway's credential, ${preview ? "in a preview" : "in an update"}`, () => {
        it("as the service's identity needs no secret at all", async () => {
            const { declared } = await declare({ credential: own }, preview);
            assert.equal(ofType(declared, "NamedValue").length, 0);
            const value = policyOf(declared);
            assert.match(value, /<authentication-managed-identity resource="2ff814a6-[0-9a-f-]+" \/>/);
        });

        it("as a user-assigned identity is named in the policy", async () => {
            const { declared } = await declare({ credential: assigned }, preview);
            assert.ok(policyOf(declared).includes(`client-id="${guid}"`));
        });

        it("with grant is a service principal once, and a grant for each endpoint, and no Permissions", async () => {
            const endpoints = [
                churn,
                { ...churn, name: "fraud", path: "fraud", credential: { ...own, grantTo: guid } },
            ];
            const { declared } = await declare({ credential: { ...own, grantTo: guid }, endpoints }, preview);
            assert.equal(one(declared, "ServicePrincipal").inputs.applicationId, guid);
            const grants = ofType(declared, "EndpointGrant").map(({ inputs }) => inputs.applicationId);
            assert.deepEqual(grants, [guid, guid]);
            assert.equal(ofType(declared, "EndpointGrantCall").length, 2);
            assert.equal(ofType(declared, "Permissions").length, 0);
        });

        it("with grant counts as the stack's own what ownGrants names, and nothing else", async () => {
            const endpoints = [churn, { ...churn, name: "fraud", path: "fraud" }];
            const args = { credential: { ...own, grantTo: guid }, endpoints, ownGrants: ["fraud"] };
            const { declared } = await declare(args, preview);
            const grants = ofType(declared, "EndpointGrant").map(({ name, inputs }) => [name, inputs.own]);
            assert.deepEqual(grants, [
                ["churn-grant", undefined],
                ["fraud-grant", true],
            ]);
        });

        it("as OAuth has its secret in a secret named value, and only names in the policy", async () => {
            const { declared } = await declare({ credential: oauth }, preview);
            const [id, secret] = ofType(declared, "NamedValue").map(({ inputs }) => inputs);
            assert.deepEqual([id!.value, id!.secret, secret!.secret], ["sp-client", undefined, true]);
            const value = policyOf(declared);
            assert.match(value, /\{\{databricks-oauth-client-id\}\}:\{\{databricks-oauth-client-secret\}\}/);
            assert.match(value, /<set-url>https:\/\/adb-1\.2\.azuredatabricks\.net\/oidc\/v1\/token<\/set-url>/);
            const holders = declared.filter(({ inputs }) => JSON.stringify(inputs).includes("dose-marker"));
            assert.deepEqual(
                holders.map(({ inputs }) => inputs.displayName),
                ["databricks-oauth-client-secret"],
            );
        });

        it("as the caller's token leaves Authorization alone, and removes the key", async () => {
            const { declared } = await declare({ credential: { method: "passthrough" } }, preview);
            const value = policyOf(declared);
            assert.doesNotMatch(value, /Authorization/);
            assert.match(value, /name="Ocp-Apim-Subscription-Key" exists-action="delete"/);
        });

        it("of the first rotation is one token", async () => {
            const { declared } = await declare({ credential: minted(1) }, preview);
            assert.equal(one(declared, "Token").inputs.lifetimeSeconds, 90 * 24 * 60 * 60);
            assert.equal(one(declared, "NamedValue").inputs.displayName, "databricks-pat-1");
        });

        it("of a later rotation keeps the token before it, and puts the new one into the policy", async () => {
            const { declared } = await declare({ credential: minted(3) }, preview);
            const names = ofType(declared, "Token").map(({ name }) => name);
            assert.deepEqual(names, ["gateway-token-3", "gateway-token-2"]);
            const values = ofType(declared, "NamedValue").map(({ inputs }) => inputs);
            assert.deepEqual(
                values.map(({ displayName, secret }) => [displayName, secret]),
                [
                    ["databricks-pat-3", true],
                    ["databricks-pat-2", true],
                ],
            );
            assert.match(policyOf(declared), /Bearer \{\{databricks-pat-3\}\}/);
        });

        it("in Key Vault is a reference, readable for the service's identity and for nothing more", async () => {
            const { declared } = await declare({ credential: keyVault }, preview);
            const { inputs } = one(declared, "NamedValue");
            assert.deepEqual([inputs.secret, inputs.value], [true, undefined]);
            assert.equal(inputs.keyVault.secretIdentifier, secretId);
            const role = one(declared, "RoleAssignment").inputs;
            assert.equal(role.scope, vaultId);
            assert.equal(role.principalId, "principal-of-the-service");
            assert.match(role.roleDefinitionId, /^\/subscriptions\/0{8}-.*\/4633458b-17de-408a-b874-0445c86b69e6$/);
            assert.match(role.roleAssignmentName, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
        });

        it("in Key Vault is tried first, in place of the stack's own value, where the stack assigns the role", async () => {
            const { declared } = await declare({ credential: keyVault }, preview);
            const { name, inputs } = one(declared, "VaultProbe");
            assert.equal(name, "named-value-databricks-pat-probe");
            const { __provider, ...told } = inputs;
            assert.match(__provider, /vaultProbeProvider/);
            assert.deepEqual(told, {
                serviceId: "/id/of/apim-contoso",
                roleId: "/id/of/gateway-reads-kv",
                secretId,
                probe: "databricks-pat-vault-probe",
                tags: ["serving-gateway/test", "vault-probe"],
            });
            const given = await declare({ credential: { ...keyVault, vaultId: undefined } }, preview);
            assert.equal(ofType(given.declared, "VaultProbe").length, 0);
            const long = await declare({ credential: { ...keyVault, namedValue: "n".repeat(256) } }, preview);
            assert.match(one(long.declared, "VaultProbe").inputs.probe, /^n{231}-[0-9a-f]{12}-vault-probe$/);
        });

        it("in Key Vault is readable by one role, for however many secrets of the vault", async () => {
            const credential = { ...keyVault, secretId: `${secretId}-2`, namedValue: "databricks-pat-fraud" };
            const endpoints = [churn, { ...churn, name: "fraud", path: "fraud", credential }];
            const { declared } = await declare({ credential: keyVault, endpoints }, preview);
            assert.equal(ofType(declared, "NamedValue").length, 2);
            one(declared, "RoleAssignment");
        });

        it("in Key Vault can be read with a user-assigned identity, and without a role of the stack's", async () => {
            const credential = { ...keyVault, identityClientId: guid };
            const { declared } = await declare({ credential }, preview);
            assert.equal(one(declared, "RoleAssignment").inputs.principalId, "principal-of-id-gateway");
            assert.equal(one(declared, "NamedValue").inputs.keyVault.identityClientId, guid);
            const without = await declare({ credential: { ...credential, vaultId: undefined } }, preview);
            assert.equal(ofType(without.declared, "RoleAssignment").length, 0);
        });

        it("gives a new service the identities that are needed, and none otherwise", async () => {
            const identityOf = async (...credentials: CredentialSettings[]) => {
                const endpoints = credentials.map((credential, index) => ({ ...churn, name: `e${index}`, credential }));
                const service = { name: "apim-new", create };
                return one((await declare({ service, endpoints }, preview)).declared, "ApiManagementService").inputs
                    .identity;
            };
            const resourceId = `${subscription}/identity`;
            assert.equal(await identityOf(oauth), undefined);
            assert.deepEqual(await identityOf(own), { type: "SystemAssigned" });
            assert.deepEqual(await identityOf(keyVault, { ...assigned, resourceId }), {
                type: "SystemAssigned, UserAssigned",
                userAssignedIdentities: { [resourceId]: {} },
            });
        });

        it("of one endpoint leaves the others as they are", async () => {
            const other = { ...churn, name: "fraud", path: "fraud", credential: own };
            const { declared } = await declare({ endpoints: [churn, other] }, preview);
            const policies = Object.fromEntries(
                ofType(declared, "ApiPolicy").map((p) => [p.name, wholePolicy(p, declared)]),
            );
            assert.match(policies["churn-policy"]!, /Bearer \{\{databricks-pat\}\}/);
            assert.match(policies["fraud-policy"]!, /authentication-managed-identity/);
        });

        it("comes with no key where callers need a token only", async () => {
            const entra = { tenantId: guid, audiences: ["api://models"], clientApplications: [], claims: {} };
            const { declared, gateway } = await declare({ callers: { entra } }, preview);
            assert.equal(ofType(declared, "Subscription").length, 0);
            assert.equal(one(declared, "Api").inputs.subscriptionRequired, false);
            assert.equal(gateway.apis.churn!.subscriptionKey, undefined);
            const words = `a Microsoft Entra token of tenant ${guid} for api://models`;
            assert.equal(gateway.apis.churn!.neededToCall, words);
        });
    });
}

describe("what a credential needs of a service that exists", () => {
    const service = { name: "apim-contoso", tier: "Developer", identity: existingService.identity };
    const problem = (credential: CredentialSettings, changes: object = {}) =>
        needed({ endpoints: [{ ...calledChurn, credential }] }, false).problemOf({ ...service, ...changes });

    it("is nothing that the service has", () => {
        for (const credential of [own, assigned, oauth, keyVault, minted(2)])
            assert.equal(problem(credential), undefined);
    });

    it("is its own identity, and how it is turned on is told", () => {
        for (const credential of [own, keyVault]) {
            assert.match(
                problem(credential, { identity: undefined })!,
                /"apim-contoso" has no system-assigned identity.*credential\.(managedIdentity|pat\.keyVault) needs\.\nTurn it on \(az apim/,
            );
        }
    });

    it("is the user-assigned identity that is named", () => {
        const identity = { type: "SystemAssigned", principalId: "p" };
        assert.match(
            problem(assigned, { identity })!,
            new RegExp(`no user-assigned identity with the client id ${guid}`),
        );
    });

    it("is a tier with an internal cache for OAuth, and the message names the tier", () => {
        assert.match(
            problem(oauth, { tier: "Consumption" })!,
            /oauthM2M: the Consumption tier does not support the internal cache/,
        );
        for (const credential of [own, assigned, keyVault]) {
            assert.equal(problem(credential, { tier: "Consumption" }), undefined);
        }
        const needs = needed({ endpoints: [{ ...calledChurn, credential: oauth }] });
        assert.match(needs.problemOf({ name: "apim-new", tier: "Consumption" })!, /Consumption tier/);
    });

    it("is a tier that takes a document as large as the callers' settings make it", () => {
        const audiences = Array.from({ length: 1000 }, (_, index) => `api://models-${index}`);
        const entra = { tenantId: guid, audiences, clientApplications: [], claims: {} };
        const endpoints = [{ ...calledChurn, credential: own }];
        const needs = needed({ endpoints, callers: { entra } }, false);
        assert.equal(needs.problemOf(service), undefined);
        assert.match(
            needs.problemOf({ ...service, tier: "Consumption" })!,
            /^endpoint "churn": the policy that serving-gateway:callers.* need does not fit .* bytes, .*limit of the Consumption tier is 16384\.\nUse fewer/,
        );
    });
});

describe("the notice of a token's end", () => {
    const now = Date.UTC(2026, 10, 23);
    const notice = (days: number) =>
        expiryNotice(
            { method: "mintedPat", rotation: 2, lifetimeDays: 90, namedValue: "databricks-pat-west" },
            now + days * 86_400_000,
            now,
        );

    it("tells the token, the day and the command in time", () => {
        const { severity, text } = notice(90);
        assert.equal(severity, "info");
        assert.match(
            text,
            /named value databricks-pat-west-2 expires on 2027-02-21, in 90 days\. Before that, raise .*mint\.rotation 3$/,
        );
    });

    it("is a warning in the last 14 days, and when it is too late", () => {
        assert.equal(notice(14).severity, "info");
        assert.equal(notice(13).severity, "warn");
        assert.match(notice(1).text, /in 1 day\./);
        assert.match(notice(-3).text, /expired on 2026-11-20\. Raise/);
    });
});
