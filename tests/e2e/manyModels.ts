import assert from "node:assert/strict";
import type OpenAI from "openai";
import { AuthenticationError, NotFoundError } from "openai";

/** A deployment with the APIs that models share, as its callers have it. */
interface ManyModels {
    /** Names of the endpoints, of which the first has the alias `gpt-4o`. */
    readonly chat: string;
    readonly embeddings: string;
    /** What the emulated model answers to the messages. */
    readonly words: string;
    readonly messages: readonly { readonly role: "user"; readonly content: string }[];
    /** A client of an API, with its key unless another is given. */
    readonly openAi: (name: string, key?: string, baseURL?: string) => OpenAI;
    readonly url: (name: string) => string;
    readonly key: (name: string) => string;
    readonly get: (url: string, headers: Record<string, string>) => Promise<unknown>;
    readonly call: (
        url: string,
        headers: Record<string, string>,
        body: object,
    ) => Promise<{ readonly status: number; readonly text: string }>;
}

/** Tests of callers who name the model in what they send. */
export function manyModels({ chat, embeddings, words, openAi, url, key, get, call, ...more }: ManyModels): void {
    const messages = [...more.messages];

    it("reach every model at one URL, by name or alias, whatever the task", async () => {
        const gateway = openAi("openai");
        const { data: listed } = await gateway.models.list();
        assert.deepEqual(listed.map(({ id }) => id).sort(), [embeddings, "gpt-4o", chat]);
        assert.equal((await gateway.models.retrieve("gpt-4o")).id, "gpt-4o");
        for (const model of [chat, "gpt-4o"]) {
            const answer = await gateway.chat.completions.create({ messages, model });
            assert.equal(answer.choices[0]!.message.content, words);
        }
        const pieces: string[] = [];
        const stream = await gateway.chat.completions.create({ model: chat, messages, stream: true });
        for await (const { choices } of stream) pieces.push(choices[0]?.delta.content ?? "");
        assert.ok(pieces.length > 2, "the stream came in one piece");
        assert.equal(pieces.join(""), words);
        const isUnknown = (error: unknown) => error instanceof NotFoundError && error.code === "model_not_found";
        for (const model of ["gpt-5", embeddings]) {
            await assert.rejects(gateway.chat.completions.create({ messages, model }), isUnknown);
        }
        // API Management takes the key of one API at no other.
        await assert.rejects(openAi("openai", key(chat)).models.list(), AuthenticationError);
    });

    it("call Databricks' own paths, with the gateway as their host", async () => {
        const host = url("databricks");
        assert.equal(host, new URL(url(chat)).origin);
        for (const bearer of [key("databricks"), key("agents")]) {
            const headers = { Authorization: `Bearer ${bearer}` };
            const listed = await get(`${host}/api/2.0/serving-endpoints`, headers);
            assert.deepEqual(listed, { endpoints: [{ name: embeddings }, { name: chat }] });
            const { status } = await call(`${host}/serving-endpoints/${chat}/invocations`, headers, { messages });
            assert.equal(status, 200);
        }
        const answer = await openAi("agents", undefined, `${host}/serving-endpoints`).chat.completions.create({
            model: chat,
            messages,
        });
        assert.equal(answer.choices[0]!.message.content, words);
        const gone = await call(`${host}/serving-endpoints/gone/invocations`, { "api-key": key("agents") }, {});
        assert.equal(gone.status, 404);
        assert.equal(JSON.parse(gone.text).error_code, "RESOURCE_DOES_NOT_EXIST");
    });
}
