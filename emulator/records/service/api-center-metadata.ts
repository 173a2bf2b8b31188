import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "api-center-metadata",
    claim:
        "An API Center refuses an API, an environment or a deployment without metadata that a metadata schema requires of it, " +
        "and one with metadata that no schema assigns to it.",
    source: "https://learn.microsoft.com/azure/api-center/metadata; inferred: that Azure Resource Manager refuses it, with 400",
    date: "2026-11-28",
    calls: [],
    untestable: "An API Center is beside the service.",
};
