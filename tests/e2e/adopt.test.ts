import assert from "node:assert/strict";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { systemAssigned } from "../../emulator/arm/resources/managedIdentities";
import { adopt } from "../../commands/adopt/adopt";
import { adoptAll, adoptCommand, keysOf, madeSince, queriersOf, removePrincipal } from "./adoption";
import { buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";
import { Killer, unlock } from "./killedEngine";

const chat = "llama-chat";
const table = "wine-quality";
const embeddings = "ada-embeddings";
const question = { messages: [{ role: "user", content: "Hello" }] };
const service = { name: "apim-serving-gateway", resourceGroup: "rg-serving-gateway" };

async function ok(e2e: E2e, ...command: string[]): Promise<string> {
    const run = await e2e.stack.run([...command, "--non-interactive"]);
    assert.equal(run.code, 0, run.output);
    return run.output;
}

const destroy = (e2e: E2e) => ok(e2e, "destroy", "--yes", "--skip-preview");

/** What has to hold after each adoption: `up` ends well, and no key changed. */
async function updated(e2e: E2e): Promise<void> {
    const keys = keysOf(e2e);
    const output = await ok(e2e, "up", "--yes", "--skip-preview");
    assert.doesNotMatch(output, /deleted|replaced/);
    const now = keysOf(e2e);
    for (const [subscription, key] of keys) assert.equal(now.get(subscription), key, subscription);
}

/** And there is nothing more to do. */
async function completed(e2e: E2e): Promise<void> {
    await updated(e2e);
    await ok(e2e, "preview", "--expect-no-changes");
}

const copyOf = (e2e: E2e, copy: string) =>
    cp(join(e2e.directory, "state"), join(e2e.directory, copy), { recursive: true });

/** Puts a copy of the state in its place. */
async function restore(e2e: E2e, copy: string): Promise<void> {
    await rm(join(e2e.directory, "state"), { recursive: true });
    await cp(join(e2e.directory, copy), join(e2e.directory, "state"), { recursive: true });
}

/** One stack on a service that others use too; each step starts where the one before ended. */
describe("adopt, on the real engine", function () {
    this.timeout(6 * commandTimeout);

    const killer = new Killer();
    const products = [{ name: "models", endpoints: ["*"], groups: ["developers"], subscriptions: ["team-a"] }];
    let e2e: E2e;
    let idsBefore: string[];
    /** The key that a caller has for the API that was made by hand. */
    let keyByHand: string;

    before(async function () {
        this.timeout(buildTimeout);
        const endpoints = [{ name: chat }];
        e2e = await openE2e({ service, endpoints, products, tags: ["Language models"] }, { observe: killer.observe });
        idsBefore = e2e.emulator.arm.store.ids();
        await copyOf(e2e, "empty");
    });
    after(() => e2e?.close());

    it("says that there is nothing to adopt where nothing is in place", async () => {
        const { code, stdout } = await adoptCommand(e2e);
        assert.equal(code, 0);
        assert.match(stdout, /There is nothing to adopt/);
    });

    it("puts an API that was made by hand under the stack, and leaves the keys that callers have for it", async () => {
        const api = { properties: { displayName: "Chat by hand", path: chat, protocols: ["https"] } };
        assert.equal((await e2e.arm("PUT", `apis/${chat}`, api)).status, 201);
        const product = { properties: { displayName: "Mobile", subscriptionRequired: true, state: "published" } };
        assert.equal((await e2e.arm("PUT", "products/mobile", product)).status, 201);
        const scope = `/apis/${chat}`;
        const app = { properties: { displayName: "Mobile app", scope, state: "active" } };
        assert.equal((await e2e.arm("PUT", "subscriptions/mobile-app", app)).status, 201);
        keyByHand = JSON.parse(keysOf(e2e).get("mobile-app")!).primaryKey;

        const { finds } = await adoptAll(e2e);
        assert.deepEqual(
            finds.map(({ type, differences }) => [type, differences]),
            [["azure-native:apimanagement:Api", [`displayName is "Chat by hand", the stack wants "${chat}"`]]],
        );
        await completed(e2e);
        assert.deepEqual(await askWith(keyByHand), 200);
        await copyOf(e2e, "old");
    });

    it("completes a deployment that was killed, and says how to unlock its state", async () => {
        await e2e.configure({ endpoints: [{ name: chat }, { name: table, tags: ["Tables"] }] });
        const wrotePolicy = `/apis/${table}/policies/policy`;
        await killer.up(e2e, (_side, { method, path }) => method === "PUT" && path.endsWith(wrotePolicy));

        const locked = await adoptCommand(e2e, "--yes");
        assert.equal(locked.code, 1, locked.stdout);
        assert.match(locked.stderr, /^error: .*npx pulumi cancel --stack local/s);
        assert.doesNotMatch(locked.stderr, /\n +at /);
        await unlock(e2e);
        const unconfirmed = await adoptCommand(e2e);
        assert.equal(unconfirmed.code, 2, unconfirmed.stdout);
        assert.match(unconfirmed.stderr, /not a terminal. Add --yes/);

        const { pendingCreates } = await adoptAll(e2e);
        assert.ok(pendingCreates > 0);
        await updated(e2e);
    });

    it("adds to an old copy of the state what was made since", async () => {
        await restore(e2e, "old");
        const { finds } = await adoptAll(e2e);
        assert.ok(finds.length > 3);
        assert.deepEqual(
            finds.filter(({ id }) => !id.includes(table) && !id.includes("/tags/tables")),
            [],
        );
        await updated(e2e);
    });

    it("gives a stack that lost its state all of its resources back", async () => {
        const key = await keyOfChat();
        await restore(e2e, "empty");
        const preview = await e2e.stack.preview();
        assert.notEqual(preview.code, 0);
        assert.match(preview.output, /npm run -s adopt -- --stack local/);

        const { finds } = await adoptAll(e2e);
        const types = finds.map(({ type }) => type.replace(/^.*:/, ""));
        for (const type of ["Api", "ApiPolicy", "Backend", "NamedValue", "Product", "ProductApiLink", "Subscription"]) {
            assert.ok(types.includes(type), `${type} is missing: ${types.join(", ")}`);
        }
        await completed(e2e);
        assert.deepEqual([await askWith(key), await keyOfChat()], [200, key]);
    });

    it("lets a destroy delete what was adopted, and nothing that others made or use", async () => {
        const refused = await e2e.stack.destroy();
        assert.match(refused.output, /"Mobile app" \(mobile-app\), without an owner/);
        assert.equal(JSON.parse(keysOf(e2e).get("mobile-app")!).primaryKey, keyByHand);
        assert.equal((await e2e.arm("DELETE", "subscriptions/mobile-app")).status, 200);
        await destroy(e2e);
        const { store } = e2e.emulator.arm;
        const isLeft = (id: string) => id.includes("/products/mobile") || id.endsWith("/*");
        assert.deepEqual(
            madeSince(idsBefore, e2e).filter((id) => !isLeft(id)),
            [],
        );
        assert.equal((await e2e.arm("GET", "products/mobile")).status, 200);
        for (const id of store.ids()) if (!idsBefore.includes(id)) store.delete(id);
    });

    async function keyOfChat(): Promise<string> {
        return ((await e2e.stack.outputs()) as Record<string, any>).subscriptionKeys[chat];
    }

    /** @returns the status of the answer */
    async function askWith(key: string): Promise<number> {
        const { endpoints } = (await e2e.stack.outputs()) as Record<string, any>;
        const headers = { "Ocp-Apim-Subscription-Key": key };
        return (await e2e.call(`${endpoints[chat].url}/invocations`, headers, question)).status;
    }

    it("ends a right with the stack where it is told to be the stack's, and leaves the others", async () => {
        const { workspace, access } = e2e.emulator;
        const id = idsBefore.find((id) => id.endsWith(`/service/${access.serviceName}`))!;
        const { clientId: identity } = systemAssigned(id);
        workspace.addServicePrincipal(identity);
        for (const endpoint of [table, chat]) workspace.grant(identity, endpoint, "CAN_QUERY");
        const credential = { managedIdentity: { grant: { applicationId: identity } } };
        const endpoints = [table, chat, embeddings].map((name) => ({ name, credential }));
        await e2e.configure({ endpoints, products: undefined, tags: undefined });

        const { found, ownGrants } = await adopt({
            stack: "local",
            pulumi: (args, options) => e2e.stack.run([...args, "--non-interactive"], options),
            show: () => undefined,
            confirm: async () => true,
            isOurs: async ({ endpoint }) => endpoint === chat,
        });
        assert.deepEqual(
            found.finds.map(({ type }) => type),
            ["databricks:index/servicePrincipal:ServicePrincipal"],
        );
        assert.deepEqual(
            found.grants.map(({ endpoint }) => endpoint),
            [table, chat],
        );
        assert.deepEqual(ownGrants, [chat]);
        await completed(e2e);
        await destroy(e2e);
        assert.deepEqual(madeSince(idsBefore, e2e), []);
        for (const [endpoint, isLeft] of Object.entries({ [table]: true, [chat]: false, [embeddings]: false })) {
            assert.equal((await queriersOf(e2e, endpoint)).includes(identity), isLeft, endpoint);
        }
        workspace.revoke(identity, table);
        await removePrincipal(e2e, identity);
    });
});

describe("adopt, where the service to create is there", function () {
    this.timeout(6 * commandTimeout);

    let e2e: E2e;
    let idsBefore: string[];

    before(async function () {
        this.timeout(buildTimeout);
        const publisher = { publisherName: "Contoso", publisherEmail: "apis@contoso.example" };
        e2e = await openE2e({
            service: { name: "apim-created", create: { sku: "Developer", ...publisher } },
            endpoints: [{ name: chat }],
        });
        const { access, arm } = e2e.emulator;
        idsBefore = arm.store.ids();
        const group = `${access.armUrl}/subscriptions/${access.subscriptionId}/resourceGroups/rg-apim-created`;
        const location = "westeurope";
        const madeGroup = await e2e.put(`${group}?api-version=2024-03-01`, { location, tags: { owner: "platform" } });
        assert.equal(madeGroup.status, 201, madeGroup.text);
        const made = await e2e.put(
            `${group}/providers/Microsoft.ApiManagement/service/apim-created?api-version=2024-05-01`,
            {
                location,
                sku: { name: "Developer", capacity: 1 },
                properties: { publisherName: "Somebody", publisherEmail: publisher.publisherEmail },
            },
        );
        assert.ok([201, 202].includes(made.status), made.text);
    });
    after(() => e2e?.close());

    it("takes the service and its group over, without making either anew", async () => {
        const { finds } = await adoptAll(e2e);
        assert.deepEqual(
            finds.map(({ name, differences }) => [name, differences]),
            [
                ["gateway-group", []],
                ["gateway-service", ['publisherName is "Somebody", the stack wants "Contoso"']],
            ],
        );
        await completed(e2e);
        await destroy(e2e);
        assert.deepEqual(
            madeSince(idsBefore, e2e).map((id) => id.split("/providers/")[1]),
            ["Microsoft.ApiManagement/locations/westeurope/deletedservices/apim-created"],
        );
    });
});
