import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { canonicalJson } from "../../transforms/canonical";
import { sanitize } from "../../transforms/pipeline";
import { UnimportableError } from "../../transforms/unimportableError";
import { importable } from "./importable";

// FUZZ_RUNS=100000 for a long run, FUZZ_SEED to repeat one.
const runs = { numRuns: Number(process.env.FUZZ_RUNS ?? 1000), seed: Number(process.env.FUZZ_SEED ?? Date.now() | 0) };

const sample = JSON.parse(readFileSync(join(__dirname, "..", "golden", "20-kitchen-sink.json"), "utf8"));

type Place = { parent: { [key: string]: unknown }; key: string };

/** Every place of a JSON value where another value could stand. */
function places(value: unknown, found: Place[] = []): Place[] {
    if (typeof value !== "object" || value === null) return found;
    for (const key of Object.keys(value)) {
        found.push({ parent: value as Place["parent"], key });
        places((value as Place["parent"])[key], found);
    }
    return found;
}

const junk = fc.oneof(
    fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 1e40, "", "a", "null", [], {}, [null], [{}], { a: 1 }, [
        "a",
        "a",
    ]),
    fc.constantFrom(
        { $ref: "#" },
        { $ref: "#/paths" },
        { $ref: "#/components/schemas/Node" },
        { $ref: "x.json" },
        { $ref: 1 },
    ),
    fc.jsonValue({ maxDepth: 2 }),
);

interface Mutation {
    at: number;
    kind: "replace" | "delete" | "rename" | "copy";
    value: unknown;
    from: number;
}

const mutations = fc.array(
    fc.record<Mutation>({
        at: fc.nat(),
        kind: fc.constantFrom("replace", "replace", "delete", "rename", "copy"),
        value: junk,
        from: fc.nat(),
    }),
    { minLength: 1, maxLength: 6 },
);

function mutated(changes: Mutation[]): unknown {
    const document = structuredClone(sample);
    for (const { at, kind, value, from } of changes) {
        const all = places(document);
        const { parent, key } = all[at % all.length]!;
        if (kind === "replace") parent[key] = structuredClone(value);
        else if (kind === "delete") delete parent[key];
        else if (kind === "copy") {
            const source = all[from % all.length]!;
            parent[key] = structuredClone(source.parent[source.key]);
        } else if (!Array.isArray(parent)) {
            parent[["x-key", "prefixItems", "$ref", "__proto_", "0", "", "a/b~c"][from % 7]!] = parent[key];
            delete parent[key];
        }
        // A hole in an array is nothing that JSON has.
    }
    return JSON.parse(JSON.stringify(document));
}

describe(`any broken document (seed ${runs.seed})`, function () {
    this.timeout(Math.max(60_000, runs.numRuns * 50));

    it("ends in an importable document that stays as it is, or in an UnimportableError", async () => {
        await fc.assert(
            fc.asyncProperty(mutations, async (changes) => {
                const broken = mutated(changes);
                let document;
                try {
                    ({ document } = sanitize(broken));
                } catch (error) {
                    assert.ok(error instanceof UnimportableError, `${String(error)} ${(error as Error).stack}`);
                    return;
                }
                assert.deepEqual(await importable(document), []);
                const again = sanitize(document);
                assert.deepEqual(again.report, []);
                assert.equal(canonicalJson(again.document), canonicalJson(document));
            }),
            runs,
        );
    });
});
