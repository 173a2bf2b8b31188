import type { OpenAPIV3 } from "openapi-types";
import { canonical, isBeyond, Known, Measured, measured } from "../canonical";
import { Change } from "../change";
import { bodies } from "./bodies";
import { checkBounds } from "./checkBounds";
import { Conversion } from "./conversion";
import { forms, formsAtRoot } from "./forms";
import { information } from "./information";
import { JsonObject } from "../jsonObject";
import { lengths } from "./lengths";
import { limits } from "../limits";
import { operationIds } from "./operationIds";
import { ownReferences } from "./ownReferences";
import { parameters } from "./parameters";
import type { PathPatterns } from "./pathPatterns";
import { pickedPaths } from "./pickedPaths";
import { pathTemplates } from "./pathTemplates";
import { records } from "./records";
import { responses } from "./responses";
import { SchemaConverter } from "./schemas/schemaConverter";
import { servers } from "./servers";
import { sharedParameters } from "./sharedParameters";
import { document as shape } from "./shapes";
import { tags } from "./tags";
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

/** What is done to the document once it has the shape of 3.0, in this order. */
const documentPasses = [
    information,
    servers,
    tags,
    bodies,
    forms,
    responses,
    // Before pathTemplates and parameters, which look at operations only.
    sharedParameters,
    pathTemplates,
    // After pathTemplates: the length of a URL template depends on the names in it.
    parameters,
    // After pathTemplates: an id that is made is made from the path.
    operationIds,
    lengths,
] as const;

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

    // Reads keys in the order of canonical objects, so that neither the report nor any choice depends on theirs.
    const conversion = new Conversion(wanted, report, (each) => new SchemaConverter(each));
    // Components before paths: where a circle is broken must not depend on which path comes first.
    conversion.schemas.convertComponents();
    let result = shape(wanted, "#", conversion) as OpenAPIV3.Document;
    result = withComponents(result, conversion);
    if (result.openapi !== "3.0.3") {
        const detail = `${String(source.openapi)} is now 3.0.3, the latest version that the importer knows.`;
        report.push({ pointer: "#/openapi", construct: "openapi", effect: "rewritten", detail });
        result.openapi = "3.0.3";
    }

    const known: Known = new Map();
    const whole = passed(result, report, known);
    // Last: whether a value survives depends on the schema that stands beside it in the end. Bounded before: the survey looks
    // at each place of what stands at several.
    const surveyed = survey(whole, report);
    return { document: surveyed === whole ? whole : bounded(measured(surveyed, known)), report };
}

/** What all passes make of it. A document that the forms of input would make too large for the import has less of them. */
function passed(document: OpenAPIV3.Document, report: Change[], known: Known): OpenAPIV3.Document {
    const lines = report.length;
    const shaped = documentPasses.reduce((result, pass) => pass(result, report), document);
    let whole = measured(formsAtRoot(shaped), known);
    if (isBeyond(limits.documentBytes, whole)) whole = measured(shaped, known);
    if (isBeyond(limits.documentBytes, whole)) {
        report.length = lines;
        const others = documentPasses.filter((pass) => pass !== forms);
        whole = measured(
            others.reduce((result, pass) => pass(result, report), document),
            known,
        );
    }
    return bounded(whole);
}

function bounded(document: Measured<OpenAPIV3.Document>): OpenAPIV3.Document {
    checkBounds(document);
    return document.value;
}

function withComponents(document: OpenAPIV3.Document, conversion: Conversion): OpenAPIV3.Document {
    const { components, ...rest } = document;
    const schemas = conversion.schemas.converted as NonNullable<OpenAPIV3.ComponentsObject["schemas"]>;
    const all = { ...components, ...(Object.keys(schemas).length > 0 ? { schemas } : {}) };
    return Object.keys(all).length > 0 ? { ...rest, components: all } : rest;
}
