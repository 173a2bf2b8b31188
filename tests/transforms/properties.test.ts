import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { canonicalJson } from "../../transforms/canonical";
import { sanitize } from "../../transforms/pipeline";
import { instance, schemas } from "./arbitraries";
import { documentOf, schemaOf } from "./document";
import { importable } from "./importable";
import { validator30, validator31 } from "./validators";

// FUZZ_RUNS=100000 for a long run, FUZZ_SEED to repeat one.
const runs = { numRuns: Number(process.env.FUZZ_RUNS ?? 1000), seed: Number(process.env.FUZZ_SEED ?? Date.now() | 0) };

describe(`any 3.1 document (seed ${runs.seed})`, function () {
    this.timeout(Math.max(60_000, runs.numRuns * 50));

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
            runs,
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
            { ...runs, numRuns: Math.ceil(runs.numRuns / 4) },
        );
    });
});
