import type { OpenAPIV3 } from "openapi-types";
import { canonical, jsonBytes } from "../canonical";
import { catalogue } from "./catalogue";
import { Change } from "../change";
import { EndpointMetadata } from "./endpointMetadata";
import { limits } from "../limits";
import { withOpenAiRoutes } from "./openAiRoutes";
import { sanitize, Sanitized, SanitizeOptions } from "../convert/pipeline";
import { Routes, routes, stablePath } from "./routes";
import { survey } from "../convert/values/survey";
import { withTextAnswers } from "./textAnswers";
import { wellFounded } from "../convert/wellFounded";

/** What of a served document is published. Every member is optional. */
export interface PublicationOptions extends SanitizeOptions {
    /** Which paths are published. @default "stable" */
    readonly routes?: Routes;
    /** `text`: the gateway makes text of messages that are lists of parts. @default the answers are the endpoint's */
    readonly answers?: "text";
}

/**
 * The document of a serving endpoint as it is published: stable routes first, so that nothing after them meets the
 * version of a model; then importable; the catalogue's words last, because an example has to fit what is published.
 *
 * Pointers of the report lead into the document as it was read for the routes, and into the published paths for all
 * else.
 * @throws UnimportableError where no rewriting helps.
 */
export function publication(
    document: unknown,
    endpoint: EndpointMetadata,
    options: PublicationOptions = {},
): Sanitized {
    const report: Change[] = [];
    const routed = routes(wellFounded(document), endpoint, options.routes ?? "stable", report);
    const importable = sanitize(routed, options);
    report.push(...importable.report);
    const words: Change[] = [];
    // OpenAI's paths lead to the stable one: where that is not picked, nor are they.
    const isPicked = options.paths === undefined || stablePath in importable.document.paths;
    const routedToo = isPicked ? withOpenAiRoutes(importable.document, endpoint, words) : importable.document;
    const all = options.answers === "text" ? withTextAnswers(routedToo, words) : routedToo;
    // The example of the catalogue has to survive the import, too.
    const described = survey(catalogue(all, endpoint, words), words);
    // Words are not worth a refusal.
    if (jsonBytes(described) > limits.documentBytes) return { document: importable.document, report };
    return { document: canonical(described) as OpenAPIV3.Document, report: [...report, ...words] };
}
