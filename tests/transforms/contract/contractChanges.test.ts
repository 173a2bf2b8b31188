import assert from "node:assert/strict";
import * as fc from "fast-check";
import { ExactNumber } from "../../../json/exactNumber";
import { jsonText, parseJson } from "../../../json/jsonText";
import { contractChanges } from "../../../transforms/contract/contractChanges";
import { sanitize } from "../../../transforms/convert/pipeline";
import { holds } from "../../../transforms/jsonObject";
import { errorResponses, errorSchema } from "../../../transforms/publication/errorResponses";
import { instance, schemas } from "../arbitraries";
import { documentOf, schemaOf } from "../document";
import { propertyRuns } from "../propertyRuns";
import { validator30 } from "../validators";

type Json = { [key: string]: any };

/** A document of one call, which takes and answers what a test says. */
function contract({ request, answer, operation, components }: Json): Json {
    const content = (schema: unknown) => ({ content: { "application/json": { schema } } });
    return {
        openapi: "3.0.3",
        info: { title: "churn", version: "1" },
        paths: {
            "/invocations": {
                post: {
                    operationId: "invoke",
                    ...(request && { requestBody: content(request) }),
                    responses: { 200: { description: "ok", ...(answer && content(answer)) } },
                    ...operation,
                },
            },
        },
        ...(components && { components: { schemas: components } }),
    };
}

/** One line a change: what it is, and the detail after the operation's name. */
function said(before: Json, after: Json): string[] {
    return contractChanges(contract(before), contract(after)).map(
        ({ breaking, detail }) =>
            `${breaking ? "breaking" : "compatible"}: ${detail.replace("POST /invocations, ", "")}`,
    );
}

const record = (properties: Json, more: Json = {}) => ({ type: "object", properties, ...more });
const text = { type: "string" };
const whole = { type: "integer" };
const readOnly = { ...text, readOnly: true };
const writeOnly = { ...text, writeOnly: true };

