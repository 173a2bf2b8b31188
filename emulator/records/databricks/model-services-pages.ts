import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "model-services-pages",
    claim:
        "A page of the list of model services may be empty although more follow, because what the caller must not see is " +
        "left out of a page afterwards. A `page_size` above the limit is refused.",
    source: "databricks/unity-gateway, pull request 464 (empty pages); inferred: the refusal",
    date: "2026-11-28",
    calls: [
        {
            at: "workspace",
            method: "GET",
            path: "/api/2.1/unity-catalog/model-services?page_size=201&view=FULL",
            expect: { status: 400, body: { error_code: "INVALID_PARAMETER_VALUE" } },
        },
    ],
};
