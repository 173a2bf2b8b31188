import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Agent, request } from "undici";
import { Clock } from "../../emulator/clock";
import { type Emulator, startEmulator } from "../../emulator/emulator";
import { startWorkspace } from "../../emulator/workspace/server";

const DATABRICKS = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d";
const ENDPOINT = "llama-chat";

describe("the emulators together", () => {
    let directory: string;
    let emulator: Emulator;
    let client: Agent;
    let service: string;
    beforeEach(async () => {
        directory = await mkdtemp(join(tmpdir(), "emulator-"));
        const deployerActions = ["Microsoft.ApiManagement/service/read"];
        emulator = await startEmulator(directory, { clock: new Clock(() => 1_772_442_000_000), deployerActions });
        const { access } = emulator;
        client = new Agent({ connect: { ca: await readFile(access.caFile, "utf8") } });
        const group = `/subscriptions/${access.subscriptionId}/resourceGroups/${access.resourceGroup}`;
        service = `${group}/providers/Microsoft.ApiManagement/service/${access.serviceName}`;
    });
    afterEach(async () => {
        await client.close();
        await emulator.stop();
        await rm(directory, { recursive: true, force: true });
    });

    async function send(method: string, url: string, authorization: string | undefined, body?: object) {
        const response = await request(url, {
            method: method as "GET",
            dispatcher: client,
            headers: { "content-type": "application/json", ...(authorization && { authorization }) },
            body: body && JSON.stringify(body),
        });
        const text = await response.body.text();
        return { status: response.statusCode, body: text === "" ? undefined : JSON.parse(text) };
    }

    async function arm(method: string, path: string, body?: object, token = emulator.access.armToken): Promise<any> {
        const url = `${emulator.access.armUrl}${path}${path.includes("?") ? "" : "?api-version=2024-05-01"}`;
        return send(method, url, `Bearer ${token}`, body);
    }

    /** Publishes the endpoint under `/chat` with a policy in its inbound section. */
    async function publish(inbound: string): Promise<void> {
        const serviceUrl = `${emulator.access.workspaceUrl}/serving-endpoints/${ENDPOINT}`;
        const value = `<policies><inbound><base />${inbound}</inbound><backend><base /></backend></policies>`;
        const entities = {
            "apis/chat": { path: "chat", serviceUrl, protocols: ["https"], subscriptionRequired: false },
            "apis/chat/operations/invoke": { displayName: "Invoke", method: "POST", urlTemplate: "/invocations" },
            "apis/chat/policies/policy": { format: "rawxml", value },
        };
        for (const [path, properties] of Object.entries(entities)) {
            const { status, body } = await arm("PUT", `${service}/${path}`, { properties });
            assert.equal(status, 201, JSON.stringify(body));
        }
    }

    const call = (authorization?: string) => {
        const body = { messages: [{ role: "user", content: "Hi" }] };
        return send("POST", `${emulator.access.gatewayUrl}/chat/invocations`, authorization, body);
    };

    async function systemAssigned(): Promise<{ clientId: string; principalId: string }> {
        const path = `${service}/providers/Microsoft.ManagedIdentity/identities/default?api-version=2023-01-31`;
        return (await arm("GET", path)).body.properties;
    }

    it("call a model as the service's identity, as long as it may", async () => {
        await publish(`<authentication-managed-identity resource="${DATABRICKS}" />`);
        assert.equal((await call()).body.message, "User not authorized.");
        const { clientId } = await systemAssigned();
        emulator.workspace.addServicePrincipal(clientId);
        assert.equal((await call()).body.error_code, "PERMISSION_DENIED");
        emulator.workspace.grant(clientId, ENDPOINT, "CAN_QUERY");
        assert.equal((await call()).status, 200);
        assert.equal(emulator.workspace.requests.at(-1)?.principal, clientId);
        emulator.workspace.revoke(clientId, ENDPOINT);
        assert.equal((await call()).body.error_code, "PERMISSION_DENIED");
    });

    it("call a model with a token from the key vault", async () => {
        const { principalId } = await systemAssigned();
        const { keyVaultId, keyVaultUri, workspaceToken } = emulator.access;
        const role = "/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6";
        const name = "3f0c7a52-52a4-4a0b-9c3d-0f6f1d1a2b3c";
        await arm(
            "PUT",
            `${keyVaultId}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`,
            {
                properties: { principalId, principalType: "ServicePrincipal", roleDefinitionId: role },
            },
        );
        emulator.keyVault.setSecret("pat", workspaceToken);
        const keyVault = { secretIdentifier: `${keyVaultUri}secrets/pat` };
        await arm("PUT", `${service}/namedValues/pat`, { properties: { displayName: "pat", secret: true, keyVault } });
        await publish(
            `<set-header name="Authorization" exists-action="override"><value>Bearer {{pat}}</value></set-header>`,
        );
        assert.equal((await call()).status, 200);
        emulator.workspace.revokeToken(workspaceToken);
        assert.equal((await call()).status, 403);
    });

    it("let callers in by tokens of the tenant, by the one clock", async () => {
        const { tenant, access, clock } = emulator;
        const accept = `<set-header name="Authorization" exists-action="override"><value>Bearer ${access.workspaceToken}</value></set-header>`;
        await publish(
            `<validate-azure-ad-token tenant-id="${access.tenantId}" header-name="Authorization" failed-validation-httpcode="401">` +
                `<client-application-ids><application-id>portal</application-id></client-application-ids>` +
                `<audiences><audience>api://models</audience></audiences></validate-azure-ad-token>${accept}`,
        );
        const issue = async (wrong: object = {}) =>
            `Bearer ${await tenant.issueToken({ audience: "api://models", oid: "o", appid: "portal", ...wrong })}`;
        const good = await issue();
        assert.deepEqual(
            [
                (await call(good)).status,
                (await call()).status,
                (await call(await issue({ audience: "api://other" }))).status,
                (await call(await issue({ algorithm: "none" }))).status,
                (await call(await issue({ appid: "stranger" }))).status,
            ],
            [200, 401, 401, 401, 401],
        );
        clock.advance(2 * 3600_000);
        assert.equal((await call(good)).status, 401);
    });

    it("refuse a deploying identity what it was not given, in ARM and in the workspace", async () => {
        const { armToken, workspaceToken, clientId, objectId } = emulator.access.deployer!;
        assert.equal((await arm("GET", service, undefined, armToken)).status, 200);
        const { body } = await arm("GET", `${service}/apis`, undefined, armToken);
        assert.equal(body.error.code, "AuthorizationFailed");
        assert.ok(body.error.message.startsWith(`The client '${clientId}' with object id '${objectId}'`));
        const endpoint = `${emulator.access.workspaceUrl}/api/2.0/serving-endpoints/${ENDPOINT}`;
        assert.equal((await send("GET", endpoint, `Bearer ${workspaceToken}`)).body.permission_level, "CAN_VIEW");
        const query = `${emulator.access.workspaceUrl}/serving-endpoints/${ENDPOINT}/invocations`;
        assert.equal((await send("POST", query, `Bearer ${workspaceToken}`, {})).body.error_code, "PERMISSION_DENIED");
    });

    it("do not take tokens of another workspace", async () => {
        const other = await startWorkspace({ now: emulator.clock.now, tenant: emulator.tenant });
        try {
            const value = `<value>Bearer ${other.token}</value>`;
            await publish(`<set-header name="Authorization" exists-action="override">${value}</set-header>`);
            assert.match((await call()).body.message, /^Invalid access token\./);
        } finally {
            await other.close();
        }
    });
});