describe("contractChanges", () => {
    const cases: { what: string; before: Json; after: Json; says: string[] }[] = [
        {
            what: "takes an added optional field as compatible",
            before: { request: record({ a: text }) },
            after: { request: record({ a: text, b: whole }) },
            says: ["compatible: request b: is new"],
        },
        {
            what: "takes a new required field as breaking",
            before: { request: record({ a: text }) },
            after: { request: record({ a: text, b: whole }, { required: ["b"] }) },
            says: ["breaking: request b: is required now"],
        },
        {
            what: "takes a type of a field as breaking that everybody had to send",
            before: { request: { type: "object", required: ["a"] } },
            after: { request: record({ a: text }, { required: ["a"] }) },
            says: ["breaking: request a: is string, was any value"],
        },
        {
            what: "takes a field that is no longer required as compatible in a request, and as breaking in an answer",
            before: {
                request: record({ a: text }, { required: ["a"] }),
                answer: record({ a: text }, { required: ["a"] }),
            },
            after: { request: record({ a: text }), answer: record({ a: text }) },
            says: ["breaking: answer 200 a: is no longer required", "compatible: request a: is no longer required"],
        },
        {
            what: "takes a property that an answer no longer has as breaking",
            before: { answer: record({ a: text, b: record({ c: {} }) }) },
            after: { answer: record({ a: text, b: record({}) }) },
            says: ["breaking: answer 200 b.c: is no longer described"],
        },
        {
            what: "takes a property that an answer has from now on as compatible",
            before: { answer: record({ a: text }) },
            after: { answer: record({ a: text, b: text }) },
            says: ["compatible: answer 200 b: is new"],
        },
        {
            what: "may break where a request is no longer said to take a property",
            before: { request: record({ a: text, b: text }) },
            after: { request: record({ a: text }) },
            says: ["breaking: request b: is no longer described (may break: this cannot be decided)"],
        },
        {
            what: "takes a property that may be no more as breaking",
            before: { request: record({ a: text, b: text }, { additionalProperties: false }) },
            after: { request: record({ a: text }, { additionalProperties: false }) },
            says: ["breaking: request b: may no longer be there"],
        },
        {
            what: "takes a property that is only read from now on as breaking in a request, be it required or not",
            before: {
                request: record({ a: text, b: text }, { required: ["a"] }),
                answer: record({ a: text, b: text }, { required: ["a"] }),
            },
            after: {
                request: record({ a: readOnly, b: readOnly }, { required: ["a"] }),
                answer: record({ a: readOnly, b: readOnly }, { required: ["a"] }),
            },
            says: ["breaking: request a: may no longer be sent", "breaking: request b: may no longer be sent"],
        },
        {
            what: "takes a property that is no longer only read as compatible, unless a request needs it then",
            before: { request: record({ a: readOnly, b: readOnly }, { required: ["a"] }), answer: readOnly },
            after: { request: record({ a: text, b: text }, { required: ["a"] }), answer: text },
            says: ["breaking: request a: is required now", "compatible: request b: may be sent now"],
        },
        {
            what: "asks no request for what is only read, and no answer for what is only written",
            before: { request: record({ a: readOnly }), answer: record({ b: writeOnly }, { required: ["b"] }) },
            after: {
                request: record({ a: readOnly, c: readOnly }, { required: ["a", "c"], additionalProperties: false }),
                answer: record({ b: writeOnly }),
            },
            says: ["breaking: request: may have no other properties now"],
        },
        {
            what: "takes a property that is only written from now on as breaking in an answer",
            before: { request: record({ a: text }), answer: record({ a: text }, { required: ["a"] }) },
            after: { request: record({ a: writeOnly }), answer: record({ a: writeOnly }, { required: ["a"] }) },
            says: ["breaking: answer 200 a: is no longer sent"],
        },
        {
            what: "takes a property that is no longer only written as compatible in an answer",
            before: { answer: record({ a: writeOnly }, { additionalProperties: false }) },
            after: { answer: record({ a: { ...text, writeOnly: false } }, { additionalProperties: false }) },
            says: ["compatible: answer 200 a: may be sent now"],
        },
        {
            what: "sees what is only read behind references, and in a part",
            before: {
                request: record({ a: { $ref: "#/components/schemas/Id" }, b: text, c: text }),
                components: { Id: text },
            },
            after: {
                request: record({
                    a: { $ref: "#/components/schemas/Id" },
                    b: { allOf: [{ $ref: "#/components/schemas/Id" }], nullable: false },
                    c: { allOf: [text], readOnly: true },
                }),
                components: { Id: readOnly },
            },
            says: [
                "breaking: request a: may no longer be sent",
                "breaking: request b: may no longer be sent",
                "breaking: request c: may no longer be sent",
            ],
        },
        {
            what: "expects nobody to have sent what was not described",
            before: { request: record({ a: text }), answer: record({ a: text }) },
            after: { request: record({ a: text, b: readOnly }), answer: record({ a: text, b: writeOnly }) },
            says: [],
        },
        {
            what: "takes other properties that may be no more as breaking",
            before: { request: record({ a: text }) },
            after: { request: record({ a: text }, { additionalProperties: false }) },
            says: ["breaking: request: may have no other properties now"],
        },
        {
            what: "takes other properties of another type as breaking",
            before: { request: { type: "object", additionalProperties: { type: "number" } } },
            after: { request: { type: "object", additionalProperties: whole } },
            says: ["breaking: request *: is integer, was number"],
        },
        {
            what: "takes a wider type as compatible in a request, and as breaking in an answer",
            before: { request: whole, answer: { type: "array", items: whole } },
            after: { request: { type: "number" }, answer: { type: "array", items: { type: "number" } } },
            says: ["breaking: answer 200 []: is number, was integer", "compatible: request: is number, was integer"],
        },
        {
            what: "takes another type as breaking, once",
            before: { request: record({ a: text }) },
            after: { request: record({ a: whole }) },
            says: ["breaking: request a: is integer, was string"],
        },
        {
            what: "takes null that is no longer taken, or answered from now on, as breaking",
            before: { request: { type: "string", nullable: true }, answer: text },
            after: { request: text, answer: { type: "string", nullable: true } },
            says: [
                "breaking: request: is string, was string or null",
                "breaking: answer 200: is string or null, was string",
            ],
        },
        {
            what: "names the values that are no longer taken",
            before: { request: record({ role: { type: "string", enum: ["user", "system", "tool"] } }) },
            after: { request: record({ role: { type: "string", enum: ["assistant", "user"] } }) },
            says: ['breaking: request role: no longer has the value "system", "tool"'],
        },
        {
            what: "takes values that are answered from now on as breaking",
            before: { answer: { type: "string", enum: ["a"] } },
            after: { answer: { type: "string", enum: ["a", "b"] } },
            says: ['breaking: answer 200: may now have the value "b"'],
        },
        {
            what: "takes values of free text as narrower",
            before: { request: text, answer: text },
            after: { request: { type: "string", enum: ["a"] }, answer: { type: "string", enum: ["a"] } },
            says: ['breaking: request: is one of "a" now', 'compatible: answer 200: is one of "a" now'],
        },
        {
            what: "compares bounds of numbers, texts, lists and objects",
            before: { request: record({ n: { type: "number", minimum: 0 }, s: { type: "string", maxLength: 9 } }) },
            after: {
                request: record({
                    n: { type: "number", minimum: 0, exclusiveMinimum: true },
                    s: { type: "string", maxLength: 12 },
                }),
            },
            says: [
                "breaking: request n: exclusiveMinimum is 0, was none",
                "compatible: request s: maxLength is 12, was 9",
            ],
        },
        {
            what: "compares formats, of which numbers' hold each other",
            before: {
                request: record({
                    a: { type: "integer", format: "int32" },
                    b: text,
                    c: { type: "string", format: "date" },
                }),
            },
            after: {
                request: record({
                    a: { type: "integer", format: "int64" },
                    b: { type: "string", format: "date" },
                    c: text,
                }),
            },
            says: [
                "breaking: request b: format is date, was none",
                "compatible: request a: format is int64, was int32",
                "compatible: request c: format is none, was date",
            ],
        },
        {
            what: "takes a dropped branch of a request's anyOf as breaking",
            before: { request: { anyOf: [record({ split: text }), record({ records: text })] } },
            after: { request: { anyOf: [record({ records: text })] } },
            says: ["breaking: request: is no longer object with split"],
        },
        {
            what: "takes one more branch as compatible in a request, in any order",
            before: { request: { anyOf: [text, whole] } },
            after: { request: { anyOf: [{ type: "boolean" }, whole, text] } },
            says: ["compatible: request: may be boolean now"],
        },
        {
            what: "takes one more branch of an answer as breaking",
            before: { answer: { oneOf: [text, whole] } },
            after: { answer: { oneOf: [text, whole, { type: "boolean" }] } },
            says: ["breaking: answer 200: may be boolean now"],
        },
        {
            what: "finds what changed within a branch",
            before: { request: { anyOf: [record({ split: text }), record({ records: text })] } },
            after: { request: { anyOf: [record({ split: text }), record({ records: whole })] } },
            says: ["breaking: request records: is integer, was string"],
        },
        {
            what: "sees through a type that became one of several alternatives",
            before: { request: record({ stop: text }) },
            after: { request: record({ stop: { oneOf: [text, { type: "array", items: text }] } }) },
            says: ["compatible: request stop: may be array now"],
        },
        {
            what: "cannot decide about alternatives that overlap",
            before: { request: { oneOf: [record({ a: text }), record({ b: text })] } },
            after: { request: { oneOf: [record({ a: text }), record({ b: text }), record({ c: text })] } },
            says: ["breaking: request: oneOf differs, which cannot be compared (may break: this cannot be decided)"],
        },
        {
            what: "takes the parts of allOf together",
            before: { request: record({ a: text, b: whole }, { required: ["a", "b"] }) },
            after: {
                request: {
                    allOf: [record({ a: text }, { required: ["a"] }), record({ b: whole }, { required: ["b"] })],
                },
            },
            says: [],
        },
        {
            what: "cannot decide about what must not be",
            before: { request: text },
            after: { request: { type: "string", not: { maxLength: 3 } } },
            says: ["breaking: request: not differs, which cannot be compared (may break: this cannot be decided)"],
        },
        {
            what: "takes no word of the catalogue for a contract",
            before: {
                request: { ...record({ description: text }), description: "old", title: "t", example: 1, default: 2 },
            },
            after: { request: { ...record({ description: text }), description: "new", deprecated: true } },
            says: [],
        },
        {
            what: "follows references, also of schemas that refer to themselves",
            before: {
                request: { $ref: "#/components/schemas/Tree" },
                components: {
                    Tree: record({
                        name: text,
                        children: { type: "array", items: { $ref: "#/components/schemas/Tree" } },
                    }),
                },
            },
            after: {
                request: { $ref: "#/components/schemas/Node" },
                components: {
                    Node: record({
                        name: whole,
                        children: { type: "array", items: { $ref: "#/components/schemas/Node" } },
                    }),
                },
            },
            says: ["breaking: request name: is integer, was string"],
        },
        {
            what: "takes what is written in place for what is referred to",
            before: { request: { $ref: "#/components/schemas/A" }, components: { A: record({ a: text }) } },
            after: { request: record({ a: text }) },
            says: [],
        },
        {
            what: "finds what changed behind a reference of the same name",
            before: {
                answer: { $ref: "#/components/schemas/A" },
                components: { A: record({ b: { $ref: "#/components/schemas/B" } }), B: text },
            },
            after: {
                answer: { $ref: "#/components/schemas/A" },
                components: { A: record({ b: { $ref: "#/components/schemas/B" } }), B: whole },
            },
            says: ["breaking: answer 200 b: is integer, was string"],
        },
        {
            what: "compares parameters",
            before: {
                operation: {
                    parameters: [
                        { name: "gone", in: "query", schema: text },
                        { name: "kept", in: "query", schema: text },
                        { name: "X-Kept", in: "header", schema: text },
                    ],
                },
            },
            after: {
                operation: {
                    parameters: [
                        { name: "kept", in: "query", schema: whole, required: true },
                        { name: "x-kept", in: "header", schema: text },
                        { name: "needed", in: "query", schema: text, required: true },
                        { name: "optional", in: "query", schema: text },
                    ],
                },
            },
            says: [
                "breaking: query parameter gone: is no longer described (may break: this cannot be decided)",
                "breaking: query parameter kept: is required now",
                "breaking: query parameter kept: is integer, was string",
                "breaking: query parameter needed: is new and required",
                "compatible: query parameter optional: is new",
            ],
        },
        {
            what: "compares media types and statuses of answers",
            before: { operation: { responses: { 200: { content: { "application/json": {} } }, 404: {} } } },
            after: { operation: { responses: { 200: { content: { "text/csv": {} } }, 201: {}, 500: {} } } },
            says: [
                "breaking: answer 200: is no longer application/json",
                "breaking: answer 201: is new",
                "compatible: answer 200: may also be text/csv",
                "compatible: answer 404: is gone",
                "compatible: answer 500: is new",
            ],
        },
        {
            what: "takes a body that is required from now on as breaking",
            before: { operation: { requestBody: { content: {} } } },
            after: { operation: { requestBody: { content: {}, required: true } } },
            says: ["breaking: request: is required now"],
        },
    ];
    for (const { what, before, after, says } of cases) {
        it(what, () => assert.deepEqual(said(before, after), says));
    }

    for (const range of ["default", "4XX"]) {
        it(`takes an error that the gateway answers as compatible, where the document has one for ${range}`, () => {
            const own = { [range]: { description: "Own.", content: { "application/json": { schema: whole } } } };
            const { 413: tooLarge, ...others } = errorResponses("ServingError");
            const components = { ServingError: errorSchema };
            const before = { operation: { responses: { ...others, ...own } }, components };
            const after = { operation: { responses: { ...others, 413: tooLarge, ...own } }, components };
            assert.deepEqual(said(before, after), ["compatible: answer 413: is new"]);
        });

        it(`takes another error that does not fit the one for ${range} as breaking`, () => {
            const answer = (schema: Json) => ({ description: "Own.", content: { "application/json": { schema } } });
            const before = { operation: { responses: { [range]: answer(whole) } } };
            const after = { operation: { responses: { [range]: answer(whole), 422: answer(text) } } };
            assert.deepEqual(said(before, after), ["breaking: answer 422: is string, was integer"]);
        });
    }

    it("names operations that are gone and those that are new", () => {
        const moved = contract({});
        moved.paths["/other/{id}"] = moved.paths["/invocations"];
        delete moved.paths["/invocations"];
        assert.deepEqual(contractChanges(contract({}), moved), [
            { breaking: true, pointer: "#/paths/~1invocations/post", detail: "POST /invocations: is no longer there" },
            { breaking: false, pointer: "#/paths/~1other~1{id}/post", detail: "POST /other/{id}: is new" },
        ]);
    });

    it("points to what changed, where it stands behind references", () => {
        const [change] = contractChanges(
            contract({ request: { $ref: "#/components/schemas/A" }, components: { A: record({ "a/b": text }) } }),
            contract({ request: { $ref: "#/components/schemas/A" }, components: { A: record({ "a/b": whole }) } }),
        );
        assert.equal(change!.pointer, "#/components/schemas/A/properties/a~1b");
    });

    it("shows names of a document on one line, and short", () => {
        const [line] = said(
            { request: record({ [`a\n\u001b[31m${"b".repeat(500)}`]: text }) },
            { request: record({ c: text }) },
        );
        assert.match(line!, /^breaking: request a \[31mb{50,60}\.\.\.: is no longer described/);
    });

    it("compares 100 kB in little time, also where nothing is equal", () => {
        const wide = (type: string) =>
            record(
                Object.fromEntries(
                    Array.from({ length: 2200 }, (_, index) => [`column_${index}`, { type, description: "words" }]),
                ),
            );
        const [before, after] = [contract({ request: wide("integer") }), contract({ request: wide("number") })];
        assert.ok(JSON.stringify(before).length > 100_000);
        contractChanges(before, after);
        // Of the processor: what else runs on the machine does not count.
        const start = process.cpuUsage();
        const changes = contractChanges(before, after);
        const { user } = process.cpuUsage(start);
        assert.ok(user < 250_000, `${user / 1000} ms`);
        assert.ok(changes.length > 0 && changes.every(({ breaking }) => !breaking));
    });

    it("takes one more column of a table as compatible, in each way to pass one", () => {
        const published = (columns: string[]) => {
            const split = record({
                columns: { type: "array", items: { type: "string", enum: columns } },
                data: { type: "array", items: { type: "array", prefixItems: columns.map(() => ({ type: "number" })) } },
            });
            const records = record(Object.fromEntries(columns.map((column) => [column, { type: "number" }])));
            const params = record({ sentiment: { type: "number" } });
            return schemaOf(
                sanitize(
                    documentOf({
                        anyOf: [
                            record({ dataframe_split: split, params }),
                            record({ dataframe_records: { type: "array", items: records }, params }),
                        ],
                    }),
                ),
            ) as Json;
        };
        const [few, more] = [published(["acid", "ph"]), published(["acid", "ph", "sugar"])];
        assert.deepEqual(said({ request: few }, { request: more }), [
            "compatible: request dataframe_records[].sugar: is new",
            "compatible: request dataframe_split.data[]: maxItems is 3, was 2",
        ]);
        assert.deepEqual(said({ request: more }, { request: few }), [
            "breaking: request dataframe_records[].sugar: is no longer described (may break: this cannot be decided)",
            "breaking: request dataframe_split.data[]: maxItems is 2, was 3",
        ]);
    });

    it("sees what breaks behind any number of changes that do not", () => {
        const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`new_${index}`, text]));
        const lines = said({ answer: record({ last: whole }) }, { answer: record({ ...many, last: text }) });
        assert.equal(lines[0], "breaking: answer 200 last: is string, was integer");
    });

    it("ends on schemas that double at every step", () => {
        const doubling = (leaf: Json) => {
            const components: Json = { L40: leaf };
            for (let level = 0; level < 40; level++) {
                const next = { $ref: `#/components/schemas/L${level + 1}` };
                components[`L${level}`] = { anyOf: [record({ a: next, b: next }), record({ c: next, d: next })] };
            }
            return { request: { $ref: "#/components/schemas/L0" }, components };
        };
        assert.match(said(doubling(text), doubling(whole)).join(), /breaking/);
        assert.doesNotMatch(said(doubling(whole), doubling({ type: "number" })).join(), /breaking/);
    });
});

