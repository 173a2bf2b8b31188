import { callApi, putApi, putOperation, putPolicy, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "on-error-sees-a-refused-key",
    claim: "Where a key is missing, on-error sees WWW-Authenticate in context.Response, and the source authorization in context.LastError.",
    source: "inferred: that the header is seen; the source is documented (API Management error handling, predefined errors for built-in steps)",
    date: "2026-11-27",
    setup: [
        putApi({ subscriptionRequired: true }),
        putOperation,
        putPolicy({
            "on-error":
                '<choose><when condition="@(context.LastError.Source == "authorization")">' +
                '<set-header name="Seen"><value>@(context.Response.Headers.GetValueOrDefault("WWW-Authenticate", "none"))</value></set-header>' +
                "</when></choose>",
        }),
    ],
    calls: [
        {
            ...callApi(),
            expect: { status: 401, headers: { seen: { matches: "AzureApiManagementKey realm=.*" } } },
        },
    ],
    cleanup: [removeApi],
};
