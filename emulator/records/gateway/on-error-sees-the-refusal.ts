import { callApi, putApi, putOperation, putPolicy, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "on-error-sees-the-refusal",
    claim: "Where a policy refuses a call, on-error sees its status and headers in context.Response, and its name in context.LastError.",
    source: "inferred: published policies read context.Response.StatusCode and Retry-After there; documented are context.LastError and its Source (API Management error handling)",
    date: "2026-11-27",
    setup: [
        putApi({ serviceUrl: "$UPSTREAM" }),
        putOperation,
        putPolicy({
            inbound: '<rate-limit-by-key calls="1" renewal-period="60" counter-key="$RUN" />',
            "on-error":
                '<choose><when condition="@(context.LastError.Source == "rate-limit-by-key")">' +
                '<set-header name="Seen"><value>@(context.Response.Headers.GetValueOrDefault("Retry-After", "none"))</value></set-header>' +
                "</when></choose>",
        }),
    ],
    calls: [
        { ...callApi(), expect: { status: 200, headers: { seen: null } } },
        { ...callApi(), expect: { status: 429, headers: { seen: { matches: "\\d+" } } } },
    ],
    cleanup: [removeApi],
};