const law = propertyRuns(150);

describe(`any two contracts (seed ${law.seed})`, function () {
    this.timeout(60_000 + law.numRuns * 50);

    const published = ({ root, ...components }: any) => {
        const result = sanitize(documentOf(root, components));
        return {
            schema: closed(schemaOf(result)) as Json,
            components: closed(result.document.components?.schemas ?? {}) as Json,
        };
    };

    it("are no change where they are the same, whatever the order of their keys", () => {
        fc.assert(
            fc.property(schemas, (any) => {
                const { schema, components } = published(any);
                const one = contract({ request: schema, answer: schema, components });
                assert.deepEqual(contractChanges(one, parseJson(jsonText(one))), []);
                const worded = { ...reversed(one), info: { title: "other", version: "2" } };
                assert.deepEqual(contractChanges(one, worded), []);
            }),
            law,
        );
    });

    it("are compatible only if the new one takes every request of the old one", () => {
        let compatible = 0;
        fc.assert(
            fc.property(
                schemas,
                schemas,
                fc.array(instance, { minLength: 20, maxLength: 20 }),
                (one, other, instances) => {
                    const [before, after] = [published(one), published(mixed(one, other))];
                    const changes = contractChanges(
                        contract({ request: before.schema, components: before.components }),
                        contract({ request: after.schema, components: after.components }),
                    );
                    if (changes.some(({ breaking }) => breaking)) return;
                    if (changes.length > 0) compatible++;
                    const takes = validator30(after.schema, after.components);
                    const took = validator30(before.schema, before.components);
                    for (const value of instances) {
                        if (took(value) !== true || takes(value) === undefined) continue;
                        assert.ok(takes(value), `${JSON.stringify(value)}: ${JSON.stringify([before, after])}`);
                    }
                },
            ),
            law,
        );
        assert.ok(compatible > law.numRuns / 100, `${compatible} compatible changes`);
    });

    it("are compatible only if the old one has every answer of the new one", () => {
        fc.assert(
            fc.property(
                schemas,
                schemas,
                fc.array(instance, { minLength: 20, maxLength: 20 }),
                (one, other, instances) => {
                    const [before, after] = [published(mixed(one, other)), published(one)];
                    const changes = contractChanges(
                        contract({ answer: before.schema, components: before.components }),
                        contract({ answer: after.schema, components: after.components }),
                    );
                    if (changes.some(({ breaking }) => breaking)) return;
                    const answers = validator30(after.schema, after.components);
                    const answered = validator30(before.schema, before.components);
                    for (const value of instances) {
                        if (answers(value) !== true || answered(value) === undefined) continue;
                        assert.ok(answered(value), `${JSON.stringify(value)}: ${JSON.stringify([before, after])}`);
                    }
                },
            ),
            law,
        );
    });
});

