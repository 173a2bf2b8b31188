import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "model-services-without-parent",
    claim: "The list of model services without `parent` has those of all schemas that the caller sees.",
    source:
        "public clients list without it (n8n-io/n8n, pull request 37951; databricks/unity-gateway), although " +
        "databricks-sdk 0.162.0 calls it required",
    date: "2026-11-28",
    calls: [
        {
            at: "workspace",
            method: "GET",
            path: "/api/2.1/unity-catalog/model-services?page_size=200",
            expect: { status: 200 },
        },
    ],
};
