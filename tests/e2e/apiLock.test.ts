import assert from "node:assert/strict";
import type { AnsweredCall } from "../../emulator/arm/server";
import { agent, buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

const lockMs = 3_000;
const endpoints = [agent, "wine-quality", "llama-chat", "ada-embeddings"];
const up = ["up", "--yes", "--skip-preview", "--non-interactive", "--parallel", "100"];

describe("an API that Azure keeps locked after the operation of its import, on the real engine", function () {
    this.timeout(commandTimeout * 2);

    let e2e: E2e;
    let telemetry: string;
    const calls: AnsweredCall[] = [];
    const written = () => calls.filter(({ method }) => ["PUT", "PATCH", "DELETE"].includes(method));
    const conflicts = () => written().filter(({ status }) => status === 409);

    before(async function () {
        this.timeout(buildTimeout);
        const latency = { importMs: 200, importLockMs: lockMs };
        const observe = (side: string, call: AnsweredCall) => void (side === "arm" && calls.push(call));
        e2e = await openE2e(settings(), { latency, observe });
        const { subscriptionId, resourceGroup } = e2e.emulator.access;
        const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
        telemetry = `${group}/providers/Microsoft.Insights/components/appi-serving-gateway`;
        await e2e.configure(settings({ telemetry }));
    });
    beforeEach(() => void calls.splice(0));
    after(() => e2e?.close());

    function settings(more: { tags?: string[]; calls?: number; telemetry?: string } = {}) {
        const { tags = ["red", "blue"], calls: limit = 100 } = more;
        return {
            service: { name: "apim-serving-gateway", resourceGroup: "rg-serving-gateway" },
            endpoints: endpoints.map((name) => ({ name, ...(name === agent && { revision: 2 }) })),
            tags,
            products: [{ name: "models", endpoints }],
            limits: { calls: { count: limit, seconds: 60 } },
            ...(more.telemetry && { observability: { applicationInsights: more.telemetry } }),
        };
    }

    async function deploy(): Promise<void> {
        const run = await e2e.stack.run(up);
        assert.equal(run.code, 0, run.output);
    }

    it("gets its tags, diagnostics, policy, products, key and next revision all the same", async () => {
        await deploy();
        // The lock was met, by nothing but what looks for it.
        assert.ok(conflicts().length >= endpoints.length);
        assert.deepEqual([...new Set(conflicts().map(({ method }) => method))], ["PATCH"]);
    });

    /** Lets the writes of the last deployment be a minute old. One of the last seconds counts as one of this deployment. */
    function aMinuteLater(): void {
        const { store } = e2e.emulator.arm;
        for (const id of store.ids().filter((each) => /\/service\/[^/]+\/apis\/[^/]+$/.test(each))) {
            const { envelope, ...entity } = store.get(id)!;
            const updated = new Date(Date.parse(String(envelope.updated)) - 60_000).toISOString();
            store.set({ ...entity, envelope: { ...envelope, updated } });
        }
    }

    it("is not written by an update that changes nothing", async () => {
        aMinuteLater();
        await deploy();
        assert.deepEqual(written(), []);
    });

    it("takes a new import, another policy and fewer tags at once", async () => {
        for (const name of endpoints) {
            e2e.emulator.workspace.setEndpoint(name, { description: "Told anew." });
        }
        await e2e.configure(settings({ tags: ["red"], calls: 50, telemetry }));
        await deploy();
        assert.deepEqual(
            conflicts().filter(({ method }) => method !== "PATCH"),
            [],
        );
        assert.ok(written().some(({ method, path }) => method === "DELETE" && /\/tags\/blue\/apiLinks\//.test(path)));
    });
});
