import assert from "node:assert/strict";
import type { Run } from "../../local/pulumi";
import { buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

const chat = "llama-chat";
const subscriptionKey = { header: "api-key", query: "api-key", bearer: true };
const question = { model: "any", messages: [{ role: "user", content: "What is a lakehouse?" }] };

/** Callers with the clients that they have, from the first deployment to the last. */
describe("clients of OpenAI's API on the real engine", function () {
    this.timeout(commandTimeout);

    let e2e: E2e;
    let idsBefore: string[];
    let url: string;
    let key: string;

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e({
            service: { name: "apim-serving-gateway", resourceGroup: "rg-serving-gateway" },
            endpoints: [{ name: chat, path: "models/chat" }],
            callers: { subscriptionKey },
        });
        idsBefore = e2e.emulator.arm.store.ids();
    });
    after(() => e2e?.close());

    async function ok(running: Promise<Run>): Promise<Run> {
        const run = await running;
        assert.equal(run.code, 0, run.output);
        return run;
    }

    const callWith = (headers: Record<string, string>) => e2e.call(`${url}/chat/completions`, headers, question);
    const bearer = (text: string) => callWith({ Authorization: `Bearer ${text}` });

    it("send their key as a bearer token or as api-key, and never to the workspace", async () => {
        const { output } = await ok(e2e.stack.up());
        assert.match(output, /bearer uses a preview version of API Management \(2025-03-01-preview\)/);
        const outputs = (await e2e.stack.outputs()) as Record<string, any>;
        ({ url } = outputs.endpoints[chat]);
        key = outputs.subscriptionKeys[chat];
        for (const answer of [await bearer(key), await callWith({ "api-key": key })]) {
            assert.equal(answer.status, 200, answer.text);
        }
        assert.equal((await bearer("wrong")).status, 401);
        assert.ok(!JSON.stringify(e2e.emulator.workspace.requests).includes(key), "the key reached the workspace");
    });

    it("keep their keys when the API changes", async () => {
        await ok(e2e.stack.preview("--expect-no-changes"));
        await e2e.configure({ endpoints: [{ name: chat, path: "models/chat", displayName: "Chat" }] });
        await ok(e2e.stack.up());
        assert.equal((await bearer(key)).status, 200);
        await ok(e2e.stack.preview("--expect-no-changes"));
    });

    it("lose the bearer key where the setting goes, and nothing else", async () => {
        await e2e.configure({ callers: { subscriptionKey: { ...subscriptionKey, bearer: false } } });
        await ok(e2e.stack.up());
        assert.equal((await bearer(key)).status, 401);
        assert.equal((await callWith({ "api-key": key })).status, 200);
        await e2e.configure({ callers: { subscriptionKey } });
        await ok(e2e.stack.up());
        assert.equal((await bearer(key)).status, 200);
    });

    it("leave nothing behind", async () => {
        await ok(e2e.stack.destroy());
        assert.deepEqual(e2e.emulator.arm.store.ids(), idsBefore);
    });
});
