import type { CallersSettings } from "../../settings/callers";
import type { LimitSettings } from "../../settings/limits";
import { firstOf, returnError, returnJson, setVariable } from "./controlPolicies";
import type { PolicyElement } from "./policyElement";
import { type Expression, expression, Variable } from "./policyText";

export interface RefusalsArgs {
    readonly callers: CallersSettings;
    /** What is counted, be it of the API or of products that it is in. */
    readonly limits: readonly LimitSettings[];
    /** Addresses are looked at, be it by the API or by products that it is in. */
    readonly filtersAddresses: boolean;
    /** Calls go to a backend entity, whose circuit breaker may be open. */
    readonly hasBackend: boolean;
}

/** A header of the refusal, which an answer of a policy's own would lose. */
const kept = new Variable("refusal-header");

/**
 * What stands in on-error: refusals of API Management's own get Databricks' name of the error as well. Their statuses and
 * headers stay. It is not documented what of a refusal on-error sees; one whose headers it does not see stays as it is.
 */
export function refusals({ callers, limits, filtersAddresses, hasBackend }: RefusalsArgs): PolicyElement[] {
    const waits = limits.some(({ calls, tokens }) => calls ?? tokens?.perMinute);
    const quotas = limits.some(({ quota, tokens }) => quota ?? tokens?.quota);
    const cases = [
        ...(callers.subscriptionKey ? [noKey] : []),
        ...(callers.entra ? [noToken] : []),
        ...(filtersAddresses ? [wrongAddress] : []),
        ...(waits ? [tooOften] : []),
        ...(quotas ? [usedUp] : []),
        ...(hasBackend ? [breakerOpen] : []),
    ];
    return cases.length > 0 ? [firstOf(cases)] : [];
}

type Case = readonly [Expression, readonly PolicyElement[]];

const noKey: Case = [
    expression`context.LastError.Source == "authorization" && context.Response?.Headers.ContainsKey("WWW-Authenticate") == true`,
    [
        setVariable(kept, expression`context.Response.Headers.GetValueOrDefault("WWW-Authenticate", "")`),
        returnJson(
            401,
            "Unauthorized",
            expression`"{ \"statusCode\": 401, \"message\": " + JsonConvert.SerializeObject(context.LastError.Message) + ", \"error_code\": \"UNAUTHENTICATED\" }"`,
            { "WWW-Authenticate": expression`(string)context.Variables["${kept}"]` },
        ),
    ],
];

/** In the policy's own words, which are the same for every reason. */
export const tokenRefused = "Access denied due to a missing or invalid access token.";

const noToken: Case = [
    expression`context.LastError.Source == "validate-azure-ad-token" && context.Response?.Headers.ContainsKey("WWW-Authenticate") == false`,
    [returnError(401, "Unauthorized", tokenRefused)],
];

const wrongAddress: Case = [
    expression`context.LastError.Source == "ip-filter"`,
    [returnError(403, "Forbidden", "Calls from this address are not allowed.")],
];

const tooOften: Case = [
    expression`context.LastError.Section == "inbound" && context.Response?.StatusCode == 429 && context.Response.Headers.ContainsKey("Retry-After")`,
    [
        setVariable(kept, expression`context.Response.Headers.GetValueOrDefault("Retry-After", "")`),
        returnJson(
            429,
            "Too Many Requests",
            expression`"{ \"statusCode\": 429, \"message\": " + JsonConvert.SerializeObject(context.LastError.Message) + ", \"error_code\": \"RESOURCE_EXHAUSTED\" }"`,
            { "Retry-After": expression`(string)context.Variables["${kept}"]` },
        ),
    ],
];

const usedUp: Case = [
    expression`context.LastError.Section == "inbound" && context.Response?.StatusCode == 403 && context.Response.Headers.ContainsKey("Retry-After")`,
    [
        setVariable(kept, expression`context.Response.Headers.GetValueOrDefault("Retry-After", "")`),
        returnJson(
            403,
            "Forbidden",
            expression`"{ \"statusCode\": 403, \"message\": " + JsonConvert.SerializeObject(context.LastError.Message) + ", \"error_code\": \"PERMISSION_DENIED\" }"`,
            { "Retry-After": expression`(string)context.Variables["${kept}"]` },
        ),
    ],
];

const breakerOpen: Case = [
    expression`context.LastError.Section == "backend" && context.Response?.StatusCode == 503 && !context.Response.Headers.ContainsKey("Retry-After")`,
    [
        returnError(
            503,
            "Service Unavailable",
            "The service behind this API gets no calls for a while: it could not answer.",
        ),
    ],
];
