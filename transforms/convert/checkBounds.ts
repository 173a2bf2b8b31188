import type { OpenAPIV3 } from "openapi-types";
import { isBeyond, jsonBytes, Measured } from "../canonical";
import { limits } from "../limits";
import { UnimportableError } from "../unimportableError";

/** Refuses what the importer would refuse for its size alone (API import restrictions; service limits). */
export function checkBounds(document: Measured<OpenAPIV3.Document>): void {
    if (isBeyond(limits.documentBytes, document)) {
        const bytes = jsonBytes(document.value);
        throw new UnimportableError(
            "#",
            `The document is ${bytes} bytes long; an import takes at most ${limits.documentBytes}.`,
            "Publish fewer of its operations (paths), or leave out examples or descriptions.",
        );
    }
}
