import * as pulumi from "@pulumi/pulumi";
import type { EndpointSpec } from "./endpointSpec";

/** More would hide the rest of a preview, which shows them each time. */
const mostTold = 3;

/**
 * Warns of endpoints that have a general document, because callers are told less than they could be: of few in a line each,
 * with the reason and the fix, and of many in one line.
 *
 * @param specs by the identifiers of the APIs
 * @param owner whose warnings they are
 */
export function warnOfFallbacks(
    specs: Readonly<Record<string, Pick<EndpointSpec, "origin" | "warnings">>>,
    owner: pulumi.Resource,
): void {
    const told = Object.entries(specs).map(([name, { origin, warnings }]) =>
        pulumi
            .all([origin, warnings])
            .apply(([from, [reason]]) => (from === "fallback" ? [{ name, reason: reason! }] : [])),
    );
    pulumi.all(told).apply(async (all) => {
        for (const line of fallbackLines(all.flat())) await pulumi.log.warn(line, owner);
    });
}

/** What is said of endpoints with a general document. */
export function fallbackLines(general: readonly { readonly name: string; readonly reason: string }[]): string[] {
    if (general.length <= mostTold) return general.map(({ reason }) => reason);
    const names = general.map(({ name }) => name).sort();
    return [
        `${names.length} endpoints serve no OpenAPI document of their own, so that a general one for their task is ` +
            `published: ${names.join(", ")}. Log their models with a signature, or set a document of your own (document, ` +
            "at the endpoint in serving-gateway:endpoints).",
    ];
}
