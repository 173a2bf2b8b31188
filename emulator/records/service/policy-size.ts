import { putApi, putPolicy, refused, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "policy-size",
    claim: "A policy document above the size of its tier is refused: 16 KiB in Consumption, 512 KiB in the others.",
    source: "service limits, 2026-04-08; inferred: the text",
    date: "2026-11-27",
    tiers: ["Consumption"],
    setup: [putApi()],
    calls: [
        {
            ...putPolicy({ inbound: `<set-variable name="a" value="${"x".repeat(16 * 1024)}" />` }),
            expect: refused("representation", "Policy document exceeds the limit of 16 KiB."),
        },
    ],
    cleanup: [removeApi],
};
