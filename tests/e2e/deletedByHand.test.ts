import assert from "node:assert/strict";
import type { Run } from "../../local/pulumi";
import { buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

const kept = "wine-quality";
const lost = "ada-embeddings";
const product = { name: "gold", endpoints: ["*"], subscriptions: ["team-a"], deleteSubscriptions: true };

/** Resources of the stack that somebody deleted in the portal. */
describe("what somebody deleted by hand, on the real engine", function () {
    this.timeout(commandTimeout);

    let e2e: E2e;
    let keys: Record<string, string>;

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e({
            service: { name: "apim-serving-gateway", resourceGroup: "rg-serving-gateway" },
            endpoints: [{ name: kept }, { name: lost }],
            mock: true,
            products: [product],
        });
        await ok(e2e.stack.up());
        keys = (await e2e.stack.outputs()).subscriptionKeys as Record<string, string>;
    });
    after(() => e2e?.close());

    async function ok(running: Promise<Run>): Promise<Run> {
        const run = await running;
        assert.equal(run.code, 0, run.output);
        return run;
    }

    /** One line that says what is gone and what to do, and no trace or dump. */
    async function refused(running: Promise<Run>, line: RegExp): Promise<void> {
        const { code, output } = await running;
        assert.notEqual(code, 0, output);
        assert.match(output, line);
        assert.match(output, /Run `pulumi refresh`/);
        assert.doesNotMatch(output, /\n\s+at .*:\d+:\d+|unhandled|invocation of|\[Object|promise/i);
        for (const key of Object.values(keys)) assert.ok(!output.includes(key));
    }

    const gone = (path: string) => e2e.arm("DELETE", path);
    const ofEndpoint =
        /endpoint "ada-embeddings": the key of subscription "ada-embeddings" cannot be read: Azure answered 404/;

    /** It is there again, without another key for what was not deleted. */
    async function healed(): Promise<void> {
        const { subscriptionKeys, productKeys } = (await e2e.stack.outputs()) as Record<string, any>;
        assert.equal(subscriptionKeys[kept], keys[kept]);
        assert.match(subscriptionKeys[lost], /^[0-9a-f]{32}$/);
        assert.match(productKeys.gold["team-a"], /^[0-9a-f]{32}$/);
        keys = subscriptionKeys;
    }

    it("is said for a subscription, and stops no other endpoint in an up", async () => {
        await gone(`subscriptions/${lost}`);
        await e2e.configure({ endpoints: [{ name: kept, displayName: "Wine" }, { name: lost }] });
        await refused(e2e.stack.up(), ofEndpoint);
        const { properties } = JSON.parse((await e2e.arm("GET", `apis/${kept}`)).text);
        assert.equal(properties.displayName, "Wine");
        const { subscriptionKeys } = (await e2e.stack.outputs()) as Record<string, any>;
        assert.equal(subscriptionKeys[kept], keys[kept]);
    });

    it("is made again by an up after a refresh", async () => {
        await ok(e2e.stack.refresh());
        await ok(e2e.stack.up());
        await healed();
    });

    it("is said at preview for an API, with which its subscription went, and for a product", async () => {
        await gone(`apis/${lost}`);
        const listed = JSON.parse((await e2e.arm("GET", "products/gold/subscriptions")).text).value;
        for (const { name } of listed) await gone(`subscriptions/${name}`);
        assert.equal((await gone("products/gold")).status, 200);
        const preview = e2e.stack.preview();
        await refused(preview, ofEndpoint);
        assert.match(
            (await preview).output,
            /product "gold": the key of subscription "gold-team-a" cannot be read: Azure answered 404/,
        );
    });

    it("is made again in its order by an up that refreshes, and the next preview shows no change", async () => {
        await ok(e2e.stack.run(["up", "--refresh", "--yes", "--skip-preview", "--non-interactive"]));
        await ok(e2e.stack.preview("--expect-no-changes"));
        await healed();
    });
});
