import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "tables-do-not-stream",
    claim: "A model of tables refuses `stream: true`.",
    source: "inferred: which error; that they do not stream is documented",
    date: "2026-11-27",
    calls: [
        {
            at: "workspace",
            method: "POST",
            path: "/serving-endpoints/$TABLE_ENDPOINT/invocations",
            headers: { "content-type": "application/json" },
            body: '{"dataframe_records": [$TABLE_ROW], "stream": true}',
            expect: {
                status: 400,
                body: { error_code: "BAD_REQUEST", message: "This endpoint does not support streaming." },
            },
        },
    ],
};
