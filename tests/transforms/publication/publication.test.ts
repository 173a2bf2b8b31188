import * as assert from "node:assert/strict";
import Ajv from "ajv";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { OpenAPIV3 } from "openapi-types";
import { canonicalJson } from "../../../transforms/canonical";
import { jsonSchema } from "../../../transforms/jsonSchema";
import { publication } from "../../../transforms/publication/publication";
import { importable } from "../importable";

// GOLDEN=write writes what is published now; the diff is then reviewed as a change of the contract.
const folder = join(__dirname, "../..", "golden", "publication");
const read = (path: string) => JSON.parse(readFileSync(path, "utf8"));
const cases = readdirSync(folder).filter((name) => /^\d\d-[a-z0-9-]+\.json$/.test(name));

function compare(path: string, actual: unknown): void {
    if (process.env.GOLDEN === "write") writeFileSync(path, `${JSON.stringify(actual, null, 2)}\n`);
    assert.deepEqual(actual, read(path));
}

describe("published documents", () => {
    for (const name of cases) {
        const path = join(folder, name);
        const { document, endpoint, options } = read(path);

        it(`publishes ${name} and says what changed`, () => {
            const published = publication(document, endpoint, options);
            compare(path.replace(".json", ".expected.json"), published.document);
            compare(path.replace(".json", ".report.json"), published.report);
        });

        it(`imports ${name}, and publishes it again to the same bytes`, async () => {
            const published = publication(document, endpoint, options);
            assert.deepEqual(await importable(published.document), []);
            const again = publication(structuredClone(published.document), endpoint, options);
            assert.equal(canonicalJson(again.document), canonicalJson(published.document));
        });

        it(`shows no example in ${name} that its schema does not accept`, () => {
            const published = publication(document, endpoint, options).document;
            const ajv = new Ajv({ strict: false, validateFormats: false });
            for (const item of Object.values(published.paths)) {
                if (!item!.post) continue;
                const body = item!.post.requestBody as OpenAPIV3.RequestBodyObject;
                const { schema, example } = body.content["application/json"]!;
                if (example !== undefined) assert.ok(ajv.validate(jsonSchema(schema!), example), ajv.errorsText());
            }
        });
    }
});
