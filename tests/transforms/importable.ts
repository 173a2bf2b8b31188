import type { OpenAPIV3 } from "openapi-types";
import { importOpenApi } from "../../local/arm/importer";
import { canonicalJson } from "../../transforms/canonical";

const load = async () => new (await import("@seriousme/openapi-schema-validator")).Validator();
let validator: ReturnType<typeof load> | undefined;

/** What the importer, and the JSON Schema of OpenAPI 3.0, have against a document: nothing, if it is importable. */
export async function importable(document: OpenAPIV3.Document): Promise<unknown[]> {
    const text = canonicalJson(document);
    const imported = importOpenApi(text, "openapi+json", { translateRequiredQueryParameters: "template" });
    const { valid, errors } = await (await (validator ??= load())).validate(JSON.parse(text));
    // That one follows what looks like a reference in an example, too; the importer has followed those that are.
    const invalid = valid || /^Can't resolve/.test(String(errors)) ? [] : [errors].flat();
    return [...("errors" in imported ? imported.errors : []), ...invalid];
}
