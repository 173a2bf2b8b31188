import assert from "node:assert/strict";
import type { Run } from "../../local/pulumi";
import { buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

const gold = { name: "gold", endpoints: ["*"], subscriptions: ["team-a"] };
const silver = { name: "silver", endpoints: ["*"], subscriptions: ["team-a"] };

/** Subscriptions to the stack's products and APIs that people made in the portal: their keys are in use. */
describe("subscriptions that the stack did not make, on the real engine", function () {
    this.timeout(commandTimeout);

    let e2e: E2e;
    let idsBefore: string[];

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e({
            service: { name: "apim-serving-gateway", resourceGroup: "rg-serving-gateway" },
            endpoints: [{ name: "ada-embeddings" }],
            mock: true,
            products: [gold, silver],
        });
        idsBefore = e2e.emulator.arm.store.ids();
        await ok(e2e.stack.up());
        await subscribe("by-hand", "/products/gold");
    });
    after(() => e2e?.close());

    async function ok(running: Promise<Run>): Promise<Run> {
        const run = await running;
        assert.equal(run.code, 0, run.output);
        return run;
    }

    async function subscribe(sid: string, scope: string): Promise<void> {
        const properties = { scope, displayName: "Made by hand", state: "active" };
        assert.equal((await e2e.arm("PUT", `subscriptions/${sid}`, { properties })).status, 201);
    }

    const keyOf = async (sid: string): Promise<string> =>
        JSON.parse((await e2e.arm("POST", `subscriptions/${sid}/listSecrets`, {})).text).primaryKey;

    /** What the state's guard depends on, beside all that it should. */
    async function guarded() {
        const { stdout } = await ok(e2e.stack.run(["stack", "export"]));
        const resources: Exported[] = JSON.parse(stdout).deployment.resources;
        const others = resources.filter(({ custom, type }) => custom && !/^pulumi:providers:|:KeyGuard$/.test(type));
        const guard = resources.find(({ type }) => type.endsWith(":KeyGuard"));
        return { dependencies: [...guard!.dependencies!].sort(), others: others.map(({ urn }) => urn).sort() };
    }

    async function refused(running: Promise<Run>, key: string): Promise<void> {
        const { code, output } = await running;
        assert.notEqual(code, 0, output);
        assert.match(output, /product "gold" cannot be deleted: it has a subscription that this stack did not create/);
        assert.match(output, /"Made by hand" \(by-hand\), without an owner/);
        assert.match(output, /deleteSubscriptions: true/);
        assert.doesNotMatch(output, /\n\s+at .*:\d+:\d+/);
        assert.ok(!output.includes(key));
        assert.equal(await keyOf("by-hand"), key);
        assert.equal((await e2e.arm("GET", "products/gold")).status, 200);
    }

    it("keep a destroy from anything at all while one of them is to an API, which Azure would delete with it", async () => {
        const state = await guarded();
        assert.deepEqual(state.dependencies, state.others);
        await subscribe("to-api", "/apis/ada-embeddings");
        const key = await keyOf("to-api");
        const there = e2e.emulator.arm.store.ids();
        const { code, output } = await e2e.stack.destroy();
        assert.notEqual(code, 0, output);
        assert.match(
            output,
            /API "ada-embeddings" cannot be deleted: it has a subscription that this stack did not create/,
        );
        assert.match(output, /"Made by hand" \(to-api\), without an owner/);
        assert.match(output, /Nothing of the stack has been deleted/);
        assert.doesNotMatch(output, /\n\s+at .*:\d+:\d+/);
        assert.ok(!output.includes(key));
        assert.equal(await keyOf("to-api"), key);
        assert.deepEqual(e2e.emulator.arm.store.ids(), there);
        assert.deepEqual(await guarded(), state);
        assert.equal((await e2e.arm("DELETE", "subscriptions/to-api")).status, 200);
    });

    it("survive the removal of the product from the settings, its renaming and a destroy", async () => {
        const key = await keyOf("by-hand");
        await e2e.configure({ products: [{ ...gold, name: "gold-2" }, silver] });
        await refused(e2e.stack.preview(), key);
        assert.equal((await e2e.arm("GET", "products/gold-2")).status, 404);
        await e2e.configure({ products: [silver] });
        await refused(e2e.stack.up(), key);
        const there = e2e.emulator.arm.store.ids();
        await refused(e2e.stack.destroy(), key);
        assert.deepEqual(e2e.emulator.arm.store.ids(), there);
    });

    it("go with the product where its setting says so, a change in place", async () => {
        const key = await keyOf("gold-team-a");
        await e2e.configure({ products: [{ ...gold, deleteSubscriptions: true }, silver] });
        const { output } = await ok(e2e.stack.up());
        assert.match(output, /~ 2 updated/);
        assert.doesNotMatch(output, /replaced|deleted|created/);
        assert.equal(await keyOf("gold-team-a"), key);
        await ok(e2e.stack.preview("--expect-no-changes"));
        await ok(e2e.stack.destroy());
        assert.deepEqual(e2e.emulator.arm.store.ids(), idsBefore);
    });
});

/** A resource of an exported state. */
interface Exported {
    readonly urn: string;
    readonly type: string;
    readonly custom: boolean;
    readonly dependencies?: readonly string[];
}
