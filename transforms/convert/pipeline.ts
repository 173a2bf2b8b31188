import type { OpenAPIV3 } from "openapi-types";
import { canonical, isBeyond, Measured, Measures } from "../canonical";
import { Change } from "../change";
import { checkBounds } from "./checkBounds";
import { Conversion } from "./conversion";
import { information } from "./information";
import { JsonObject } from "../jsonObject";
import { lengths } from "./lengths";
import { limits } from "../limits";
import { OperationConverter } from "./operationConverter";
import { operationIds } from "./operationIds";
import { inTurn } from "./operationPasses";
import { operations } from "../operations";
import { ownReferences } from "./ownReferences";
import { parameters } from "./parameters";
import type { PathPatterns } from "./pathPatterns";
import { pickedPaths } from "./pickedPaths";
import { pathTemplates } from "./pathTemplates";
import { records } from "./records";
import { SchemaConverter } from "./schemas/schemaConverter";
import { servers } from "./servers";
import { sharedParameters } from "./sharedParameters";
import { document as shape } from "./shapes";
import { tags } from "./tags";
import { UnimportableError } from "../unimportableError";
import { survey } from "./values/survey";
import { wellFounded } from "./wellFounded";

export type { Change } from "../change";

/** What of a document is left out, beside what cannot be imported. Every member is optional. */
export interface SanitizeOptions {
    /**
     * Which forms of input the request bodies offer. `records` drops `dataframe_split` where another form stands
     * beside it.
     * @default "all"
     */
    inputs?: "all" | "records";
    /**
     * Which operations stay, by patterns over the document's own paths.
     * @default all of them
     */
    paths?: PathPatterns;
}

/** An importable document, and what was done to it. */
export interface Sanitized {
    /** OpenAPI 3.0.3 with sorted keys, which the importer of Azure API Management accepts. */
    document: OpenAPIV3.Document;
    /** Every change, with its place in the document as it was read. */
    report: Change[];
}

/**
 * Makes an OpenAPI 3.0, 3.1 or 3.2 document importable. Every schema accepts at least what it accepted before, bodies apart
 * that no endpoint takes: those that carry none or two of the forms of input. Where a schema accepts more, the report
 * says `loosened`. The input is not changed, and a result sanitized again stays as it is.
 * @throws UnimportableError where no rewriting helps, and for a pattern of `paths` that fits no operation.
 */
export function sanitize(document: unknown, options: SanitizeOptions = {}): Sanitized {
    const source = ownReferences(wellFounded(document));
    const report: Change[] = [];
    // Before the conversion, so that what goes anyway is neither converted nor reported.
    const picked = pickedPaths(source, options.paths ?? {}, report);
    const wanted = options.inputs === "records" ? records(canonical(picked) as JsonObject, report) : picked;

    const sizes = new Measures();
    const whole = converted(wanted, report, sizes);
    checkBounds(whole);
    // Last: whether a value survives depends on the schema that stands beside it in the end. Bounded before: the survey looks
    // at each place of what stands at several.
    const surveyed = survey(whole.value, report);
    if (surveyed === whole.value) return { document: surveyed, report };
    const last = sizes.of(surveyed);
    checkBounds(last);
    return { document: last.value, report };
}

/** What all passes but the last make of it. A document that the forms of input would make too large has less of them. */
function converted(source: JsonObject, report: Change[], sizes: Measures): Measured<OpenAPIV3.Document> {
    // Reads keys in the order of canonical objects, so that neither the report nor any choice depends on theirs.
    const conversion = new Conversion(
        source,
        report,
        (each) => new SchemaConverter(each),
        (each) => new OperationConverter(each.schemas, sizes),
    );
    // Components before paths: where a circle is broken must not depend on which path comes first.
    conversion.schemas.convertComponents();
    let result = shape(source, "#", conversion) as OpenAPIV3.Document;
    result = withComponents(result, conversion);
    if (result.openapi !== "3.0.3") {
        const detail = `${String(source.openapi)} is now 3.0.3, the latest version that the importer knows.`;
        report.push({ pointer: "#/openapi", construct: "openapi", effect: "rewritten", detail });
        result.openapi = "3.0.3";
    }
    for (const pass of [information, servers, tags]) result = pass(result, report);
    const later: Change[] = [];
    // Before all that looks at operations only.
    result = pathTemplates(sharedParameters(result, later), later);
    const places = operations.places(result);
    if (places.length === 0) throw nothingToCall();
    // After pathTemplates: the length of a URL template depends on the names in it, and an id is made from it.
    result = inTurn(result, places, [parameters, operationIds(result, places), lengths], later);

    const isTooLarge = (document: Measured<unknown>) => isBeyond(limits.documentBytes, document);
    let whole = sizes.of(result);
    if (isTooLarge(whole)) whole = sizes.of(conversion.operations.withoutRoots(result));
    if (isTooLarge(whole)) whole = sizes.of(conversion.operations.withoutForms(result));
    for (const line of conversion.operations.report) report.push(line);
    for (const line of later) report.push(line);
    return whole;
}

function withComponents(document: OpenAPIV3.Document, conversion: Conversion): OpenAPIV3.Document {
    const { components, ...rest } = document;
    const schemas = conversion.schemas.converted as NonNullable<OpenAPIV3.ComponentsObject["schemas"]>;
    const all = { ...components, ...(Object.keys(schemas).length > 0 ? { schemas } : {}) };
    return Object.keys(all).length > 0 ? { ...rest, components: all } : rest;
}

function nothingToCall(): UnimportableError {
    return new UnimportableError(
        "#/paths",
        "No path has an operation, so there is nothing to call.",
        "Give a document whose paths have a method each, such as post.",
    );
}
