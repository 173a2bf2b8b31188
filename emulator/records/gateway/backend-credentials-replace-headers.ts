import { callApi, put, putApi, putOperation, putPolicy, remove, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "backend-credentials-replace-headers",
    claim: "The credentials of a backend take the place of headers of the same name that the request has.",
    source: "inferred",
    date: "2026-11-27",
    setup: [
        put("/backends/$RUN", {
            url: "$UPSTREAM",
            protocol: "http",
            credentials: { header: { "x-sent": ["by the backend"] } },
        }),
        putApi(),
        putOperation,
        putPolicy({ inbound: '<set-backend-service backend-id="$RUN" />' }),
    ],
    calls: [
        {
            ...callApi({ headers: { "x-sent": "by the caller" } }),
            expect: { status: 200, headers: { "x-got": "by the backend" } },
        },
    ],
    cleanup: [removeApi, remove("/backends/$RUN")],
};
