import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { jsonText } from "../../../json/jsonText";
import { canonicalJson } from "../../../transforms/canonical";
import { fitsPlainly } from "../../../transforms/convert/fitsPlainly";
import { sanitize } from "../../../transforms/convert/pipeline";
import type { Schema } from "../../../transforms/convert/schemas/schema";
import { holds } from "../../../transforms/jsonObject";
import { instance, schemas } from "../arbitraries";
import { documentOf, schemaOf, withExample } from "../document";
import { importable, keepsValues } from "../importable";
import { propertyRuns } from "../propertyRuns";
import { validator30, validator31 } from "../validators";

/** The same value, its keys in an order that the numbers choose. */
function withKeysIn(order: Iterator<number>, value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => withKeysIn(order, item));
    if (!holds(value)) return value;
    const placed = Object.entries(value).map((entry) => ({ place: order.next().value as number, entry }));
    const entries = placed.sort((one, other) => one.place - other.place).map(({ entry }) => entry);
    return Object.fromEntries(entries.map(([key, child]) => [key, withKeysIn(order, child)]));
}

const law = propertyRuns(500);
const importability = propertyRuns(250);

describe(`any 3.1 document (seed ${law.seed})`, function () {
    this.timeout(60_000 + law.numRuns * 50);

    it("keeps every instance that it accepted, and says so where it accepts more", () => {
        fc.assert(
            fc.property(
                schemas,
                fc.array(instance, { minLength: 20, maxLength: 20 }),
                ({ root, ...components }, instances) => {
                    const result = sanitize(documentOf(root, components));
                    const before = validator31(root, components);
                    const after = validator30(schemaOf(result), result.document.components?.schemas ?? {});
                    const loosened = result.report.some(({ effect }) => effect === "loosened");
                    for (const value of instances) {
                        const accepted = before(value);
                        if (accepted === undefined) return;
                        const accepts = after(value);
                        const shown = `${JSON.stringify(value)} under ${JSON.stringify(schemaOf(result))}`;
                        if (accepted) assert.ok(accepts, `no longer accepted: ${shown}`);
                        else if (!loosened) assert.ok(!accepts, `accepted without a word in the report: ${shown}`);
                    }
                },
            ),
            law,
        );
    });

    it("says plainly that an instance fits only where it does", () => {
        fc.assert(
            fc.property(schemas, fc.array(instance, { minLength: 20, maxLength: 20 }), (given, instances) => {
                const { root, ...components } = given;
                const result = sanitize(documentOf(root, components));
                const schema = schemaOf(result) as Schema;
                const accepts = validator30(schema, result.document.components?.schemas ?? {});
                for (const value of instances) {
                    if (fitsPlainly(value, schema)) assert.notEqual(accepts(value), false, JSON.stringify(value));
                }
            }),
            propertyRuns(300),
        );
    });

    it("becomes a document in which the importer's reader changes no value", () => {
        fc.assert(
            fc.property(schemas, instance, ({ root, ...components }, example) => {
                const { document } = sanitize(withExample(documentOf(root, components), example));
                keepsValues(document);
            }),
            law,
        );
    });

    it("becomes the same bytes and the same report whatever the order of its keys", () => {
        fc.assert(
            fc.property(schemas, fc.infiniteStream(fc.nat()), ({ root, ...components }, order) => {
                const document = documentOf(root, components);
                const shuffled = withKeysIn(order, document);
                assert.equal(jsonText(sanitize(shuffled)), jsonText(sanitize(document)));
            }),
            importability,
        );
    });

    it("becomes a document that the importer and the schema of 3.0 accept, and stays as it is", async () => {
        await fc.assert(
            fc.asyncProperty(schemas, async ({ root, ...components }) => {
                const { document } = sanitize(documentOf(root, components));
                assert.deepEqual(await importable(document), []);
                const again = sanitize(document);
                assert.equal(canonicalJson(again.document), canonicalJson(document));
                assert.deepEqual(again.report, []);
            }),
            importability,
        );
    });
});
