import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiManagement } from "../../azure/armApiVersions";
import { AzureError } from "../../azure/azureError";
import { ResourceManager } from "../../azure/resourceManager";
import { VaultSecrets } from "../../azure/vaultSecrets";
import { type Emulator, startEmulator } from "../../emulator/emulator";
import { keySecretsOn } from "../../provider/keySecretsProvider";
import { unknownInput } from "../../provider/unknownInput";

const secretsUser = "4633458b-17de-408a-b874-0445c86b69e6";
const secretsOfficer = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7";

describe("KeySecrets' provider", function () {
    this.timeout(20_000);

    let folder: string;
    let emulator: Emulator;
    let azure: { resourceManager: ResourceManager; vaults: VaultSecrets };
    let provider: ReturnType<typeof keySecretsOn>;
    let assignment: string;
    let subscriptionId: string;
    const said: string[] = [];

    before(async () => {
        folder = await mkdtemp(join(tmpdir(), "key-secrets-"));
        emulator = await startEmulator(folder, { vaultSettleMs: 5000 });
        const { access } = emulator;
        const { clientId, clientSecret, objectId } = access.servicePrincipal;
        const env = {
            ARM_METADATA_HOSTNAME: new URL(access.armUrl).host,
            ARM_TENANT_ID: access.tenantId,
            ARM_CLIENT_ID: clientId,
            ARM_CLIENT_SECRET: clientSecret,
        };
        const options = { ca: await readFile(access.caFile, "utf8"), retryDelayMs: 1, sleep: wait };
        azure = {
            resourceManager: ResourceManager.from(() => undefined, env, options),
            vaults: VaultSecrets.from(() => undefined, env, options),
        };
        provider = keySecretsOn(
            () => azure,
            (line) => said.push(line),
        );
        await provider.configure!({} as never);
        assignment = `${access.keyVaultId}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`;
        await allow(objectId);
        const group = `/subscriptions/${access.subscriptionId}/resourceGroups/${access.resourceGroup}`;
        const service = `${group}/providers/Microsoft.ApiManagement/service/${access.serviceName}`;
        subscriptionId = `${service}/subscriptions/gold-desk`;
        const properties = { displayName: "desk", scope: "/apis" };
        await azure.resourceManager.put(subscriptionId, apiManagement, { properties });
    });
    after(async () => {
        await emulator?.stop();
        await rm(folder, { recursive: true, force: true });
    });
    beforeEach(() => void (said.length = 0));

    /** The emulators' time goes by as fast as it is waited for. */
    const wait = async (milliseconds: number) => emulator.clock.advance(milliseconds);
    const allow = (principalId: string, role = secretsOfficer) =>
        azure.resourceManager.put(assignment, "2022-04-01", {
            properties: {
                principalId,
                principalType: "ServicePrincipal",
                roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${role}`,
            },
        });
    const tags = { "serving-gateway-stack": "serving-gateway/dev", "serving-gateway-subscription": "gold-desk" };
    const inputs = (prefix: string) => ({
        vaultId: emulator.access.keyVaultId,
        urlSecret: `${prefix}-url`,
        keySecret: `${prefix}-key`,
        url: "https://apim.example",
        subscriptionId,
        fingerprint: "0123456789abcdef",
        tags,
    });
    const valuesOf = (prefix: string) => [
        emulator.keyVault.secret(`${prefix}-url`),
        emulator.keyVault.secret(`${prefix}-key`),
    ];
    const keyNow = async () => {
        const { primaryKey } = await azure.resourceManager.post(`${subscriptionId}/listSecrets`, apiManagement);
        return String(primaryKey);
    };
    const refusalOf = async (given: object, olds: object = {}) => {
        const { failures = [] } = (await provider.check!(olds, given)) as { failures?: { reason: string }[] };
        return failures.map(({ reason }) => reason).join();
    };

    it("writes URL and key, and keeps no key", async () => {
        const given = inputs("fresh");
        assert.equal(await refusalOf(given), "");
        const { id, outs } = await provider.create(given);
        assert.equal(id, `${given.vaultId}/secrets/fresh-key`);
        assert.deepEqual(outs, given);
        assert.deepEqual(valuesOf("fresh"), ["https://apim.example", await keyNow()]);
    });

    it("writes what changed alone", async () => {
        const given = inputs("changing");
        await provider.create(given);
        emulator.keyVault.setSecret("changing-key", "somebody's");
        await provider.update!("id", given, { ...given, url: "https://models.contoso.example" });
        assert.deepEqual(valuesOf("changing"), ["https://models.contoso.example", "somebody's"]);
        await azure.resourceManager.post(`${subscriptionId}/regeneratePrimaryKey`, apiManagement);
        const news = { ...given, fingerprint: "fedcba9876543210" };
        assert.deepEqual(await provider.diff!("id", given, news), { changes: true, replaces: [] });
        await provider.update!("id", given, news);
        assert.equal(valuesOf("changing")[1], await keyNow());
        assert.deepEqual(await provider.diff!("id", news, news), { changes: false, replaces: [] });
    });

    it("writes the key that is handed out after a rotation", async () => {
        const given = inputs("rotated");
        await provider.create(given);
        const news = { ...given, current: "secondary" };
        assert.deepEqual(await provider.diff!("id", given, news), { changes: true, replaces: [] });
        await provider.update!("id", given, news);
        const { secondaryKey } = await azure.resourceManager.post(`${subscriptionId}/listSecrets`, apiManagement);
        assert.equal(valuesOf("rotated")[1], secondaryKey);
    });

    it("moves to other secrets as another resource", async () => {
        const { replaces } = await provider.diff!("id", inputs("a"), inputs("b"));
        assert.deepEqual(replaces, ["urlSecret", "keySecret"]);
    });

    it("refuses a secret that is somebody else's, at preview and when it writes", async () => {
        emulator.keyVault.setSecret("theirs-key", "theirs");
        const refusal =
            'secret "theirs-key" of key vault "kv-serving-gateway" exists already, and this stack did not create it\n' +
            "Delete it, or set another keyVault.prefix at the subscription in serving-gateway:products.";
        assert.equal(await refusalOf(inputs("theirs")), refusal);
        await assert.rejects(
            provider.create(inputs("theirs")),
            ({ message, stack }: Error) => message === refusal && !stack,
        );
        assert.equal(emulator.keyVault.secret("theirs-key"), "theirs");
    });

    it("asks the vault nothing for what the state has", async () => {
        const given = inputs("theirs");
        assert.equal(await refusalOf(given, given), "");
    });

    it("leaves a secret that somebody made anew in place of its own", async () => {
        const given = inputs("remade");
        await provider.create(given);
        await azure.vaults.delete(given.vaultId, "remade-key");
        await wait(5000);
        emulator.keyVault.purgeSecret("remade-key");
        emulator.keyVault.setSecret("remade-key", "theirs");
        await provider.delete!("id", given);
        assert.deepEqual(valuesOf("remade"), [undefined, "theirs"]);
        assert.deepEqual(said, [
            'Secret "remade-key" of key vault "kv-serving-gateway" is another one\'s now, and stays.',
        ]);
    });

    it("writes its secrets anew under a new name of the stack or the service, and still deletes them", async () => {
        const given = inputs("moved");
        await provider.create(given);
        const news = { ...given, tags: { ...tags, "serving-gateway-stack": "serving-gateway/prod" } };
        assert.deepEqual(await provider.diff!("id", given, news), { changes: true, replaces: [] });
        emulator.clock.advance(1000);
        await provider.update!("id", given, news);
        await provider.update!("id", news, { ...news, url: "https://models.contoso.example" });
        await provider.delete!("id", news);
        assert.deepEqual([valuesOf("moved"), said], [[undefined, undefined], []]);
    });

    it("hands a secret on to another subscription of the stack, and no longer deletes it as the first one's", async () => {
        const given = inputs("handed");
        await provider.create(given);
        const other = { ...given, tags: { ...tags, "serving-gateway-subscription": "platinum-desk" } };
        assert.match(await refusalOf(other), /exists already, and this stack did not create it/);
        const news = { ...other, takesOver: true };
        assert.equal(await refusalOf(news), "");
        emulator.clock.advance(1000);
        await provider.create({ ...news, current: "secondary" });
        await provider.delete!("id", given);
        const { secondaryKey } = await azure.resourceManager.post(`${subscriptionId}/listSecrets`, apiManagement);
        assert.equal(valuesOf("handed")[1], secondaryKey);
        await provider.delete!("id", news);
        assert.deepEqual(valuesOf("handed"), [undefined, undefined]);
    });

    it("knows its secret among more versions than one answer has", async () => {
        const given = inputs("busy");
        await provider.create(given);
        for (const name of ["busy-key", "late-key"])
            for (let each = 0; each < 30; each++) emulator.keyVault.setSecret(name, "somebody's");
        await azure.vaults.delete(given.vaultId, "busy-url");
        await wait(5000);
        emulator.keyVault.purgeSecret("busy-url");
        for (let each = 0; each < 30; each++) emulator.keyVault.setSecret("busy-url", "somebody's");
        await provider.update!("id", given, { ...given, fingerprint: "fedcba9876543210" });
        assert.equal(valuesOf("busy")[1], await keyNow());
        assert.match(await refusalOf(given), /^secret "busy-url" .* exists already, and this stack did not create it/);
        // On the second page.
        const late = inputs("late");
        for (const name of ["late-key", "late-url"]) await azure.vaults.set(late.vaultId, name, "own", late.tags);
        await provider.update!("id", late, { ...late, fingerprint: "fedcba9876543210" });
        assert.equal(valuesOf("late")[1], await keyNow());
    });

    it("leaves nothing of a secret whose other half could not be written, for which there is no state", async () => {
        const broken = Object.create(azure.vaults, {
            set: {
                value: (vaultId: string, name: string, ...rest: [string, object]) =>
                    name.endsWith("-key")
                        ? Promise.reject(new AzureError({ failure: "the vault is down", fix: "Wait." }))
                        : azure.vaults.set(vaultId, name, ...(rest as [string, Record<string, string>])),
            },
        });
        const half = keySecretsOn(() => ({ ...azure, vaults: broken }));
        await half.configure!({} as never);
        await assert.rejects(half.create(inputs("half")), ({ message, stack }: Error) => {
            return message === "the vault is down\nWait." && !stack;
        });
        assert.deepEqual(valuesOf("half"), [undefined, undefined]);
        await provider.create(inputs("half"));
        await assert.rejects(half.create(inputs("half")), /the vault is down/);
        assert.deepEqual(valuesOf("half"), ["https://apim.example", await keyNow()]);
    });

    it("has nothing to delete in a vault that no longer exists", async () => {
        const vaultId = emulator.access.keyVaultId.replace("kv-serving", "kv-gone");
        const given = { ...inputs("gone-with-it"), vaultId };
        assert.deepEqual(await provider.read!("id", given), { id: "" });
        await provider.delete!("id", given);
        assert.deepEqual(said, ['Key vault "kv-gone-gateway" no longer exists.']);
    });

    it("recognizes what the vault keeps of its own while the service's name is not known yet", async () => {
        const given = { ...inputs("early"), tags: { ...tags, "serving-gateway-service": "apim-contoso" } };
        await provider.create(given);
        await provider.delete!("id", given);
        assert.equal(await refusalOf({ ...given, tags: { ...tags, "serving-gateway-service": unknownInput } }), "");
    });

    it("waits for a deletion that is under way, and recovers what it deletes", async () => {
        const given = inputs("soon");
        await provider.create(given);
        await provider.delete!("id", given);
        assert.equal(await refusalOf(given), "");
        await provider.create(given);
        assert.deepEqual(valuesOf("soon"), ["https://apim.example", await keyNow()]);
    });

    it("deletes what it wrote, and recovers it where it is made again", async () => {
        const given = inputs("again");
        await provider.create(given);
        await provider.delete!("id", given);
        assert.deepEqual(valuesOf("again"), [undefined, undefined]);
        await provider.delete!("id", given);
        assert.equal(await refusalOf(given), "");
        await provider.create(given);
        assert.deepEqual(valuesOf("again"), ["https://apim.example", await keyNow()]);
    });

    it("refuses a secret of somebody else that the vault keeps as deleted", async () => {
        emulator.keyVault.setSecret("gone-url", "theirs");
        await azure.vaults.delete(emulator.access.keyVaultId, "gone-url");
        await wait(5000);
        assert.match(
            await refusalOf(inputs("gone")),
            /^secret "gone-url" of key vault "kv-serving-gateway" was deleted and is kept by the vault, and this stack did not create it\nPurge it \(az keyvault secret purge --vault-name kv-serving-gateway --name gone-url\), or set another keyVault\.prefix/,
        );
    });

    it("finds at a refresh what somebody deleted, and the next update writes it", async () => {
        const given = inputs("missing");
        await provider.create(given);
        await azure.vaults.delete(given.vaultId, "missing-url");
        const { props } = await provider.read!("id", given);
        assert.deepEqual(props, { ...given, url: "" });
        await provider.update!("id", props, given);
        assert.equal(emulator.keyVault.secret("missing-url"), given.url);
        for (const name of ["missing-url", "missing-key"]) await azure.vaults.delete(given.vaultId, name);
        assert.deepEqual(await provider.read!("id", given), { id: "" });
    });

    it("names the vault that there is not", async () => {
        const vaultId = emulator.access.keyVaultId.replace("kv-serving", "kv-other");
        assert.equal(
            await refusalOf({ ...inputs("x"), vaultId }),
            `there is no key vault ${vaultId}\nCorrect keyVault.vaultId at the subscription in serving-gateway:products, or create the vault.`,
        );
    });

    it("names the role that it lacks, at preview, without a key", async () => {
        await azure.resourceManager.delete(assignment, "2022-04-01");
        const refusal = await refusalOf(inputs("forbidden"));
        assert.match(
            refusal,
            /^key vault "kv-serving-gateway" answered 403 \(Forbidden\) to GET \/secrets\/forbidden-url\/versions\nIt said: Caller is not authorized to perform action on resource\.\nGive the deploying identity the role Key Vault Secrets Officer on \//,
        );
        await assert.rejects(
            provider.create(inputs("forbidden")),
            ({ message }: Error) => !message.includes("undefined"),
        );
        await allow(emulator.access.servicePrincipal.objectId);
    });

    it("names the right that a role which only reads lacks, at preview, before anything is written", async () => {
        const { keyVaultId, servicePrincipal } = emulator.access;
        await azure.resourceManager.delete(assignment, "2022-04-01");
        await allow(servicePrincipal.objectId, secretsUser);
        assert.equal(
            await refusalOf(inputs("unwritten")),
            "the deploying identity lacks the right Microsoft.KeyVault/vaults/secrets/setSecret/action on key vault " +
                `"kv-serving-gateway"\nGive it the role Key Vault Secrets Officer on ${keyVaultId} (docs/keys.md), and run the command again.`,
        );
        await azure.resourceManager.delete(assignment, "2022-04-01");
        await allow(servicePrincipal.objectId);
        assert.equal(await refusalOf(inputs("unwritten")), "");
    });
});
