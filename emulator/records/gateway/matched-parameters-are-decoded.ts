import { put, putApi, putPolicy, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "matched-parameters-are-decoded",
    claim: "context.Request.MatchedParameters has the parameters of the operation's template by their names, decoded.",
    source: "inferred: policy expressions, IRequest, say nothing of escapes",
    date: "2026-11-28",
    setup: [
        putApi(),
        put("/apis/$RUN/operations/show", {
            displayName: "Show",
            method: "GET",
            urlTemplate: "/models/{model}",
            templateParameters: [{ name: "model", type: "string", required: true }],
        }),
        putPolicy({
            inbound:
                '<return-response><set-status code="200" /><set-header name="Seen"><value>@(context.Request.MatchedParameters["model"])</value></set-header></return-response>',
        }),
    ],
    calls: [
        {
            at: "gateway",
            method: "GET",
            path: "/$RUN/models/a%2Db",
            expect: { status: 200, headers: { seen: "a-b" } },
        },
    ],
    cleanup: [removeApi],
};
