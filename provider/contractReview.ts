import { createHash } from "node:crypto";
import type { ContractChange } from "../transforms/contract/contractChange";
import { publishedChanges } from "../transforms/publication/publishedChanges";

/** A new document in place of one that callers know. */
export interface ContractReview {
    /** What changes for callers, a line each, below a line that says of which endpoint; none if nothing does. */
    readonly lines: readonly string[];
    /** Why the deployment stops, and the fix. */
    readonly refusal?: string;
}

/** How a change of a contract is judged. */
export interface ReviewOptions {
    /** What a change that breaks callers does: it is shown, or it stops the deployment. */
    readonly breakingChanges: "warn" | "refuse";
    /** Go-ahead for one document: the first 12 hexadecimal digits of its hash. */
    readonly acceptContract?: string;
}

/** Changes of one contract in a preview, which the engine prints twice where no person waits: both fit on one screen. */
const mostShown = 8;

/** Changes of one contract in a refusal, which is all that there is to read then. */
const mostRefused = 20;

/** Digits of a document's hash that name it: enough to be sure, and few enough to copy. */
const shortHash = 12;

/** SHA-256 of a document, in hexadecimal. */
export function documentHash(document: string): string {
    return createHash("sha256").update(document).digest("hex");
}

/**
 * Compares the document that callers know with the one that would be published.
 *
 * @param model what the lines call it, e.g. `endpoint "churn"`
 * @param before the document of last time, as JSON
 * @param after the new one
 */
export function reviewContract(
    model: string,
    before: string,
    after: string,
    { breakingChanges, acceptContract }: ReviewOptions,
): ContractReview {
    if (before === after) return { lines: [] };
    const changes = publishedChanges(before, after);
    const breaking = changes.filter((change) => change.breaking);
    const hash = documentHash(after).slice(0, shortHash);
    if (breakingChanges === "refuse" && breaking.length > 0 && acceptContract !== hash) {
        return { lines: [], refusal: refusal(model, breaking, hash, acceptContract) };
    }
    if (changes.length === 0) return { lines: [] };
    const counted = [
        ...(breaking.length > 0 ? [`${breaking.length} breaking`] : []),
        ...(changes.length > breaking.length ? [`${changes.length - breaking.length} compatible`] : []),
    ];
    const title = `${model}: its contract changes (${counted.join(", ")}), to ${hash}`;
    return { lines: [`${title}:`, ...shown(changes, mostShown)] };
}

function refusal(model: string, breaking: readonly ContractChange[], hash: string, accepted?: string): string {
    return [
        `${model}: its new contract breaks callers of the published one:`,
        ...shown(breaking, mostRefused),
        // In quotes: YAML takes some of them for numbers.
        `Accept this contract (acceptContract: "${hash}", at the endpoint in serving-gateway:endpoints${
            accepted ? `; ${accepted} was given` : ""
        }), or publish it beside the old one (version, or revision to try it), or deploy a model that keeps the contract.`,
    ].join("\n");
}

function shown(changes: readonly ContractChange[], most: number): string[] {
    const lines = changes
        .slice(0, most)
        .map(({ breaking, detail }) => `  ${breaking ? "breaking" : "compatible"}: ${detail}`);
    if (changes.length > most) lines.push(`  and ${changes.length - most} more, in the diff of the document (--diff)`);
    return lines;
}
