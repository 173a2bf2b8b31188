import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "alert-rule-members",
    claim:
        "A scheduled query rule whose members do not fit each other is refused with 400 BadRequest: a muted one that resolves " +
        "itself, more failing periods than periods, more than two days, no column for an aggregation.",
    source: "REST specification of Microsoft.Insights/scheduledQueryRules 2023-12-01; inferred: code and texts",
    date: "2026-11-28",
    calls: [],
    untestable: "A rule is beside the service, and needs an Application Insights resource.",
};
