import { ExactNumber } from "../../json/exactNumber";
import { parseJson } from "../../json/jsonText";
import type { ContractChange } from "../contract/contractChange";
import { contractChanges } from "../contract/contractChanges";
import { sanitize } from "../convert/pipeline";
import { UnimportableError } from "../unimportableError";
import { withErrorsOfNow } from "./errorResponses";
import { withAgentRequest } from "./withAgentRequest";

/**
 * What a new published document changes for callers of the one that was published before, by whichever version of the
 * program.
 *
 * @param before the document that callers know, as JSON
 * @param after the one in its place
 */
export function publishedChanges(before: string, after: string): ContractChange[] {
    if (before === after) return [];
    const [old, now] = parsedAlike(before, after);
    return contractChanges(asWrittenNow(old, now), now);
}

/**
 * Both documents. Earlier versions rounded integers beyond 2^53: where the old document has none but round ones, the new
 * one's are rounded as well, so that they are no change.
 */
function parsedAlike(before: string, after: string): [unknown, unknown] {
    const old = parseJson(before);
    return [old, hasLongInteger(old) ? parseJson(after) : JSON.parse(after)];
}

function hasLongInteger(value: unknown): boolean {
    if (value instanceof ExactNumber) return !Number.isSafeInteger(Number(value));
    return typeof value === "object" && value !== null && Object.values(value).some(hasLongInteger);
}

/**
 * A published document as this version of the program writes it: what only the program says in another way than the
 * version before it is no change for callers.
 */
function asWrittenNow(document: unknown, now: unknown): unknown {
    return withErrorsOfNow(withAgentRequest(importable(document), now));
}

function importable(document: unknown): unknown {
    try {
        return sanitize(document).document;
    } catch (error) {
        // The import took it once; it counts as it stands.
        if (!(error instanceof UnimportableError)) throw error;
        return document;
    }
}
