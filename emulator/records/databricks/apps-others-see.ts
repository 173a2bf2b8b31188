import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "apps-others-see",
    claim: "Who has no permission on an app does not find it in the list, and gets 403 for the app itself.",
    source: "inferred",
    date: "2026-11-28",
    calls: [
        {
            at: "workspace",
            method: "GET",
            path: "/api/2.0/apps/$APP",
            headers: { authorization: "Bearer $NOBODY_TOKEN" },
            expect: { status: 403, body: { error_code: "PERMISSION_DENIED" } },
        },
    ],
};
