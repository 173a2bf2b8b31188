import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "policy-calls-are-dependencies",
    claim: "Calls that policies make are rows of `dependencies` with the type `HTTP`, beside the backend's with the type `Backend`.",
    source: "service changelog, June 2026; inferred: the type and the members of such a row",
    date: "2026-11-27",
    calls: [],
    untestable: "It shows in Application Insights only.",
};
