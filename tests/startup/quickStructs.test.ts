import { CheckResponse } from "@pulumi/pulumi/proto/provider_pb";
import assert from "node:assert/strict";
import fc from "fast-check";
import { Struct, Value } from "google-protobuf/google/protobuf/struct_pb";
import { quickStructs } from "../../startup/quickStructs";

type Values = Parameters<typeof Struct.fromJavaScript>[0];

const members: readonly (readonly [owner: object, name: string])[] = [
    [Struct, "fromJavaScript"],
    [Struct, "deserializeBinaryFromReader"],
    [Struct, "serializeBinaryToWriter"],
    [Struct.prototype, "toJavaScript"],
    [Struct.prototype, "getFieldsMap"],
];

/** A message with a struct, as the engine gets it. */
function written(values: Values): Uint8Array {
    const message = new CheckResponse();
    message.setInputs(Struct.fromJavaScript(values));
    return message.serializeBinary();
}

function structOf(bytes: Uint8Array): Struct {
    return CheckResponse.deserializeBinary(bytes).getInputs()!;
}

/** As text, since the order of members counts. */
function textOf(bytes: Uint8Array): string {
    return JSON.stringify(structOf(bytes).toJavaScript());
}

function failureOf(call: () => unknown): unknown {
    try {
        return call();
    } catch (error) {
        return (error as Error).message;
    }
}

describe("quick structs", () => {
    const published = members.map(([owner, name]) => Object.getOwnPropertyDescriptor(owner, name)!);
    const asPublished = () =>
        members.forEach(([owner, name], index) => Object.defineProperty(owner, name, published[index]!));
    afterEach(asPublished);

    /** What google-protobuf reads of what each of the two writes, and what each reads of google-protobuf's. */
    function assertSame(values: Values): void {
        const bytes = written(values);
        const text = textOf(bytes);
        quickStructs();
        const quick = written(values);
        assert.equal(textOf(bytes), text);
        assert.equal(textOf(quick), text);
        assert.equal(quick.length, bytes.length);
        asPublished();
        assert.equal(textOf(quick), text);
    }

    it("are what google-protobuf makes of any values, both ways", () => {
        const anything = fc.jsonValue({ maxDepth: 4, stringUnit: "binary" });
        fc.assert(
            fc.property(fc.dictionary(fc.string({ unit: "binary" }), anything), (values) =>
                assertSame(values as Values),
            ),
            { numRuns: 300 },
        );
    });

    const cases: Readonly<Record<string, Values>> = {
        "numbers of every size": { all: [0, -0, 1, -1.5, 2 ** 53, 1e308, 5e-324, Infinity, -Infinity] },
        "texts and names of every length": Object.fromEntries(
            [0, 1, 127, 128, 16383, 16384, 70_000, 2_100_000].map((length) => [`${length}`, "é".repeat(length)]),
        ),
        "a long text before a short one": { a: "é".repeat(100_000), b: "short" },
        "names in an order of their own": { b: 1, a: { "10": 1, "9": 2, é: 3, Z: 4 }, "": null },
        "members that objects inherit": Object.create({ inherited: true }) as Values,
        "names that objects have": JSON.parse('{"__proto__": {"a": 1}, "constructor": 1, "toString": "x"}'),
        "the first half of a pair of code units": { text: "a\ud800b", pair: "\ud83d\ude00" },
        "a mark of byte order": { text: "\ufeffx" },
    };
    for (const [what, values] of Object.entries(cases)) it(`are the same for ${what}`, () => assertSame(values));

    for (const value of [undefined, () => 1, Symbol("s"), 1n])
        it(`refuse ${String(value)} as google-protobuf does`, () => {
            const make = () => Struct.fromJavaScript({ list: [{ value }] } as unknown as Values);
            const failure = failureOf(make);
            quickStructs();
            assert.equal(failureOf(make), failure);
            assert.equal(failure, "Unexpected struct type.");
            // A refusal leaves nothing behind.
            assert.equal(textOf(written({ a: "b" })), '{"a":"b"}');
        });

    it("keep the values of their time, whatever becomes of the object", () => {
        quickStructs();
        const values = { list: [1] };
        const struct = Struct.fromJavaScript(values);
        values.list.push(2);
        Struct.fromJavaScript({ other: [3] });
        assert.deepEqual(struct.toJavaScript(), { list: [1] });
    });

    it("have no member that would be an object's prototype, as google-protobuf has none", () => {
        const bytes = Buffer.from(Struct.fromJavaScript({ __proty__: { a: 1 } }).serializeBinary());
        const own = Uint8Array.from(Buffer.from(bytes.toString("latin1").replace("__proty__", "__proto__"), "latin1"));
        assert.deepEqual(Struct.deserializeBinary(own).toJavaScript(), {});
        quickStructs();
        const read = Struct.deserializeBinary(own).toJavaScript();
        assert.equal(Object.getPrototypeOf(read), Object.prototype);
        assert.deepEqual(read, {});
    });

    it("show their fields to whoever looks at them, and take changes of these", () => {
        quickStructs();
        const struct = structOf(written({ a: { b: "c" }, d: [1, { e: 2 }] }));
        assert.equal(struct.getFieldsMap().get("a")?.getStructValue()?.getFieldsMap().get("b")?.getStringValue(), "c");
        struct.getFieldsMap().set("f", Value.fromJavaScript({ g: [{}] }));
        const message = new CheckResponse();
        message.setInputs(struct);
        assert.deepEqual(structOf(message.serializeBinary()).toJavaScript(), {
            a: { b: "c" },
            d: [1, { e: 2 }],
            f: { g: [{}] },
        });
    });

    it("refuse bytes that are cut off", () => {
        const bytes = Struct.fromJavaScript({ a: "text", b: [1] }).serializeBinary();
        quickStructs();
        const cut = bytes.slice(0, -1);
        assert.throws(() => Struct.deserializeBinary(cut).toJavaScript());
    });
});
