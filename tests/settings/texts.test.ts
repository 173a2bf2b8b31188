import assert from "node:assert/strict";
import { z } from "zod";
import { readConfiguration } from "../../settings/configuration";
import { readKey } from "../../settings/reading";
import { alternatives } from "../../settings/schema";
import { type Row, schemaAt } from "../../settings/setting";
import { settings, stackKeys } from "../../settings/table";

type Path = readonly (string | number)[];

/** Where a schema has what, with one entry in each list and each table. */
function placesOf(schema: z.ZodType, path: Path = []): { path: Path; type: string }[] {
    const inside = (inner: unknown, ...steps: Path) => placesOf(inner as z.ZodType, [...path, ...steps]);
    const forms = alternatives(schema);
    if (forms) return forms.flatMap((form) => inside(form));
    if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return inside(schema.unwrap());
    if (schema instanceof z.ZodPipe) return inside(schema.in instanceof z.ZodTransform ? schema.out : schema.in);
    if (schema instanceof z.ZodObject) {
        return Object.entries(schema.shape).flatMap(([name, member]) => inside(member, name));
    }
    if (schema instanceof z.ZodArray) return inside(schema.element, 0);
    if (schema instanceof z.ZodRecord) return inside(schema.valueType, "some");
    return [{ path, type: schema.def.type }];
}

/** A value that has nothing but this at its place. */
function only(path: Path, value: unknown): unknown {
    const [step, ...rest] = path;
    if (step === undefined) return value;
    return typeof step === "number" ? [only(rest, value)] : { [step]: only(rest, value) };
}

const wordsOf = (path: Path) => path.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("");

/** Metadata of the organization, which may be anything. */
const isAnything = (key: string, path: Path) => key === "apiCenter" && path[0] === "customProperties";

describe("a text of the settings", () => {
    for (const key of stackKeys) {
        const row: Row = settings[key];
        const texts = placesOf(schemaAt(row, "stack")).filter(
            ({ path, type }) => type === "string" && !isAnything(key, path),
        );
        const problemsAt = (path: Path, value: unknown) => {
            const at = `serving-gateway:${key}${wordsOf(path)} `;
            return readKey(key, row, only(path, value)).problems.filter((problem) => problem.startsWith(at));
        };
        if (texts.length === 0) continue;

        it(`below ${key} is not blank, and one message says what to set it to`, () => {
            for (const { path } of texts) {
                for (const blank of [" ", "\u00a0\t", "\u200b"]) {
                    const [problem = "nothing", ...more] = problemsAt(path, blank);
                    assert.match(problem, / must (not be blank\. Set it to|be) .+/, wordsOf(path));
                    assert.deepEqual(more, []);
                }
            }
        });

        it(`below ${key} that is of another type is told of in one message, with every form that it may have`, () => {
            for (const { path } of texts) {
                for (const other of [7, {}, []]) {
                    // An object may be another form, whose members are told of at their own places.
                    const [problem, ...more] = problemsAt(path, other);
                    if (other === 7) assert.match(problem ?? "nothing", / must be (?!an object).+/, wordsOf(path));
                    assert.deepEqual(more, []);
                }
            }
        });
    }

    it("may have digits alone, as namePrefix may", () => {
        const { values, problems } = readConfiguration({ "serving-gateway:namePrefix": "2026" }, {});
        assert.deepEqual([values.namePrefix, problems.namePrefix], ["2026", []]);
    });

    it("in a list that takes names and objects is not asked to be an object", () => {
        const { problems } = readKey("products", settings.products, [
            { name: "gold", endpoints: ["*"], subscriptions: [7] },
        ]);
        assert.deepEqual(problems, [
            "serving-gateway:products[0].subscriptions[0] must be a string, in quotes: a subscription's name, or an " +
                "object with named members",
        ]);
    });

    it("that stands for an object or false is told both", () => {
        const { problems } = readKey("limits", settings.limits, { calls: 7 });
        assert.deepEqual(problems, ["serving-gateway:limits.calls must be an object with named members, or false"]);
    });
});
