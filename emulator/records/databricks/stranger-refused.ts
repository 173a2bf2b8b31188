import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "stranger-refused",
    claim: "A token of somebody whom the workspace does not know gets 403 `User not authorized`.",
    source: "inferred: the body; the text is documented",
    date: "2026-11-27",
    calls: [],
    untestable: "It needs a token of a principal outside of the workspace.",
};
