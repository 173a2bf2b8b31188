import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { copied, copyToFill, JsonObject, setKey, withKeys, without } from "../../transforms/jsonObject";
import { propertyRuns } from "./propertyRuns";

const runs = propertyRuns(1000);

const key = fc.constantFrom("a", "b", "c", "d", "e", "10", "9", "__proto__", "toString");
/** An object with keys in any order. */
const object = fc.uniqueArray(fc.tuple(key, fc.integer()), { selector: ([name]) => name }).map((members) => {
    const result: JsonObject = {};
    for (const [name, value] of members) setKey(result, name, value);
    return result;
});
const more = fc
    .uniqueArray(fc.tuple(fc.constantFrom("a", "b", "c", "d"), fc.option(fc.integer(), { nil: undefined })), {
        selector: ([name]) => name,
    })
    .map((members) => Object.fromEntries(members));

const sortedObject = (value: object) =>
    Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));

describe(`copies of JSON objects (seed ${runs.seed})`, () => {
    it("have more keys, other values and no key whose new value is undefined, in whatever order the keys are", () => {
        fc.assert(
            fc.property(object, more, (given, added) => {
                const before = Object.entries(given);
                const result = withKeys(given, added);
                const wanted = new Map(
                    [...before, ...Object.entries(added)].filter(([, value]) => value !== undefined),
                );
                for (const name in added) if (added[name] === undefined) wanted.delete(name);
                assert.deepEqual(new Map(Object.entries(result)), wanted);
                assert.deepEqual(Object.entries(given), before);
            }),
            runs,
        );
    });

    it("are in order where the keys are", () => {
        fc.assert(
            fc.property(object, more, (given, added) => {
                const result = withKeys(sortedObject(given), added);
                assert.deepEqual(Object.keys(result), Object.keys(sortedObject(result)));
            }),
            runs,
        );
    });

    it("leave out one key, or none", () => {
        fc.assert(
            fc.property(object, key, (given, name) => {
                assert.deepEqual(Object.entries(copied(given)), Object.entries(given));
                assert.deepEqual(
                    Object.entries(without(given, name)),
                    Object.entries(given).filter(([own]) => own !== name),
                );
            }),
            runs,
        );
    });

    for (const count of [3, 16, 17, 100, 101, 300]) {
        const names = Array.from({ length: count }, (_, index) => `k${String(index).padStart(3, "0")}`);
        it(`have ${count} keys in the order that is wanted, whatever order they are read in`, () => {
            for (const read of [names, [...names].reverse()]) {
                const given = JSON.parse(
                    JSON.stringify(Object.fromEntries(read.map((name) => [name, 0]))),
                ) as JsonObject;
                const result = copyToFill(given, names);
                for (const name of names) result[name] = 1;
                assert.deepEqual(Object.keys(result), names);
                assert.deepEqual(Object.values(given), Array(count).fill(0));
            }
        });
    }
});
