import * as assert from "node:assert/strict";
import type { OpenAPIV3 } from "openapi-types";
import { readDocument } from "../../emulator/arm/importer/documentReader";
import { importOpenApi } from "../../emulator/arm/importer/importer";
import type { MapNode } from "../../emulator/arm/importer/node";
import { readOpenApi } from "../../emulator/arm/importer/reader";
import { jsonText as written } from "../../emulator/jsonText";
import { byValue } from "../../json/exactNumber";
import { jsonText, parseJson } from "../../json/jsonText";
import { canonicalJson } from "../../transforms/canonical";
import { withExactNumbers } from "../../transforms/exactNumbers";
import { redoclyProblems } from "./redocly";

const load = async () => new (await import("@seriousme/openapi-schema-validator")).Validator();
let validator: ReturnType<typeof load> | undefined;

/** What three judges have against a document: the importer, the JSON Schema of OpenAPI 3.0, and Redocly's linter. */
export async function importable(document: OpenAPIV3.Document): Promise<unknown[]> {
    const text = canonicalJson(document);
    const imported = importOpenApi(text, "openapi+json", { translateRequiredQueryParameters: "template" });
    const { valid, errors } = await (await (validator ??= load())).validate(JSON.parse(text));
    // That one follows what looks like a reference, an $id or an $anchor in an example, too. The importer has followed
    // those that are references, and lets no other stand outside of examples.
    const misread = /^(Can't resolve|\$(id|anchor|dynamicAnchor) : )/.test(String(errors));
    const invalid = valid || misread ? [] : [errors].flat();
    return [...("errors" in imported ? imported.errors : []), ...invalid, ...(await redoclyProblems(text))];
}

/** Fails for a document that the importer's reader would write with other values, on a day that none of the tests means. */
export function keepsValues(document: OpenAPIV3.Document): void {
    const text = jsonText(document);
    const { document: rewritten } = readOpenApi(readDocument(text) as MapNode, text, Date.UTC(2001, 1, 3));
    assert.deepEqual(parseJson(written(rewritten)), withExactNumbers(parseJson(text), byValue));
}