/** Two schemas that are near to each other: one, the other, or one with a part of the other. */
function mixed(one: any, other: any): any {
    const kind = JSON.stringify(other.root).length % 4;
    if (kind === 0) return other;
    if (kind === 1) return { ...one, root: { anyOf: [one.root, other.root] } };
    if (kind === 2) return { ...one, A: other.A };
    const { minimum, required, enum: _values, ...looser } = typeof one.root === "object" ? one.root : {};
    return { ...one, root: looser };
}

/**
 * Objects that may not have what they do not describe, and tuples that end where they do: for these, what is accepted is
 * what is described.
 */
function closed(value: any): any {
    if (Array.isArray(value)) return value.map(closed);
    if (typeof value !== "object" || value === null || value instanceof ExactNumber) return value;
    const result = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, closed(child)]));
    const [positions, tail, ...more] = Array.isArray(value.anyOf) ? value.anyOf : [];
    if (more.length === 0 && tail && Object.keys(tail).join() === "minItems" && "maxItems" in positions) {
        return closed({ ...value, anyOf: [positions] });
    }
    if (typeof value.properties !== "object" || value.additionalProperties !== undefined) return result;
    return { ...result, additionalProperties: false };
}

function reversed(value: any): any {
    if (Array.isArray(value)) return value.map(reversed);
    if (!holds(value)) return value;
    return Object.fromEntries(
        Object.entries(value)
            .reverse()
            .map(([key, child]) => [key, reversed(child)]),
    );
}
