import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "query-without-permission",
    claim: "Who may not query an endpoint gets 403 `PERMISSION_DENIED`.",
    source: "inferred: the text; the code is documented",
    date: "2026-11-27",
    calls: [
        {
            at: "workspace",
            method: "POST",
            path: "/serving-endpoints/$ENDPOINT/invocations",
            headers: { authorization: "Bearer $NOBODY_TOKEN" },
            body: { messages: [{ role: "user", content: "Hi" }] },
            expect: { status: 403, body: { error_code: "PERMISSION_DENIED" } },
        },
    ],
};
