import * as assert from "node:assert/strict";
import { sanitize } from "../../../transforms/convert/pipeline";
import { documentOf, schemaOf } from "../document";

type Branch = { properties: { [form: string]: unknown } };

const split = (title: string): Branch => ({ properties: { dataframe_split: { type: "object", title } } });
const records: Branch = { properties: { dataframe_records: { type: "array", items: { type: "object" } } } };

/** The loop of the notebooks. As in Python, what is taken out moves the next branch to where the loop has been. */
function withoutSplitsAsNotebooksDo(branches: Branch[]): Branch[] {
    const left = [...branches];
    for (const [index, branch] of left.entries()) {
        if ("dataframe_split" in branch.properties) left.splice(index, 1);
    }
    return left;
}

describe("inputs: records", () => {
    it("leaves no dataframe_split of two that stand next to each other, where the notebooks' loop leaves one", () => {
        const branches = [split("one model"), split("the other model"), records];
        assert.deepEqual(withoutSplitsAsNotebooksDo(branches), [split("the other model"), records]);

        const ours = sanitize(documentOf({ oneOf: branches }), { inputs: "records" });
        assert.deepEqual(schemaOf(ours), records);
        assert.equal(ours.report.filter(({ construct }) => construct === "dataframe_split").length, 2);
    });

    it("does as the loop where no two stand next to each other", () => {
        const branches = [split("one model"), records];
        assert.deepEqual(withoutSplitsAsNotebooksDo(branches), [records]);
        assert.deepEqual(schemaOf(sanitize(documentOf({ oneOf: branches }), { inputs: "records" })), records);
    });
});
