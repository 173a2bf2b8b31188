import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "error-within-stream",
    claim: "An error within a stream comes as an event of a 200 with `error_code` and `message`.",
    source: "inferred: the body",
    date: "2026-11-27",
    calls: [],
    untestable: "An error cannot be made to happen within a stream.",
};
