import type { ResilienceSettings, RetrySettings } from "../../settings/resilience";
import type { ApiFeature, Renewal } from "./apiFeature";
import { choose, firstOf, retry, setVariable, when } from "./controlPolicies";
import { returnError } from "./errors";
import type { PolicyElement } from "./policyElement";
import { expression, Variable } from "./policyText";
import { forwardRequest } from "./requestPolicies";

/** Calls the endpoint, and tells callers where it gave no answer. */
export const call: ApiFeature = ({ called, resilience, pool }) =>
    called
        ? [
              {
                  slot: "call",
                  elements: (facts) => {
                      const settings = { ...resilience, pooled: pool !== undefined, streams: facts.streams };
                      return callPolicies(settings, called.credential.policies(facts).renewal);
                  },
              },
              { slot: "withoutAnswer", elements: () => withoutAnswer },
          ]
        : [];

interface CallSettings extends Pick<ResilienceSettings, "retry" | "timeout"> {
    /** Calls go to a pool, where another member may answer at once. */
    readonly pooled: boolean;
    /** Answers may come piece by piece. */
    readonly streams: boolean;
}

/** How long to wait until the next repetition, in seconds. */
const wait = new Variable("databricks-retry-after");
const waited = new Variable("databricks-waited");

/**
 * A body is kept, and so can be sent again, up to 2 MiB: what API Management buffers in every tier. Of a request that
 * does not tell its length nobody knows, so that it is not kept.
 */
const bodyIsKept = expression`long.TryParse(context.Request.Headers.GetValueOrDefault("Content-Length", ""), out var length) && length <= 2097152`;

const hadNoTime = expression`context.Response != null && (context.Response.StatusCode == 429 || context.Response.StatusCode == 503)`;

/** The endpoint's own words; without any, a second, as Databricks' SDK does. What is no number of seconds is too long. */
const retryAfter = expression`int.TryParse(context.Response.Headers.GetValueOrDefault("Retry-After", "1"), out var seconds) && seconds >= 0 ? seconds : 86400`;

/**
 * The one policy of the backend section: it calls the endpoint, and again where that is worth it. When the repetitions
 * are used up, the endpoint's last answer is the caller's.
 */
function callPolicies({ retry, timeout, pooled, streams }: CallSettings, renewal?: Renewal) {
    const forward = (keepBody: boolean) => forwardRequest({ timeout, keepBody, streams });
    if (!retry && !renewal) return [forward(false)];
    const call = renewal ? renewal.around(forward(true)) : forward(true);
    const calls = retry ? repeated(call, retry, pooled) : call;
    return [choose(bodyIsKept, [calls], [forward(false), ...(renewal?.afterwards ?? [])])];
}

function repeated(call: PolicyElement, { count, longestWait }: RetrySettings, pooled: boolean): PolicyElement {
    if (pooled) return retry(hadNoTime, { count, interval: 0 }, [call]);
    // Without an answer of the endpoint there is no time to wait: a circuit breaker that is open is left alone.
    const again = expression`context.Response != null && (context.Response.StatusCode == 429 || context.Response.StatusCode == 503) && context.Variables.GetValueOrDefault<int>("${wait}", 86400) <= ${longestWait}`;
    return retry(again, { count, interval: 0 }, [
        when(expression`context.Variables.ContainsKey("${wait}")`, [waiting]),
        call,
        setVariable(wait, retryAfter),
    ]);
}

/**
 * Waits, by a repetition of nothing. It is not documented whether a `retry` evaluates its interval before each
 * repetition or when it begins; this one begins when the time is known.
 */
const waiting = retry(
    expression`context.Variables.ContainsKey("${wait}")`,
    { count: 1, interval: expression`(int)context.Variables["${wait}"]` },
    [setVariable(waited, "yes")],
);

/**
 * What stands in on-error: where there was no answer, callers are told so in statuses that mean it, and not that the
 * gateway failed (500).
 */
const withoutAnswer: readonly PolicyElement[] = [
    firstOf([
        [
            expression`context.LastError.Reason == "Timeout"`,
            [returnError(504, "Gateway Timeout", "The service behind this API did not answer in time.")],
        ],
        [
            expression`context.LastError.Reason == "BackendConnectionFailure"`,
            [returnError(502, "Bad Gateway", "The service behind this API could not be reached.")],
        ],
    ]),
];
