import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "model-service-without-rights",
    claim: "Who may not see a model service gets 403 `PERMISSION_DENIED` when reading it, and does not find it in lists.",
    source: "databricks-sdk 0.162.0 (which privileges are needed); inferred: status, code and text of the refusal",
    date: "2026-11-28",
    calls: [
        {
            at: "workspace",
            method: "GET",
            path: "/api/2.1/unity-catalog/model-services/$MODEL_SERVICE",
            headers: { authorization: "Bearer $NOBODY_TOKEN" },
            expect: { status: 403, body: { error_code: "PERMISSION_DENIED" } },
        },
    ],
};
