import { callApi, putApi, putOperation, putPolicy, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "response-body-is-kept",
    claim: "A body that the backend section reads with preserveContent still goes to the caller.",
    source: "inferred: documented for bodies, not for what a forward-request without a buffer brings (policy expressions, IMessageBody)",
    date: "2026-11-27",
    setup: [
        putApi({ serviceUrl: "$UPSTREAM" }),
        putOperation,
        putPolicy({
            backend:
                '<retry condition="@(context.Variables.GetValueOrDefault<bool>("said", false))" count="1" interval="0">' +
                '<forward-request buffer-request-body="true" buffer-response="false" />' +
                '<set-variable name="said" value="@(context.Response != null && (context.Response.StatusCode == 401 || ' +
                'context.Response.StatusCode == 403 && Regex.IsMatch(context.Response.Body?.As<string>(preserveContent: true) ?? "", ' +
                '"never", RegexOptions.IgnoreCase)))" />' +
                "</retry>",
        }),
    ],
    calls: [
        {
            ...callApi({ path: "/$RUN/call?status=403", body: { message: "no" } }),
            expect: { status: 403, body: { message: "no" } },
        },
    ],
    cleanup: [removeApi],
};
