import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "backend-credentials-replace-headers",
    claim: "The credentials of a backend take the place of headers of the same name that the request has.",
    source: "inferred",
    date: "2026-11-27",
    calls: [],
    untestable: "The upstream endpoint does not tell which headers it got.",
};
