import { putApi, putPolicy, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

const metric =
    '<llm-emit-token-metric namespace="models"><dimension name="API ID" value="@(context.Api.Id)" /></llm-emit-token-metric>';

export const record: ParityRecord = {
    id: "token-metric-own-value",
    claim: "A default dimension of llm-emit-token-metric takes a value of its own, which is logged in place of the default.",
    source: "inferred: the reference says that default dimensions need no value, and not that they take none",
    date: "2026-11-28",
    setup: [putApi()],
    calls: [{ ...putPolicy({ inbound: metric }), expect: { status: 201 } }],
    cleanup: [removeApi],
};
