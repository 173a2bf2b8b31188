import assert from "node:assert/strict";
import { EmulatedWorkspace, startWorkspace } from "../../../emulator/workspace/server";

const AGENT = "agents_main-dbdemos_rag_chatbot-dbdemos_rag_demo";
const MESSAGES = [{ role: "user", content: "hi" }];

describe("calling a model of the emulated workspace", () => {
    let workspace: EmulatedWorkspace;
    before(async () => {
        workspace = await startWorkspace();
    });
    after(() => workspace.close());

    async function invoke(
        path: string,
        body: unknown,
        init: RequestInit = {},
    ): Promise<{ response: Response; body: any }> {
        const response = await fetch(`${workspace.url}/serving-endpoints/${path}/invocations`, {
            method: "POST",
            body: typeof body === "string" ? body : JSON.stringify(body),
            ...init,
            headers: {
                authorization: `Bearer ${workspace.token}`,
                "content-type": "application/json",
                ...init.headers,
            },
        });
        return { response, body: await response.json() };
    }

    it("answers in the shape of the document, one prediction a row, and names the model", async () => {
        const rows = [{ messages: MESSAGES }, { messages: MESSAGES }];
        const { response, body } = await invoke(AGENT, { dataframe_records: rows });
        assert.equal(response.status, 200);
        assert.equal(response.headers.get("served-model-name"), "main-dbdemos_rag_chatbot-dbdemos_rag_demo_1");
        assert.equal(body.predictions.length, 2);
        assert.equal(typeof body.predictions[0], "string");
        assert.deepEqual((await invoke(AGENT, { dataframe_records: rows })).body, body);
    });

    it("answers for one served model on its own path", async () => {
        const split = {
            columns: ["request_id", "source", "text_assessments", "retrieval_assessments"],
            data: [["1", "2", "3", "4"]],
        };
        const { response, body } = await invoke(`${AGENT}/served-models/feedback`, { dataframe_split: split });
        assert.equal(response.headers.get("served-model-name"), "feedback");
        assert.equal(typeof body.predictions[0].result, "string");
    });

    it("takes all four of MLflow's input fields, though a document lists two", async () => {
        for (const input of [
            { dataframe_records: [{ int_col: 1, becx_col: [1, "any"] }] },
            { dataframe_split: { columns: ["float_col", "int_col"], data: [[1, 2]] } },
            { dataframe_split: { columns: ["int_col"], data: [[1]] }, params: { sentiment: 0.1 } },
            { inputs: { int_col: [1] } },
            { instances: [{ int_col: 1 }] },
        ]) {
            const { response, body } = await invoke("wine-quality", input);
            assert.equal(response.status, 200, JSON.stringify(body));
            assert.deepEqual(body, { predictions: [0.5] });
        }
    });

    const refused: [string, string, unknown, RegExp][] = [
        ["no input field", "wine-quality", { rows: [] }, /exactly one of the input fields .* fields: \[\]\. IMPORTANT/],
        ["a list", "wine-quality", [1], /Received a list\.$/],
        ["no JSON", "wine-quality", "{", /^Invalid input\. Ensure that input is a valid JSON formatted string\./],
        ["nothing", "wine-quality", "", /^Invalid input\. Ensure/],
        [
            "fields of another kind of model",
            "llama-chat",
            { inputs: ["hi"] },
            /^Bad request: json: unknown field "inputs"$/,
        ],
        ["a wrong type for chat", "llama-chat", { messages: "hi" }, /\/messages must be array$/],
    ];
    for (const [what, endpoint, input, message] of refused) {
        it(`refuses ${what} with Databricks' body`, async () => {
            const { response, body } = await invoke(endpoint, input);
            assert.equal(response.status, 400);
            assert.equal(body.error_code, "BAD_REQUEST");
            assert.match(body.message, message);
        });
    }

    it("chats, also with roles and fields that the document leaves out", async () => {
        const messages = [{ role: "system", content: "be short" }, ...MESSAGES];
        const { response, body } = await invoke("llama-chat", { messages, stop: null, n: null, tools: [] });
        assert.equal(response.status, 200, JSON.stringify(body));
        assert.equal(body.object, "chat.completion");
        assert.deepEqual(Object.keys(body.choices[0]), ["index", "message", "finish_reason"]);
        assert.equal(body.choices[0].message.role, "assistant");
    });

    it("embeds a text or several", async () => {
        const one = await invoke("ada-embeddings", { input: "a" });
        const two = await invoke("ada-embeddings", { input: ["a", "b"] });
        assert.deepEqual([one.body.data.length, two.body.data.length], [1, 2]);
        assert.deepEqual(Object.keys(two.body.data[1]), ["index", "object", "embedding"]);
    });

    it("answers 404 for an endpoint or a model that is not there", async () => {
        for (const path of ["churn", "wine-quality/served-models/wine_quality-2"]) {
            const { response, body } = await invoke(path, { inputs: [1] });
            assert.equal(response.status, 404);
            assert.equal(body.error_code, "ENDPOINT_NOT_FOUND");
            assert.match(body.message, /^The given endpoint does not exist, please retry after checking/);
        }
    });

    it("takes POST only, and says 501 for tables that are no JSON", async () => {
        const headers = { "content-type": "text/csv" };
        assert.equal((await invoke("wine-quality", "1,2", { headers })).response.status, 501);
        assert.equal((await invoke("wine-quality", undefined, { method: "GET" })).response.status, 405);
        const plain = { "content-type": "text/plain" };
        assert.equal((await invoke("llama-chat", "1,2", { headers: plain })).response.status, 415);
    });

    it("answers 400 while the endpoint is stopped", async () => {
        workspace.setEndpoint("stopped", { state: { ready: "NOT_READY", config_update: "NOT_UPDATING" } });
        assert.equal((await invoke("stopped", { inputs: [1] })).response.status, 400);
    });

    it("sends traffic to the model with most of it", async () => {
        const routes = [{ served_model_name: "feedback", served_entity_name: "feedback", traffic_percentage: 100 }];
        workspace.setEndpoint(AGENT, {
            config: { config_version: 2, served_entities: [], traffic_config: { routes } },
        });
        const row = { request_id: "1", source: "2", text_assessments: "3", retrieval_assessments: "4" };
        const { response } = await invoke(AGENT, { inputs: [row] });
        assert.equal(response.headers.get("served-model-name"), "feedback");
    });
});
