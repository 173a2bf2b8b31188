import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "privileges-of-others",
    claim:
        "Whoever lacks MANAGE on a model service, schema or catalog reads no privileges but their own, and gets 403 " +
        "`PERMISSION_DENIED` for those of others.",
    source: "inferred: documentation says who may manage privileges, and not who may read them",
    date: "2026-11-28",
    calls: [
        {
            at: "workspace",
            method: "GET",
            path: "/api/2.1/unity-catalog/effective-permissions/model_service/$MODEL_SERVICE",
            headers: { authorization: "Bearer $NOBODY_TOKEN" },
            expect: { status: 403, body: { error_code: "PERMISSION_DENIED" } },
        },
    ],
};
