import type { OpenAPIV3 } from "openapi-types";
import { importOpenApi } from "../../local/arm/importer";
import { canonicalJson } from "../../transforms/canonical";
import { redoclyProblems } from "./redocly";

const load = async () => new (await import("@seriousme/openapi-schema-validator")).Validator();
let validator: ReturnType<typeof load> | undefined;

/** What three judges have against a document: the importer, the JSON Schema of OpenAPI 3.0, and Redocly's linter. */
export async function importable(document: OpenAPIV3.Document): Promise<unknown[]> {
    const text = canonicalJson(document);
    const imported = importOpenApi(text, "openapi+json", { translateRequiredQueryParameters: "template" });
    const { valid, errors } = await (await (validator ??= load())).validate(JSON.parse(text));
    // That one follows what looks like a reference in an example, too; the importer has followed those that are.
    const invalid = valid || /^Can't resolve/.test(String(errors)) ? [] : [errors].flat();
    return [...("errors" in imported ? imported.errors : []), ...invalid, ...(await redoclyProblems(text))];
}
