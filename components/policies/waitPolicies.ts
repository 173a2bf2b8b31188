import type { ApiFeature } from "./apiFeature";
import { when } from "./controlPolicies";
import { setHeader } from "./headerPolicies";
import { expression } from "./policyText";

/**
 * How long callers wait before they try again: always a number of seconds, and never more than clients wait. OpenAI's .NET
 * client repeats at once where nothing is said, and waits without a limit where it is; the Python client does not repeat
 * beyond two minutes.
 */
export const waits: ApiFeature = ({ called }) => [
    ...(called
        ? [{ slot: "longWait", elements: () => [when(isLong, [setHeader("Retry-After", "120")])] } as const]
        : []),
    { slot: "untoldWait", elements: () => [when(isUntold, [setHeader("Retry-After", "10")])] },
];

/** The endpoint's own, be it in seconds or a date. */
const isLong = expression`context.Response.StatusCode >= 408 && context.Response.Headers.ContainsKey("Retry-After") && !(int.TryParse(context.Response.Headers.GetValueOrDefault("Retry-After", ""), out var wait) && wait >= 0 && wait <= 120)`;

/** The gateway's own refusals that no policy replaces; where on-error sees no answer yet, it is a 500. */
const isUntold = expression`context.Response == null || (context.Response.StatusCode == 408 || context.Response.StatusCode == 429 || context.Response.StatusCode >= 500) && !context.Response.Headers.ContainsKey("Retry-After")`;
