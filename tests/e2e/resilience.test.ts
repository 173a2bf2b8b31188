import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { Agent, request } from "undici";
import { Clock } from "../../emulator/clock";
import type { Run } from "../../local/pulumi";
import { Gate } from "../../emulator/workspace/gate";
import { throttled, unavailable } from "../../emulator/workspace/plannedAnswer";
import { seeds } from "../../emulator/workspace/seeds";
import { agent, type Answer, buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

const single = "wine-quality";
const [blue, green] = ["wine-blue", "wine-green"];
const chat = "llama-chat";
const wine = { dataframe_records: [{ int_col: 3, float_col: 10.4, string_col: "abc" }] };
const question = { messages: [{ role: "user", content: "How many bottles?" }] };

/** One stack: an endpoint with the defaults, one that streams, one of a pool, and a mocked one. */
describe("endpoints that cannot answer, on the real engine", function () {
    this.timeout(commandTimeout);

    const clock = new Clock();
    const waits: number[] = [];
    let e2e: E2e;
    let outputs: Record<string, any>;
    let idsBefore: string[];

    before(async function () {
        this.timeout(buildTimeout);
        const sleep = async (milliseconds: number) => {
            clock.advance(milliseconds);
            waits.push(milliseconds / 1000);
        };
        const pool = [
            { endpoint: blue, priority: 1 },
            { endpoint: green, priority: 2 },
        ];
        e2e = await openE2e(
            {
                service: { name: "apim-serving-gateway", resourceGroup: "rg-serving-gateway" },
                endpoints: [{ name: single }, { name: chat }, { name: blue, pool }, { name: agent, mock: true }],
            },
            { clock, sleep },
        );
        const { endpoint, document } = seeds().find((seed) => seed.endpoint.name === single)!;
        for (const name of [blue, green]) {
            const { config, description } = endpoint;
            e2e.emulator.workspace.setEndpoint(name, { config, description });
            e2e.emulator.workspace.setDocument(name, document);
        }
        idsBefore = e2e.emulator.arm.store.ids();
        await ok(e2e.stack.up());
        outputs = await e2e.stack.outputs();
    });
    after(() => e2e?.close());
    beforeEach(() => waits.splice(0));

    async function ok(running: Promise<Run>): Promise<Run> {
        const run = await running;
        assert.equal(run.code, 0, run.output);
        return run;
    }

    const url = (name: string) => `${outputs.endpoints[name].url}/invocations`;
    const key = (name: string) => ({ "Ocp-Apim-Subscription-Key": outputs.subscriptionKeys[name] as string });
    const call = (name: string, body: object = wine): Promise<Answer> => e2e.call(url(name), key(name), body);
    /** How often the endpoint was called while `during` ran. */
    async function callsOf(name: string, during: () => Promise<unknown>): Promise<number> {
        const count = () => e2e.emulator.workspace.requests.filter(({ path }) => path.includes(`/${name}/inv`)).length;
        const before = count();
        await during();
        return count() - before;
    }
    const answers = (name: string, answer: ReturnType<typeof unavailable>, times = 1) =>
        e2e.emulator.workspace.answerNext({ ...answer, times, path: new RegExp(`/${name}/invocations`) });

    it("get a call again after the time that they ask for, with its body", async () => {
        answers(single, throttled("3"));
        answers(single, unavailable());
        const calls = await callsOf(single, async () => {
            const { status, text } = await call(single);
            assert.equal(status, 200, text);
            assert.match(text, /predictions/);
        });
        assert.equal(calls, 3);
        assert.deepEqual(waits, [3, 1]);
    });

    it("have their answer passed on where they ask for more time than the caller is to wait", async () => {
        answers(single, throttled("60"));
        const { status, headers, text } = await call(single);
        assert.deepEqual([status, headers["retry-after"]], [429, "60"]);
        assert.match(text, /REQUEST_LIMIT_EXCEEDED/);
        assert.deepEqual(waits, []);
    });

    it("are left alone after five failures in a minute, and called again after half a minute", async () => {
        clock.advance(60_000);
        answers(single, unavailable(), 5);
        // The first call fails three times; of the second one's, the last goes nowhere.
        assert.equal(await callsOf(single, () => call(single)), 3);
        assert.equal(await callsOf(single, () => call(single)), 2);
        const calls = await callsOf(single, async () => {
            const { status, text } = await call(single);
            assert.equal(status, 503);
            assert.equal(
                text,
                '{ "statusCode": 503, "message": "The service behind this API gets no calls for a while: it could not answer.", "error_code": "TEMPORARILY_UNAVAILABLE" }',
            );
        });
        assert.equal(calls, 0);
        clock.advance(29_000 - 2000);
        assert.equal((await call(single)).status, 503);
        clock.advance(2000);
        assert.equal((await call(single)).status, 200);
    });

    it("get no requests that are too large for them, and are not left alone because of those", async () => {
        const long = { messages: [{ role: "user", content: "x".repeat(17 * 1024 * 1024) }] };
        const calls = await callsOf(chat, async () => {
            for (let count = 0; count < 5; count++) {
                const { status, text } = await call(chat, long);
                assert.equal(status, 413);
                assert.match(text, /The request is larger than 4 MB\. .*"error_code": "BAD_REQUEST"/);
            }
        });
        assert.equal(calls, 0);
        assert.equal((await call(chat, question)).status, 200);
    });

    it("answer piece by piece, each passed on at once", async () => {
        const events = new Gate();
        e2e.emulator.workspace.planCall({ endpoint: chat, events });
        const client = new Agent({ connect: { ca: await readFile(e2e.emulator.access.caFile, "utf8") } });
        try {
            const { statusCode, headers, body } = await request(url(chat), {
                dispatcher: client,
                method: "POST",
                headers: { "content-type": "application/json", ...key(chat) },
                body: JSON.stringify({ ...question, stream: true }),
            });
            assert.equal(statusCode, 200);
            assert.match(String(headers["content-type"]), /^text\/event-stream/);
            const pieces = body[Symbol.asyncIterator]();
            const first = await pieces.next();
            assert.match(String(first.value), /^data: \{/);
            assert.doesNotMatch(String(first.value), /DONE/);
            // The next one has not been sent yet.
            events.open();
            let text = "";
            for (let piece = await pieces.next(); !piece.done; piece = await pieces.next()) text += piece.value;
            assert.match(text, /data: \[DONE\]\n\n$/);
        } finally {
            await client.destroy();
        }
    });

    it("get no calls while another member of their pool can answer, and get them back", async () => {
        assert.equal(await callsOf(blue!, () => call(blue!)), 1);
        answers(blue!, unavailable("20"));
        const calls = await callsOf(green!, async () => assert.equal((await call(blue!)).status, 200));
        assert.equal(calls, 1);
        assert.deepEqual(waits, []);
        assert.equal(await callsOf(blue!, () => call(blue!)), 0);
        clock.advance(21_000);
        assert.equal(await callsOf(green!, () => call(blue!)), 0);
    });

    it("are not called at all where they are mocked, and callers get answers that fit the document", async () => {
        const calls = await callsOf(agent, async () => {
            const { status, headers, text } = await call(agent, question);
            assert.equal(status, 200, text);
            assert.match(String(headers["content-type"]), /json/);
            assert.ok(JSON.parse(text) !== null);
        });
        assert.equal(calls, 0);
    });

    it("are waited for while they start from zero", async () => {
        const start = new Gate();
        e2e.emulator.workspace.planCall({ endpoint: single, start });
        const answer = call(single);
        await start.holds();
        start.open();
        assert.equal((await answer).status, 200);
    });

    it("change nothing at a second update, and leave nothing behind", async () => {
        await ok(e2e.stack.preview("--expect-no-changes"));
        await ok(e2e.stack.destroy());
        assert.deepEqual(e2e.emulator.arm.store.ids(), idsBefore);
    });
});
