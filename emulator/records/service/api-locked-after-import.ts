import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "api-locked-after-import",
    claim: "An API refuses writes for a while after the operation of its import has ended; a PATCH of its own path tells when it takes them.",
    source: "https://github.com/Azure/apiops-cli/issues/252; that a PATCH meets the same lock and changes nothing is inferred",
    date: "2026-11-27",
    calls: [],
    untestable: "How long it takes, and whether it happens at all, differs from import to import.",
};
