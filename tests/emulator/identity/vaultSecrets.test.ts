import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Agent, request } from "undici";
import { Store } from "../../../emulator/arm/kernel/store";
import { type Certificate, createCertificate } from "../../../emulator/certificate";
import { type EmulatedKeyVault, startKeyVault } from "../../../emulator/identity/keyVault";
import { type EmulatedTenant, startTenant } from "../../../emulator/identity/tenant";

const id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv";
const roles = { officer: "b86a8fe4-44ce-4948-aee5-eccb2c155cd7", user: "4633458b-17de-408a-b874-0445c86b69e6" };

describe("secrets of the emulated key vault", () => {
    let tls: Certificate;
    let tenant: EmulatedTenant;
    let vault: EmulatedKeyVault;
    let dispatcher: Agent;
    let tokens: Record<keyof typeof roles, string>;

    before(async () => {
        tls = await createCertificate();
        tenant = await startTenant({});
        const store = new Store();
        vault = await startKeyVault({ tls, tenant, store, id });
        dispatcher = new Agent({ connect: { ca: tls.ca } });
        const tokenOf = async (role: string) => {
            const oid = randomUUID();
            store.set({
                id: `${id}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`,
                type: "Microsoft.Authorization/roleAssignments",
                name: "a",
                envelope: {},
                properties: { principalId: oid, scope: id, roleDefinitionId: `/roleDefinitions/${role}` },
                secrets: {},
                etag: "",
            });
            return tenant.issueToken({ audience: "https://vault.azure.net", oid, appid: "a" });
        };
        tokens = { officer: await tokenOf(roles.officer), user: await tokenOf(roles.user) };
    });
    after(async () => {
        await dispatcher?.close();
        await Promise.all([vault?.close(), tenant?.close()]);
    });

    async function call(method: string, path: string, body?: object, as: keyof typeof roles = "officer") {
        const response = await request(`${vault.url}${path}?api-version=7.4`, {
            dispatcher,
            method: method as "GET",
            headers: { authorization: `Bearer ${tokens[as]}`, ...(body && { "content-type": "application/json" }) },
            body: body && JSON.stringify(body),
        });
        const text = await response.body.text();
        return { status: response.statusCode, body: text === "" ? undefined : JSON.parse(text) };
    }
    const refusal = async (...args: Parameters<typeof call>) => {
        const { status, body } = await call(...args);
        return [status, body.error.code, body.error.innererror?.code];
    };

    it("have versions with tags, which are listed without their values", async () => {
        await call("PUT", "/secrets/a", { value: "one" });
        const { body } = await call("PUT", "/secrets/a", {
            value: "two",
            tags: { of: "me" },
            contentType: "text/plain",
        });
        assert.deepEqual([body.value, body.tags, body.contentType], ["two", { of: "me" }, "text/plain"]);
        assert.equal((await call("GET", "/secrets/a")).body.value, "two");
        const versions = (await call("GET", "/secrets/a/versions")).body.value;
        assert.deepEqual(
            versions.map(({ tags, value }: Record<string, unknown>) => [tags, value]),
            [
                [undefined, undefined],
                [{ of: "me" }, undefined],
            ],
        );
    });

    it("are kept when they are deleted, and their names with them, until they are recovered or purged", async () => {
        await call("PUT", "/secrets/b", { value: "one", tags: { of: "me" } });
        assert.deepEqual(await refusal("GET", "/deletedsecrets/b"), [404, "SecretNotFound", undefined]);
        const { status, body } = await call("DELETE", "/secrets/b");
        assert.deepEqual([status, body.tags, body.value], [200, { of: "me" }, undefined]);
        assert.equal(body.scheduledPurgeDate - body.deletedDate, 90 * 86_400);
        assert.deepEqual(await refusal("GET", "/secrets/b"), [404, "SecretNotFound", undefined]);
        assert.deepEqual(await refusal("DELETE", "/secrets/b"), [404, "SecretNotFound", undefined]);
        assert.deepEqual((await call("GET", "/secrets/b/versions")).body.value, []);
        const taken = [409, "Conflict", "ObjectIsDeletedButRecoverable"];
        assert.deepEqual(await refusal("PUT", "/secrets/B", { value: "two" }), taken);
        assert.equal((await call("POST", "/deletedsecrets/b/recover")).status, 200);
        assert.equal((await call("GET", "/secrets/b")).body.value, "one");
        await call("DELETE", "/secrets/b");
        assert.equal((await call("DELETE", "/deletedsecrets/b")).status, 204);
        assert.equal((await call("PUT", "/secrets/b", { value: "two" })).status, 200);
    });

    it("are refused with a name or a value that no secret has", async () => {
        assert.deepEqual(await refusal("PUT", "/secrets/a_b", { value: "x" }), [400, "BadParameter", undefined]);
        assert.deepEqual(await refusal("PUT", "/secrets/c", {}), [400, "BadParameter", undefined]);
        assert.deepEqual(await refusal("PUT", "/secrets/c", { value: "x".repeat(25 * 1024 + 1) }), [
            400,
            "BadParameter",
            undefined,
        ]);
    });

    it("are written and deleted only by whom a role allows it, and read by others", async () => {
        await call("PUT", "/secrets/d", { value: "one" });
        assert.equal((await call("GET", "/secrets/d", undefined, "user")).status, 200);
        for (const [method, path] of [
            ["PUT", "/secrets/d"],
            ["DELETE", "/secrets/d"],
            ["POST", "/deletedsecrets/a/recover"],
            ["DELETE", "/deletedsecrets/a"],
        ] as const) {
            const body = method === "PUT" ? { value: "two" } : undefined;
            assert.deepEqual(await refusal(method, path, body, "user"), [403, "Forbidden", "ForbiddenByRbac"]);
        }
        assert.equal(vault.secret("d"), "one");
    });

    it("have no other API", async () => {
        assert.equal((await call("GET", "/keys/a")).status, 501);
    });
});
