import assert from "node:assert/strict";
import { servedEntity } from "../../../emulator/workspace/endpoint";
import { Gate } from "../../../emulator/workspace/gate";
import { throttled, unavailable } from "../../../emulator/workspace/plannedAnswer";
import { EmulatedWorkspace, startWorkspace } from "../../../emulator/workspace/server";

const AGENT = "agents_main-dbdemos_rag_chatbot-dbdemos_rag_demo";
const messages = [{ role: "user", content: "How are you?" }];

describe("language models of the emulated workspace", () => {
    let workspace: EmulatedWorkspace;
    beforeEach(async () => {
        workspace = await startWorkspace();
    });
    afterEach(() => workspace.close());

    function open(name: string, body: object, path = `/serving-endpoints/${name}/invocations`): Promise<Response> {
        const headers = { authorization: `Bearer ${workspace.token}`, "content-type": "application/json" };
        return fetch(workspace.url + path, { method: "POST", headers, body: JSON.stringify(body) });
    }

    const answer = async (name: string, body: object): Promise<any> => (await open(name, body)).json();

    /** Data of the events, `[DONE]` included. */
    async function stream(name: string, body: object): Promise<any[]> {
        const response = await open(name, { ...body, stream: true });
        assert.match(response.headers.get("content-type") ?? "", /^text\/event-stream/);
        const lines = (await response.text()).split("\n\n").filter((line) => line !== "");
        return lines.map((line) => (line === "data: [DONE]" ? "[DONE]" : JSON.parse(line.replace(/^data: /, ""))));
    }

    function languageModel(name: string, task: string): void {
        const config = {
            config_version: 1,
            served_entities: [servedEntity(`${name}-1`)],
            traffic_config: { routes: [] },
        };
        workspace.setEndpoint(name, { task, config });
    }

    it("stream a chat as events, usage in the last chunk, and the end", async () => {
        const events = await stream("llama-chat", { messages });
        assert.equal(events.pop(), "[DONE]");
        assert.deepEqual(
            events.map((event) => [event.object, event.choices[0].delta.content, event.usage?.total_tokens]),
            [
                ["chat.completion.chunk", "emulated ", undefined],
                ["chat.completion.chunk", "content ", undefined],
                ["chat.completion.chunk", "1", undefined],
                ["chat.completion.chunk", "", 8],
            ],
        );
        assert.equal(events.at(-1).choices[0].finish_reason, "stop");
    });

    it("stream completions, agents' messages and Responses in their own protocols", async () => {
        languageModel("complete", "llm/v1/completions");
        languageModel("agent", "agent/v2/chat");
        languageModel("responses", "agent/v1/responses");
        const completion = await stream("complete", { prompt: "abc" });
        assert.deepEqual([completion[0].choices[0].text, completion.at(-2).usage.prompt_tokens], ["emulated ", 1]);
        const [first] = await stream("agent", { messages });
        assert.deepEqual(first.delta, { role: "assistant", content: "emulated ", id: "emulated-1" });
        const responses = await stream("responses", { input: messages });
        assert.deepEqual(
            responses.map(({ type }) => type),
            [
                ...Array.from({ length: 3 }, () => "response.output_text.delta"),
                ...["response.output_item.done", "response.completed", undefined],
            ],
        );
        assert.equal(responses.at(-2).response.usage.total_tokens, 8);
    });

    it("answer in one piece with the tokens that were used", async () => {
        languageModel("complete", "llm/v1/completions");
        languageModel("responses", "agent/v1/responses");
        const usage = { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 };
        assert.deepEqual((await answer("llama-chat", { messages })).usage, usage);
        assert.deepEqual((await answer("complete", { prompt: "How are you?" })).usage, usage);
        assert.deepEqual((await answer("ada-embeddings", { input: ["abcd", "efgh"] })).usage, {
            prompt_tokens: 2,
            total_tokens: 2,
        });
        assert.equal((await answer("responses", { input: messages })).usage.total_tokens, 8);
    });

    it("take their own protocol where the document only shows tables, and tables as well", async () => {
        assert.equal((await answer(AGENT, { messages })).object, "chat.completion");
        assert.equal((await answer(AGENT, { dataframe_records: [{ messages }] })).predictions.length, 1);
        assert.equal((await stream(AGENT, { messages })).at(-1), "[DONE]");
    });

    it("refuse another protocol, and streams that they do not have", async () => {
        languageModel("responses", "agent/v1/responses");
        const message = "'messages' field is not supported. Please use 'input' field instead.";
        assert.equal((await answer("responses", { messages })).message, message);
        for (const [name, body] of [
            ["ada-embeddings", { input: "a", stream: true }],
            ["wine-quality", { inputs: [{ int_col: 1 }], stream: true }],
        ] as const) {
            assert.equal((await open(name, body)).status, 400);
        }
    });

    it("send each event when the test lets it go, and not before", async () => {
        const gate = new Gate();
        workspace.planCall({ endpoint: "llama-chat", events: gate });
        const { body } = await open("llama-chat", { messages, stream: true });
        const reader = body!.getReader();
        const text = async () => Buffer.from((await reader.read()).value ?? []).toString();
        assert.match(await text(), /"emulated "/);
        await gate.holds();
        gate.release();
        assert.match(await text(), /"content "/);
        gate.open();
        let rest = "";
        for (let piece = await text(); piece !== ""; piece = await text()) rest += piece;
        assert.match(rest, /data: \[DONE\]\n\n$/);
    });

    it("fail inside of a stream, or break it off, as planned", async () => {
        workspace.planCall({ errorAfter: 1 });
        workspace.planCall({ breakAfter: 1 });
        const failed = await open("llama-chat", { messages, stream: true });
        assert.equal(failed.status, 200);
        assert.match(await failed.text(), /^data: .*\n\nevent: error\ndata: \{"error_code":"INTERNAL_ERROR".*\n\n$/);
        const broken = await open("llama-chat", { messages, stream: true });
        await assert.rejects(broken.text());
    });

    it("answer only once they have started, if they scale to zero", async () => {
        const start = new Gate();
        workspace.planCall({ endpoint: AGENT, start });
        const answered = answer(AGENT, { messages });
        await start.holds();
        assert.equal((await open("llama-chat", { messages })).status, 200);
        start.release();
        assert.equal((await answered).object, "chat.completion");
        assert.throws(() => workspace.planCall({ endpoint: "llama-chat", start }), /scales to zero/);
    });

    it("are busy as planned, with and without Retry-After", async () => {
        workspace.answerNext(throttled());
        workspace.answerNext(unavailable("7"));
        const answers = [await open("llama-chat", { messages }), await open("llama-chat", { messages })];
        assert.deepEqual(
            answers.map(({ status, headers }) => [status, headers.get("retry-after")]),
            [
                [429, null],
                [503, "7"],
            ],
        );
    });

    it("are told by another process how the next calls go", async () => {
        const control = "/_emulator/serving-endpoints/llama-chat";
        await open("", { status: 503, headers: { "retry-after": "3" } }, `${control}/answers`);
        await open("", { errorAfter: 0 }, `${control}/calls`);
        assert.equal((await open(AGENT, { messages })).status, 200);
        assert.equal((await open("llama-chat", { messages })).headers.get("retry-after"), "3");
        assert.match(await (await open("llama-chat", { messages, stream: true })).text(), /^event: error/);
        assert.equal((await open("", {}, `${control}/answers`)).status, 400);
    });

    it("answer 404 as long as nothing was deployed, and show what is being deployed", async () => {
        const pending_config = { config_version: 1, served_entities: [], traffic_config: { routes: [] } };
        workspace.setEndpoint("new", { pending_config, state: { ready: "NOT_READY", config_update: "IN_PROGRESS" } });
        assert.equal((await open("new", { inputs: [1] })).status, 404);
        const get = async (path: string) => {
            const headers = { authorization: `Bearer ${workspace.token}` };
            return (await fetch(`${workspace.url}/api/2.0/serving-endpoints${path}`, { headers })).json() as any;
        };
        const shown = await get("/new");
        assert.deepEqual([shown.config, shown.pending_config], [undefined, pending_config]);
        const listed = (await get("")).endpoints.find(({ name }: { name: string }) => name === "new");
        assert.deepEqual([listed.config, listed.pending_config], [undefined, undefined]);
    });
});
