import assert from "node:assert/strict";
import { publication } from "../../../transforms/publication/publication";
import { toolIn } from "../../../transforms/publication/tool";
import { documentOf } from "../document";

const tasks = ["llm/v1/chat", "llm/v1/completions", "llm/v1/embeddings", "agent/v1/responses", ""];

describe("the tool in a published document", () => {
    for (const task of tasks) {
        it(`is the operation whose name stays, with words to choose it by: ${task || "no task"}`, () => {
            const served = documentOf({ type: "object", properties: { a: { type: "integer" } } });
            const { document } = publication(served, { name: "ep", task, description: "Tells who may leave" });
            const tool = toolIn(document);
            assert.ok(typeof tool !== "string", String(tool));
            assert.equal(tool.operationId, "invoke");
            assert.match(tool.words, /^Tells who may leave\. .*[.]$/);
            assert.match((toolIn(document, "Rates wine.") as { words: string }).words, /^Rates wine\. /);
        });
    }

    it("is not there without the path that stays", () => {
        const { document } = publication(documentOf({}), { name: "ep" });
        assert.match(String(toolIn({ ...document, paths: {} })), /its document has no \/invocations\. Set routes/);
    });

    it("is not there where the body is no object: clients would refuse every other tool with it", () => {
        const { document } = publication(documentOf({ type: "array", items: {} }), { name: "ep" });
        assert.match(String(toolIn(document)), /not described as an object/);
    });
});
