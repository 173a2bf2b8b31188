import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "oauth-details-not-granted",
    claim: "A token for an endpoint that its client may not query is refused with 403 `access_denied`.",
    source: "inferred: which error it is",
    date: "2026-11-27",
    calls: [],
    untestable: "It needs an OAuth client of the workspace without permissions.",
};
