import type { ApiFeature } from "./apiFeature";
import { firstOf } from "./controlPolicies";
import { returnError } from "./errors";
import type { PolicyElement, Tier } from "./policyElement";
import { expression } from "./policyText";

/** Refuses calls that must not reach the endpoint, before anything is counted or sent. */
export const requestChecks: ApiFeature = ({ called }) =>
    called
        ? [
              {
                  slot: "requestCheck",
                  elements: ({ largestRequest, tier }) => [
                      checks(called.pinnedModel === undefined ? largestRequest : largestRead(largestRequest, tier)),
                  ],
              },
          ]
        : [];

/**
 * Megabytes of a body that policies read: some tiers keep no more than 2 MiB of one (gateway runtime limits, 2026-04).
 */
export function largestRead(megabytes: number, tier: Tier): number {
    return tier === "Consumption" || tier.endsWith("V2") ? Math.min(megabytes, 2) : megabytes;
}

/** @param megabytes most that the endpoint takes in one request, of 1,048,576 bytes each */
function checks(megabytes: number): PolicyElement {
    return firstOf([
        [leavesEndpoint, [returnError(400, "Bad Request", "The path has a part that leads elsewhere. Leave it out.")]],
        [
            tooLarge(megabytes * 1024 * 1024),
            [returnError(413, "Content Too Large", `The request is larger than ${megabytes} MB. Send less at a time.`)],
        ],
    ]);
}

/**
 * What the backend's address is put together with must not lead out of the endpoint, with the gateway's credential: no
 * segment of dots, no empty one, no backslash, and no slash within a segment, also where their characters are escaped, be
 * it more than once or in the overlong form of UTF-8. Both what the caller wrote and what the gateway made of it fit, for
 * nobody documents which of them a policy sees.
 */
const leavesEndpoint = expression`Regex.IsMatch(context.Request.OriginalUrl.Path, "\\\\|//|%(25)*(2f|5c)|%c[01]|/(\\.|%(25)*2e){1,2}(/|;|%(25)*3b|$)", RegexOptions.IgnoreCase)`;

/**
 * Known where a request tells its length. The endpoint breaks off the others, and reading them here would keep them whole:
 * up to 500 MiB in classic tiers, and no more than 2 MiB in the others.
 */
export function tooLarge(bytes: number) {
    return expression`long.TryParse(context.Request.Headers.GetValueOrDefault("Content-Length", ""), out var length) && length > ${bytes}`;
}
