import { putApi, refused, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "revision-current-stays-current",
    claim: "The current revision cannot say that it is not.",
    source: "inferred: the text",
    date: "2026-11-27",
    setup: [putApi()],
    calls: [{ ...putApi({ isCurrent: false }), expect: refused("isCurrent", "An API always has a current revision.") }],
    cleanup: [removeApi],
};
