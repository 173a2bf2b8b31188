import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import {
    canonical,
    canonicalJson,
    isBeyond,
    isSame,
    jsonBytes,
    measured,
    Measures,
    sortedKeys,
} from "../../transforms/canonical";
import { ExactNumber } from "../../json/exactNumber";
import { propertyRuns } from "./propertyRuns";

const runs = propertyRuns(1000);

// Texts with every kind of character, among them those that JSON escapes and halves of pairs.
const value = fc.jsonValue({ stringUnit: fc.constantFrom("a", '"', "\\", "\n", "\u007f", "é", "€", "😀", "\ud800") });

describe(`canonical JSON (seed ${runs.seed})`, () => {
    it("is as long as it is measured, also where parts stand at several places", () => {
        fc.assert(
            fc.property(value, (part) => {
                const whole = { one: part, two: [part, { "": part }], ten: Array(10).fill(part) };
                assert.equal(jsonBytes(whole), Buffer.byteLength(canonicalJson(whole)));
            }),
            runs,
        );
    });

    it("is beyond a length exactly where it is longer, short or long", () => {
        fc.assert(
            fc.property(value, fc.constantFrom("", "a".repeat(30_000)), (part, long) => {
                const whole = { long, one: part, two: [part, { "": part }], ten: Array(10).fill(part) };
                const bytes = Buffer.byteLength(canonicalJson(whole));
                assert.ok(!isBeyond(bytes, measured(whole)));
                assert.ok(isBeyond(bytes - 1, measured(whole)));
            }),
            runs,
        );
    });

    it("is measured in parts as it is as a whole, and a part that was sorted stays the same object", () => {
        fc.assert(
            fc.property(value, value, fc.constantFrom("", "a".repeat(30_000)), (one, other, long) => {
                const sizes = new Measures();
                const parts = [{ one, long }, { other }, { one, other }].map((part) => sizes.kept(part).value);
                const whole = sizes.of({ z: parts[0], a: [parts[1], parts[2], parts[0]] });
                assert.equal(whole.value.z, parts[0]);
                const bytes = Buffer.byteLength(canonicalJson(whole.value));
                assert.ok(whole.least <= bytes && bytes <= whole.most);
                assert.ok(!isBeyond(bytes, whole) && isBeyond(bytes - 1, whole));
            }),
            runs,
        );
    });

    it("has the keys in one order, of which JavaScript takes indexes first", () => {
        const keys = fc.uniqueArray(fc.constantFrom("10", "9", "01", "-1", "4294967294", "4294967295", "b", "B", "a"));
        fc.assert(
            fc.property(keys, (names) => {
                const object = Object.fromEntries(names.map((name) => [name, 0]));
                const other = Object.fromEntries([...names].reverse().map((name) => [name, 0]));
                assert.equal(canonicalJson(object), canonicalJson(other));
                assert.deepEqual(sortedKeys(object), Object.keys(canonical(object) as object));
            }),
            runs,
        );
    });

    it("is the same for two values where a look at them says so, and for no others", () => {
        const numbers = [2, new ExactNumber("2.0"), new ExactNumber("9007199254740993"), -0, 0];
        const { few } = fc.letrec((tie) => ({
            few: fc.oneof(
                { maxDepth: 2 },
                fc.constantFrom<unknown>(...numbers, "2", "2.0", null, true),
                fc.array(tie("few"), { maxLength: 2 }),
                fc.dictionary(fc.constantFrom("0", "1", "a", "__proto__"), tie("few"), {
                    maxKeys: 2,
                    noNullPrototype: true,
                }),
            ),
        }));
        fc.assert(
            fc.property(few, few, (one, other) => {
                assert.equal(isSame(one, other), canonicalJson(one) === canonicalJson(other));
                assert.ok(isSame(one, canonical(one)));
            }),
            runs,
        );
    });

    it("leaves what is in order already as it is", () => {
        const ordered = { a: [{ b: 1, c: { "9": 1, "10": 2, x: 3 } }], d: {} };
        assert.equal(canonical(ordered), ordered);
    });
});
