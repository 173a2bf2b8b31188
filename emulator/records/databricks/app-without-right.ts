import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "app-without-right",
    claim: "Who lacks CAN_USE on an app gets 403 from it.",
    source: 'documentation, "Configure permissions for a Databricks app"; inferred: the status and the body',
    date: "2026-11-28",
    calls: [],
    untestable: "An app has a host of its own, which a record has no variable for.",
};
