import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "api-center-references",
    claim:
        "A deployment of an API Center names an environment and a definition by their ids below the service, and is refused " +
        "where one of them does not exist. An API takes its versions, definitions and deployments along when it is deleted.",
    source: "REST specification of Microsoft.ApiCenter 2024-03-01, examples of Deployments_CreateOrUpdate; inferred: both refusals and the deletion",
    date: "2026-11-28",
    calls: [],
    untestable: "An API Center is beside the service.",
};
