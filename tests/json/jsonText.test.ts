import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { ExactNumber } from "../../json/exactNumber";
import { jsonText, parseJson } from "../../json/jsonText";
import { propertyRuns } from "../transforms/propertyRuns";

const runs = propertyRuns(500);

/** JSON as text: a parser that is asked for the text of a number must not be told it by another one. */
const json: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
        { depthSize: "small" },
        fc.constantFrom("0", "-0", "2.0", "1.50", "1e2", "1E+2", "-9223372036854775808", "18446744073709551616", "0.5"),
        fc.integer().map(String),
        fc.string({ unit: fc.constantFrom("1", ".", "0", '"', "\\", ":", "é") }).map((text) => JSON.stringify(text)),
        fc.constantFrom("true", "null", "[]", "{}"),
        fc.array(tie("value"), { maxLength: 3 }).map((items) => `[${items.join(",")}]`),
        fc
            .uniqueArray(fc.tuple(fc.constantFrom("a", "1.0", "\\", "__proto__"), tie("value")), {
                maxLength: 3,
                selector: ([key]) => key,
            })
            .map((members) => `{${members.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(",")}}`),
    ),
})).value;

describe(`JSON whose numbers keep their digits (seed ${runs.seed})`, () => {
    it("is written as it was read, and read as JSON.parse does otherwise", () => {
        fc.assert(
            fc.property(json, (text) => {
                const value = parseJson(text);
                assert.equal(jsonText(value), text);
                assert.equal(JSON.stringify(value), JSON.stringify(JSON.parse(text)));
            }),
            runs,
        );
    });

    it("has a double for each number that a double says", () => {
        assert.deepEqual(parseJson("[1, -0.5, 1e21, 9007199254740992]"), [1, -0.5, new ExactNumber("1e21"), 2 ** 53]);
        assert.deepEqual(parseJson("9007199254740993"), new ExactNumber("9007199254740993"));
    });

    it("takes the last of two members of one name, and refuses what is no JSON, as JSON.parse does", () => {
        assert.equal(jsonText(parseJson('{"a":1.0,"a":2.0}')), '{"a":2.0}');
        for (const text of ["", "01", "1.", '"', "[1.0", "{1.0:2}"]) assert.throws(() => parseJson(text), SyntaxError);
    });

    it("is read at any depth that JSON.parse reads", () => {
        const depth = 100_000;
        let value = parseJson(`${"[".repeat(depth)}1.0${"]".repeat(depth)}`);
        while (Array.isArray(value)) [value] = value;
        assert.equal(String(value), "1.0");
    });

    for (const [text, whole] of [
        ["2.0", 2n],
        ["1e3", 1000n],
        ["-120.0e-1", -12n],
        ["0.0e99999999999", 0n],
        ["9223372036854775807", 2n ** 63n - 1n],
        ["2.5", undefined],
        ["1e-2", undefined],
    ] as const) {
        it(`takes ${text} for ${whole === undefined ? "no whole number" : `the whole number ${whole}`}`, () => {
            assert.equal(new ExactNumber(text).whole, whole);
        });
    }
});
