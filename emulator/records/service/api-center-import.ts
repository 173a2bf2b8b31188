import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "api-center-import",
    claim:
        "An API Center accepts a document of a definition with 202 and a Location below the service, `operationResults`, which " +
        "answers 202 until the import has ended, and then 200 or the error. Text without `openapi` or `swagger` is an error. " +
        "exportSpecification gives the same text back, inline.",
    source:
        "REST specification of Microsoft.ApiCenter 2024-03-01 (ApiDefinitions_ImportSpecification) and its resource provider " +
        "operations; inferred: the address, how an import fails, that an export is inline",
    date: "2026-11-28",
    calls: [],
    untestable: "An API Center is beside the service.",
};
