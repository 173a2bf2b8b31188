import { readDocument } from "./documentReader";
import { toApi, type ImportedApi, type ImportOptions } from "./importedApi";
import { position, SyntaxProblem, type Node } from "./node";
import { errorText, pointerTo, readOpenApi, type Reading } from "./reader";
import { FormatProblem } from "./scalars";
import { unresolvedReferences } from "./schemas";
import { validate } from "./validation";

export type { ImportedApi, ImportedOperation, ImportOptions } from "./importedApi";

/** Values of `properties.format` that are imported here: both are read as YAML, which JSON is. */
export const importFormats: readonly string[] = ["openapi", "openapi+json"];

/** Largest document that may come inline, in bytes (import restrictions). */
const maxBytes = 4 * 1024 * 1024;

/**
 * Imports an OpenAPI document as API Management does: version 3.0 with OpenAPI.NET's rules, 3.1 with 3.0 eyes.
 * @param text the document, `properties.value` of the request
 * @param format one of `importFormats`
 * @returns the API, or the texts that follow `Parsing error(s): ` in the service's answer, in its order
 * @throws RangeError for a format that is not imported here
 */
export function importOpenApi(
    text: string,
    format: string,
    options: ImportOptions,
): { api: ImportedApi } | { errors: string[] } {
    if (!importFormats.includes(format)) throw new RangeError(`Not an importable format: ${format}`);
    const bytes = Buffer.byteLength(text);
    // Record inline-size.
    if (bytes > maxBytes)
        return { errors: [`The document has ${bytes} bytes; inline documents are limited to ${maxBytes}.`] };

    let version = "";
    try {
        const root = parse(text);
        version = declaredVersion(root);
        if (!/^3\.[01]/.test(version) || root.kind !== "map") {
            return invalid("", [`OpenAPI specification version '${version}' is not supported.`]);
        }
        const reading = readOpenApi(root, text, (options.now ?? Date.now)());
        const errors = problems(reading);
        return errors.length > 0 ? invalid(version, errors) : toApi(reading.document, options);
    } catch (error) {
        if (error instanceof SyntaxProblem || error instanceof FormatProblem) return invalid(version, [error.message]);
        throw error;
    }
}

function problems({ document, errors, references }: Reading): string[] {
    return [...errors, ...unresolvedReferences(document, references), ...validate(document)];
}

function parse(text: string): Node {
    if (text.startsWith("\uFEFF")) {
        // The service's YAML parser trips over a byte order mark, at the first colon (Azure/azure-cli#29405).
        const place = `(${position(text, Math.max(text.indexOf(":"), 0))})`;
        throw new SyntaxProblem(`${place} - ${place}: Mapping values are not allowed in this context.`);
    }
    return readDocument(text);
}

function declaredVersion(root: Node): string {
    if (root.kind !== "map") return "";
    const version = root.entries.get("openapi") ?? root.entries.get("swagger");
    if (!version) return "";
    if (version.kind === "scalar") return version.text;
    throw new SyntaxProblem(errorText("Cannot create a scalar value from this type of node.", pointerTo([])));
}

/**
 * The service ends its list with a line on the specification, which follows the declared version. Documents that
 * the specification allows and an import rule refuses do not get it (record placeholder-without-parameter).
 */
function invalid(version: string, errors: string[]): { errors: string[] } {
    const [specification, schema] = version.startsWith("3.1") ? ["3.1.1", "v3.1"] : ["3.0.1", "v3.0"];
    const repository = "https://github.com/OAI/OpenAPI-Specification/blob/master";
    const closing =
        `The input OpenAPI file is not valid for the OpenAPI specification ${repository}/versions/${specification}.md ` +
        `(schema ${repository}/schemas/${schema}/schema.yaml).`;
    return { errors: [...errors, closing] };
}
