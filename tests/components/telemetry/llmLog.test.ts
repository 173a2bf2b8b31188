import assert from "node:assert/strict";
import { isTableModel } from "../../../components/api/tasks";
import { churn, declare, ofType, one } from "../declare";

const auditLog = { sampling: 10, prompts: true, answers: true, maxBytes: 4096 };
const chat = { ...churn, name: "chat-a", path: "chat", auditLog };

describe("the audit log", () => {
    it("is kept of the endpoints that ask for it, and of no mocked one", async () => {
        const endpoints = [chat, { ...churn, mock: false }, { ...chat, name: "chat-mock", path: "mock", mock: true }];
        const { declared } = await declare({ endpoints });
        const { name, inputs } = one(declared, "LlmLog");
        assert.equal(name, "chat-a-llm-log");
        const { sampling, prompts, answers, maxBytes, apiId } = inputs;
        assert.deepEqual({ sampling, prompts, answers, maxBytes }, auditLog);
        assert.equal(apiId, "/id/of/chat-a-api");
    });

    it("has what callers send to an endpoint through an API of several models", async () => {
        const more = { ...chat, name: "chat-b", path: "b", auditLog: { ...auditLog, sampling: 50, answers: false } };
        const { declared } = await declare({ endpoints: [chat, more], databricksPaths: true });
        const shared = ofType(declared, "LlmLog").find(({ name }) => !name.startsWith("chat-"))!;
        assert.deepEqual([shared.inputs.sampling, shared.inputs.answers], [50, true]);
    });

    it("is not declared unless somebody asks for it", async () => {
        assert.deepEqual(ofType((await declare({})).declared, "LlmLog"), []);
    });

    it("takes a model for one of tables only where its own document says so, and its task nothing else", () => {
        const document = '{"properties":{"dataframe_records":{}}}';
        assert.equal(isTableModel(["", "endpoint", document]), true);
        assert.equal(isTableModel(["", "file", document.replace("records", "split")]), true);
        assert.equal(isTableModel(["", "fallback", document]), undefined);
        assert.equal(isTableModel(["llm/v1/chat", "endpoint", document]), undefined);
        assert.equal(isTableModel(["", "endpoint", '{"properties":{"messages":{}}}']), undefined);
    });
});
