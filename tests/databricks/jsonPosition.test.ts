import assert from "node:assert/strict";
import { jsonErrorPosition } from "../../databricks/jsonPosition";

describe("jsonErrorPosition", () => {
    const cases: [string, number, number][] = [
        ["", 1, 1],
        ["{", 1, 2],
        ['{"a": 1,}', 1, 9],
        ['{"a" 1}', 1, 6],
        ["[1 2]", 1, 4],
        ["[1,]", 1, 4],
        ["[}", 1, 2],
        ['{"a": [1, {"b": tru}]}', 1, 17],
        ["{a: 1}", 1, 2],
        ["{1: 1}", 1, 2],
        ['{"a": 1} x', 1, 10],
        ["{}\n\n{}", 3, 1],
        ['{"a": 1},', 1, 9],
        ['{\r\n  "a": "\\x"\r\n}', 2, 8],
        ['["tab\there"]', 1, 2],
        ["[01]", 1, 3],
        ["[1.]", 1, 3],
        ["[-]", 1, 2],
    ];
    for (const [text, line, column] of cases) {
        it(`finds the place in ${JSON.stringify(text)}`, () => {
            assert.throws(() => JSON.parse(text));
            assert.deepEqual(jsonErrorPosition(text), { line, column });
        });
    }

    it("finds the place behind everything that JSON allows", () => {
        const text = '{"a": [], "b": {}, "c": [-1.5e+3, 0, true, false, null, "\\u00e9\\n\\"{["], "d": {"e": [[{}]]}} ';
        JSON.parse(text);
        assert.deepEqual(jsonErrorPosition(`${text}!`), { line: 1, column: text.length + 1 });
    });

    it("copes with a document of 4 MB in one string or in one nest", () => {
        const size = 4 * 1024 * 1024;
        assert.equal(jsonErrorPosition(`["${"x".repeat(size)}" oops`).column, size + 5);
        assert.equal(jsonErrorPosition(`["${"\\n".repeat(size / 2)}" oops`).column, size + 5);
        assert.equal(jsonErrorPosition("[".repeat(size)).column, size + 1);
    });
});
