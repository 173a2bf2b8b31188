import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "oauth-token-revoked",
    claim: "A revoked OAuth token gets 401 `The access token has been revoked`.",
    source: "inferred",
    date: "2026-11-27",
    calls: [],
    untestable: "It needs an OAuth token that can be revoked.",
};
