import { put, putApi, putPolicy, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "path-parameter-keeps-escapes",
    claim: "A path parameter takes an escaped slash, and a policy sees dots and slash in context.Request.OriginalUrl.Path, escaped or not.",
    source: "inferred",
    date: "2026-11-27",
    setup: [
        putApi({ serviceUrl: "$UPSTREAM" }),
        put("/apis/$RUN/operations/call", {
            displayName: "Call",
            method: "POST",
            urlTemplate: "/models/{id}/call",
            templateParameters: [{ name: "id", type: "string", required: true }],
        }),
        putPolicy({
            inbound:
                '<choose><when condition="@(Regex.IsMatch(context.Request.OriginalUrl.Path, "(\\\\.|%2e){2}(/|%2f)", RegexOptions.IgnoreCase))">' +
                '<return-response><set-status code="418" reason="Seen" /></return-response></when></choose>',
        }),
    ],
    calls: [{ at: "gateway", method: "POST", path: "/$RUN/models/a%2F%2E%2E%2Fb/call", expect: { status: 418 } }],
    cleanup: [removeApi],
};
