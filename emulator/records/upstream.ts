import { callApi, put, putApi, putPolicy, removeApi } from "./build";
import type { ParityRecord } from "./parityRecord";

const answers = [400, 403, 418, 503, 200].map((status) => {
    const answer =
        `<return-response><set-status code="${status}" />` +
        '<set-header name="Content-Type" exists-action="override">' +
        '<value>@(context.Request.Headers.GetValueOrDefault("Content-Type", "text/plain"))</value></set-header>' +
        '<set-header name="X-Got" exists-action="override">' +
        '<value>@(context.Request.Headers.GetValueOrDefault("X-Sent", ""))</value></set-header>' +
        "<set-body>@(context.Request.Body.As<string>(preserveContent: true))</set-body></return-response>";
    const asked = `context.Request.OriginalUrl.Query.GetValueOrDefault("status", "200") == "${status}"`;
    return `<when condition="@(${asked})">${answer}</when>`;
});

/**
 * What `$UPSTREAM` stands for while it is there: the API `$RUN`, which answers by its policy alone, so that records call no
 * host but the service's own.
 */
export const upstream: ParityRecord = {
    id: "upstream",
    claim: "An API answers with the request's body, its content type and the status that the query asks for.",
    source: "policy reference: choose, return-response, set-body",
    date: "2026-11-28",
    setup: [
        putApi(),
        put("/apis/$RUN/operations/any", { displayName: "Any", method: "POST", urlTemplate: "/*" }),
        putPolicy({ inbound: `<choose>${answers.join("")}</choose>` }),
    ],
    calls: [{ ...callApi({ path: "/$RUN/call?status=418", body: { a: 1 } }), expect: { status: 418, body: { a: 1 } } }],
    cleanup: [removeApi],
};
