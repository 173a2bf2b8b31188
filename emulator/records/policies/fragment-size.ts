import { put, refused, remove } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "fragment-size",
    claim: "A policy fragment above 32 KiB is refused.",
    source: "policy fragments page, whose newest copy says 512 KB; inferred: the text",
    date: "2026-11-28",
    calls: [
        {
            ...put("/policyFragments/$RUN", {
                format: "xml",
                value: `<fragment><set-variable name="a" value="${"x".repeat(32 * 1024)}" /></fragment>`,
            }),
            expect: refused("representation", "Policy fragment exceeds the limit of 32 KiB."),
        },
    ],
    cleanup: [remove("/policyFragments/$RUN")],
};
