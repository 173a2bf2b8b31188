import assert from "node:assert/strict";
import { vaultProbeOn } from "../../provider/vaultProbeProvider";
import { type Answer, type AzureServer, startAzure } from "../azure/azureServer";

const serviceId = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/apim";
const id = `${serviceId}/namedValues/databricks-pat-vault-probe`;
const inputs = {
    serviceId,
    roleId: "/subscriptions/s/roleAssignments/r",
    secretId: "https://kv.vault.azure.net/secrets/pat",
    probe: "databricks-pat-vault-probe",
    tags: ["serving-gateway/dev", "vault-probe"],
};

const noRole =
    "Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions " +
    "were changed recently, please observe propagation time.";
const failed = (message: string) => ({
    status: "Failed",
    error: {
        code: "ValidationError",
        message: "One or more fields contain incorrect values:",
        details: [{ code: "ValidationError", target: "keyVault", message }],
    },
});

describe("VaultProbe's provider", () => {
    let azure: AzureServer;
    /** What each try ends in; undefined for a vault that answers. */
    let outcomes: (object | undefined)[];
    let there: Answer;
    let said: string[];
    let time: number;

    const provider = vaultProbeOn(() => azure.resourceManager(), {
        say: (line) => said.push(line),
        sleep: async (milliseconds) => void (time += milliseconds),
        now: () => time,
    });

    before(async () => {
        azure = await startAzure(({ method, url }): Answer => {
            if (url.startsWith("/operation")) {
                const outcome = outcomes.length > 1 ? outcomes.shift() : outcomes[0];
                return { status: 200, body: outcome ?? { status: "Succeeded" } };
            }
            if (method === "GET") return there;
            return method === "PUT"
                ? { status: 201, headers: { "azure-asyncoperation": "/operation" }, body: {} }
                : { status: 200 };
        });
        await provider.configure!({} as any);
    });
    after(() => azure.close());
    beforeEach(() => {
        azure.received.length = 0;
        [outcomes, there, said, time] = [[undefined], { status: 404 }, [], 1_000_000];
    });

    const calls = () => azure.received.filter(({ url }) => url.startsWith(id)).map(({ method }) => method);

    it("tries once where the vault answers, and leaves nothing behind", async () => {
        assert.deepEqual(await provider.create(inputs), { id, outs: inputs });
        assert.deepEqual(calls(), ["GET", "PUT", "DELETE"]);
        const { body } = azure.received.find(({ method }) => method === "PUT")!;
        assert.deepEqual(JSON.parse(body), {
            properties: {
                displayName: inputs.probe,
                secret: true,
                tags: inputs.tags,
                keyVault: { secretIdentifier: inputs.secretId },
            },
        });
        assert.deepEqual(said, []);
    });

    it("reads as the identity that the named value reads as", async () => {
        await provider.create({ ...inputs, identityClientId: "5f0c" });
        const { body } = azure.received.find(({ method }) => method === "PUT")!;
        assert.equal(JSON.parse(body).properties.keyVault.identityClientId, "5f0c");
    });

    it("waits while the role does not work yet, and says so each minute", async () => {
        outcomes = [...Array.from({ length: 12 }, () => failed(noRole)), undefined];
        await provider.create(inputs);
        assert.deepEqual(calls().slice(1), Array(13).fill(["PUT", "DELETE"]).flat());
        assert.equal(time - 1_000_000, 2000 + 4000 + 8000 + 9 * 15_000);
        assert.equal(
            said[0],
            "Key vault kv.vault.azure.net does not accept the service's new role yet: waiting up to 15 minutes.",
        );
        assert.match(said[1]!, /: waiting up to 15 minutes, 74 s so far\.$/);
        assert.equal(said.length, 3);
    });

    it("gives up after a quarter of an hour, with what the vault said", async () => {
        outcomes = [failed(noRole)];
        await assert.rejects(provider.create(inputs), (error: Error) => {
            assert.match(
                error.message,
                /^key vault kv\.vault\.azure\.net has not accepted the role .* for 15 minutes:\n[^]*It said: .*Caller is not authorized[^]*role-based access control/,
            );
            assert.equal(error.stack, "");
            return true;
        });
        assert.ok(time - 1_000_000 <= 15 * 60_000 && time - 1_000_000 > 14 * 60_000);
        assert.equal(calls().at(-1), "DELETE");
    });

    for (const [what, message] of [
        ["a secret that is not there", "A secret with (name/id) pat was not found in this key vault."],
        ["a firewall", "Client address is not authorized and caller is not a trusted service. ForbiddenByFirewall"],
    ] as const) {
        it(`does not wait for ${what}`, async () => {
            outcomes = [failed(message)];
            await assert.rejects(provider.create(inputs), new RegExp(message.slice(0, 30).replace(/[()]/g, "\\$&")));
            assert.deepEqual(calls(), ["GET", "PUT", "DELETE"]);
            assert.deepEqual(said, []);
        });
    }

    it("goes on with the probe that a killed deployment of this stack left", async () => {
        there = { status: 200, body: { properties: { tags: [...inputs.tags].reverse() } } };
        await provider.create(inputs);
        assert.deepEqual(calls(), ["GET", "PUT", "DELETE"]);
    });

    for (const tags of [
        ["serving-gateway/dev"],
        ["serving-gateway/prod", "vault-probe"],
        [],
        undefined,
        "vault-probe",
    ]) {
        it(`touches no named value of that name with the tags ${JSON.stringify(tags)}`, async () => {
            there = { status: 200, body: { properties: { tags } } };
            await assert.rejects(
                provider.create(inputs),
                /vault-probe exists already, and this stack did not create it/,
            );
            assert.deepEqual(calls(), ["GET"]);
        });
    }

    it("tries again for another role or secret, in place, and not for the same", async () => {
        assert.deepEqual(await provider.diff!(id, inputs, inputs), { changes: false, replaces: [] });
        for (const name of ["serviceId", "roleId", "secretId", "identityClientId", "probe"]) {
            const changed = await provider.diff!(id, inputs, { ...inputs, [name]: "x" });
            assert.deepEqual(changed, { changes: true, replaces: [] });
        }
        const news = { ...inputs, roleId: "r2" };
        assert.deepEqual(await provider.update!(id, inputs, news), { outs: news });
        assert.deepEqual(calls(), ["GET", "PUT", "DELETE"]);
    });

    it("is gone by itself, and a refresh does not look", async () => {
        await provider.delete!(id, inputs);
        assert.deepEqual(await provider.read!(id, inputs), { id, props: inputs, inputs });
        assert.deepEqual(azure.received, []);
    });
});
