import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Agent, request } from "undici";
import { type Certificate, createCertificate } from "../../../emulator/certificate";
import { isAllowed, readSecret } from "../../../emulator/arm/resources/roleAssignments";
import { type EmulatedKeyVault, secretReader, startKeyVault } from "../../../emulator/identity/keyVault";
import { type EmulatedTenant, startTenant } from "../../../emulator/identity/tenant";
import { Store } from "../../../emulator/arm/kernel/store";
import { startTestArm, subscriptionId, type TestArm } from "./testArm";

const group = `/subscriptions/${subscriptionId}/resourceGroups/rg-serving-gateway`;
const vaultId = `${group}/providers/Microsoft.KeyVault/vaults/kv-models`;
const secretsUser = "4633458b-17de-408a-b874-0445c86b69e6";

describe("identities in the emulated Resource Manager", () => {
    let tls: Certificate;
    let tenant: EmulatedTenant;
    let vault: EmulatedKeyVault;
    let arm: TestArm;
    before(async () => {
        tls = await createCertificate();
    });
    beforeEach(async () => {
        const store = new Store();
        const now = () => Date.parse("2026-01-01T00:00:00Z");
        tenant = await startTenant({ now });
        vault = await startKeyVault({ tls, tenant, store, id: vaultId, now });
        arm = await startTestArm({ tls, ca: tls.ca, store, tenant, readSecret: secretReader([vault], tls.ca) });
    });
    afterEach(() => Promise.all([arm.close(), vault.close(), tenant.close()]));

    const switchOn = async (identity: object = { type: "SystemAssigned" }): Promise<any> => {
        await arm.call("PATCH", arm.service, { identity });
        return (await arm.call("GET", arm.service)).body.identity;
    };
    const newIdentity = async (name = "id-gateway") => {
        const id = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
        const put = await arm.call("PUT", `${id}?api-version=2023-01-31`, { location: "westeurope" });
        return { id, status: put.status, ...put.body.properties };
    };
    const assignment = (scope: string, name: string = randomUUID()) =>
        `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`;
    const role = (principalId: string, roleId = secretsUser, principalType = "ServicePrincipal") => ({
        properties: {
            principalId,
            principalType,
            roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
        },
    });

    describe("of services", () => {
        it("gives a service the same principal whenever its identity is asked for", async () => {
            const identity = await switchOn();
            assert.deepEqual(Object.keys(identity), ["type", "principalId", "tenantId"]);
            assert.equal(identity.tenantId, tenant.tenantId);
            const body = { location: "westeurope", sku: { name: "Developer", capacity: 1 } };
            const properties = { publisherEmail: "a@example.com", publisherName: "A" };
            await arm.call("PUT", arm.service, { ...body, identity: { type: "SystemAssigned" }, properties });
            assert.deepEqual((await arm.call("GET", arm.service)).body.identity, identity);
            assert.equal(await switchOn({ type: "None" }), null);
            assert.deepEqual(await switchOn(), identity);
        });

        it("shows a system-assigned identity's client id beside the service", async () => {
            const address = `${arm.service}/providers/Microsoft.ManagedIdentity/identities/default?api-version=2023-01-31`;
            assert.equal((await arm.call("GET", address)).status, 404);
            const { principalId } = await switchOn();
            const { properties } = (await arm.call("GET", address)).body;
            assert.equal(properties.principalId, principalId);
            assert.notEqual(properties.clientId, principalId);
        });

        it("makes, shows, assigns and deletes user-assigned identities", async () => {
            const { id, status, principalId, clientId } = await newIdentity();
            assert.equal(status, 201);
            const identity = await switchOn({ type: "UserAssigned", userAssignedIdentities: { [id]: {} } });
            assert.deepEqual(identity.userAssignedIdentities, { [id]: { clientId, principalId } });
            const versioned = `${id}?api-version=2023-01-31`;
            assert.equal((await arm.call("DELETE", versioned)).status, 200);
            assert.equal((await arm.call("GET", versioned)).status, 404);
            assert.equal((await arm.call("DELETE", versioned)).status, 204);
        });

        it("refuses an identity that does not exist, and a type that there is not", async () => {
            const patch = async (identity: object) =>
                (await arm.call("PATCH", arm.service, { identity })).body.error.code;
            const none = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/none`;
            assert.equal(
                await patch({ type: "UserAssigned", userAssignedIdentities: { [none]: {} } }),
                "FailedIdentityOperation",
            );
            assert.equal(await patch({ type: "Personal" }), "ValidationError");
        });
    });

    describe("with roles", () => {
        it("assigns, shows, lists and removes a role", async () => {
            const { principalId } = await switchOn();
            const path = assignment(vaultId);
            assert.equal((await arm.call("PUT", path, role(principalId))).status, 201);
            assert.equal((await arm.call("PUT", path, role(principalId))).status, 200);
            const { body } = await arm.call("GET", path);
            assert.deepEqual([body.properties.principalId, body.properties.scope], [principalId, vaultId]);
            const list = path.replace(/\/[^/]+\?/, "?");
            assert.deepEqual((await arm.call("GET", list)).body.value, [body]);
            assert.equal((await arm.call("DELETE", path)).status, 200);
            assert.equal((await arm.call("GET", path)).body.error.code, "RoleAssignmentNotFound");
            assert.equal((await arm.call("DELETE", path)).status, 204);
        });

        it("lists those at, above and below a scope, or the ones that a filter names", async () => {
            const { principalId } = await switchOn();
            const other = await newIdentity();
            const scopes = [group, vaultId, `${vaultId}/secrets/pat`, arm.service];
            for (const scope of scopes) await arm.call("PUT", assignment(scope), role(principalId));
            await arm.call("PUT", assignment(vaultId), role(other.principalId));
            const listed = async (filter?: string) => {
                const query = new URLSearchParams({ "api-version": "2022-04-01", ...(filter && { $filter: filter }) });
                const path = `${vaultId}/providers/Microsoft.Authorization/roleAssignments?${query}`;
                const { status, body } = await arm.call("GET", path);
                if (status !== 200) return status;
                const names = new Map(
                    [group, vaultId, `${vaultId}/secrets/pat`].map((scope, at) => [scope, "GVS"[at]!]),
                );
                const properties = body.value.map((each: any) => each.properties);
                return properties
                    .map((each: any) => names.get(each.scope) + (each.principalId === principalId ? "" : "'"))
                    .sort()
                    .join(" ");
            };
            assert.equal(await listed(), "G S V V'");
            assert.equal(await listed("atScope()"), "G V V'");
            for (const filter of [`principalId eq '${principalId.toUpperCase()}'`, `assignedTo('${principalId}')`]) {
                assert.equal(await listed(filter), "G S V");
                assert.equal(await listed(`atScope() and ${filter}`), "G V");
            }
            assert.equal(await listed(`principalId eq ${other.principalId}`), "V'");
            assert.equal(await listed("createdOn eq 1"), 501);
        });

        it("refuses what Azure refuses", async () => {
            const { principalId } = await switchOn();
            const other = await newIdentity();
            const existing = assignment(vaultId);
            await arm.call("PUT", existing, role(principalId));
            const codeOf = async (path: string, body: object) => (await arm.call("PUT", path, body)).body.error.code;
            assert.deepEqual(
                [
                    await codeOf(assignment(vaultId), role(principalId)),
                    await codeOf(existing, role(other.principalId)),
                    await codeOf(assignment(vaultId), role(randomUUID())),
                    await codeOf(assignment(vaultId), role(other.principalId, randomUUID())),
                    await codeOf(assignment(vaultId), role(other.principalId, secretsUser, "User")),
                    await codeOf(assignment(vaultId, "not-a-guid"), role(other.principalId)),
                    await codeOf(assignment(`${vaultId}2`), role(other.principalId)),
                ],
                [
                    "RoleAssignmentExists",
                    "RoleAssignmentUpdateNotPermitted",
                    "PrincipalNotFound",
                    "RoleDefinitionDoesNotExist",
                    "UnmatchedPrincipalType",
                    "InvalidRoleAssignmentId",
                    "ResourceNotFound",
                ],
            );
        });
    });

    describe("that read key vaults", () => {
        const path = () => `${arm.service}/namedValues/pat`;
        const body = (more: object = {}, rest: object = {}) => ({
            properties: {
                displayName: "databricks-pat",
                secret: true,
                keyVault: { secretIdentifier: `${vault.uri}secrets/pat`, ...more },
                ...rest,
            },
        });
        /** What the gateway puts where a policy says `{{databricks-pat}}`. */
        const stored = () => arm.store.get(path())?.secrets.value;
        /** Puts the named value and follows the operation to its end. */
        const put = async (value: object) => {
            const accepted = await arm.call("PUT", path(), value);
            if (accepted.status >= 300) return accepted.body.error;
            return (await arm.call("GET", accepted.headers["azure-asyncoperation"]!)).body.error;
        };

        it("reads a named value's secret with the service's identity, and shows it nowhere", async () => {
            const { principalId } = await switchOn();
            vault.setSecret("pat", "dapi-in-the-vault");
            await arm.call("PUT", assignment(vaultId), role(principalId));
            assert.equal(await put(body()), undefined);
            assert.equal(stored(), "dapi-in-the-vault");
            const shown = [
                await arm.call("GET", path()),
                await arm.call("GET", `${arm.service}/namedValues`),
                await arm.call("POST", `${path()}/listValue`, {}),
            ];
            assert.ok(!JSON.stringify(shown).includes("dapi-in-the-vault"));
            assert.deepEqual(shown[0]!.body.properties.keyVault, {
                secretIdentifier: `${vault.uri}secrets/pat`,
                lastStatus: { code: "Success", message: "", timeStampUtc: "2026-01-01T00:00:00.000Z" },
            });
        });

        it("refuses it without a role that allows it, in the vault's words, and stores nothing", async () => {
            const { principalId } = await switchOn();
            vault.setSecret("pat", "dapi-in-the-vault");
            await arm.call("PUT", assignment(vaultId), role(principalId, "21090545-7ca7-4776-b22c-e363652d74d2"));
            const error = await put(body());
            assert.equal(error.details[0].target, "keyVault");
            assert.match(error.details[0].message, /^Caller is not authorized to perform action on resource\./);
            assert.match(error.details[0].message, new RegExp(`oid=${principalId};`));
            assert.equal((await arm.call("GET", path())).status, 404);
        });

        it("lets a role take effect later, where the vault has a delay", async () => {
            const { principalId } = await switchOn();
            await arm.call("PUT", assignment(vaultId), role(principalId));
            const assigned = Date.parse("2026-01-01T00:00:00Z");
            const allowed = [assigned - 1, assigned].map((since) =>
                isAllowed(arm.store, principalId, readSecret, vaultId, since),
            );
            assert.deepEqual(allowed, [false, true]);
        });

        it("takes a role on the secret, the vault, the group or the subscription", async () => {
            const { principalId } = await switchOn();
            vault.setSecret("pat", "dapi-in-the-vault");
            for (const scope of [`${vaultId}/secrets/pat`, vaultId, group, `/subscriptions/${subscriptionId}`]) {
                const assigned = assignment(scope);
                assert.equal((await arm.call("PUT", assigned, role(principalId))).status, 201);
                assert.equal(await put(body()), undefined, scope);
                await arm.call("DELETE", assigned);
                assert.notEqual(await put(body()), undefined, scope);
            }
            await arm.call("PUT", assignment(`${vaultId}/secrets/other`), role(principalId));
            assert.notEqual(await put(body()), undefined);
        });

        it("signs in as the user-assigned identity that is named, which has to be the service's", async () => {
            const { id, principalId, clientId } = await newIdentity();
            vault.setSecret("pat", "dapi-in-the-vault");
            await arm.call("PUT", assignment(vaultId), role(principalId));
            assert.equal((await put(body({ identityClientId: clientId }))).details[0].target, "keyVault");
            await switchOn({ type: "SystemAssigned, UserAssigned", userAssignedIdentities: { [id]: {} } });
            assert.equal(await put(body({ identityClientId: clientId })), undefined);
            assert.match((await put(body())).details[0].message, /not authorized/);
        });

        it("reads the version that is named, else the newest, and refuses a secret that is not there", async () => {
            const { principalId } = await switchOn();
            await arm.call("PUT", assignment(vaultId), role(principalId));
            assert.match((await put(body())).details[0].message, /was not found in this key vault/);
            const first = vault.setSecret("pat", "first");
            vault.setSecret("pat", "second");
            await put(body());
            assert.equal(stored(), "second");
            await put(body({ secretIdentifier: first }));
            assert.equal(stored(), "first");
        });

        it("refreshes the secret when asked to, and keeps the old one with the reason when it cannot", async () => {
            const { principalId } = await switchOn();
            const assigned = assignment(vaultId);
            await arm.call("PUT", assigned, role(principalId));
            vault.setSecret("pat", "first");
            await put(body());
            vault.setSecret("pat", "second");
            const refresh = async () => {
                const accepted = await arm.call("POST", `${path()}/refreshSecret`, {});
                assert.equal(accepted.status, 202);
                return (await arm.call("GET", accepted.headers.location!)).body.properties.keyVault.lastStatus.code;
            };
            assert.deepEqual([await refresh(), stored()], ["Success", "second"]);
            vault.setSecret("pat", "third");
            await arm.call("DELETE", assigned);
            assert.deepEqual([await refresh(), stored()], ["Failed", "second"]);
        });

        it("refuses a value beside the reference, one that is no secret, and an address that is none", async () => {
            await switchOn();
            const targets = [
                await put(body({}, { value: "x" })),
                await put(body({}, { secret: false })),
                await put(body({ secretIdentifier: "https://kv-models.vault.azure.net/keys/pat" })),
            ].map((error) => error.details[0].target);
            assert.deepEqual(targets, ["value", "secret", "keyVault"]);
        });

        it("lets nobody into the vault with a token that is wrong", async () => {
            const { principalId } = await switchOn();
            await arm.call("PUT", assignment(vaultId), role(principalId));
            vault.setSecret("pat", "dapi-in-the-vault");
            const dispatcher = new Agent({ connect: { ca: tls.ca } });
            const get = async (token?: string) => {
                const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
                const answer = await request(`${vault.url}/secrets/pat?api-version=7.4`, { dispatcher, headers });
                await answer.body.dump();
                return answer.statusCode;
            };
            const good = { audience: "https://vault.azure.net", oid: principalId, appid: "a" };
            const issue = (wrong: object) => tenant.issueToken({ ...good, ...wrong });
            assert.deepEqual(
                [
                    await get(await issue({})),
                    await get(),
                    await get(await issue({ audience: "https://management.azure.com" })),
                    await get(await issue({ algorithm: "none" })),
                    await get(await issue({ foreignKey: true })),
                    await get(await issue({ expiresInSeconds: 0 })),
                    await get(await issue({ oid: randomUUID() })),
                ],
                [200, 401, 401, 401, 401, 401, 403],
            );
            await dispatcher.close();
        });
    });
});
