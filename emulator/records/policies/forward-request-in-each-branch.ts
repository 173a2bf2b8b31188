import { putApi, putPolicy, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "forward-request-in-each-branch",
    claim: "A `forward-request` may stand in each branch of one `choose`, because only one of them runs.",
    source: "inferred from published policies",
    date: "2026-11-27",
    setup: [putApi()],
    calls: [
        {
            ...putPolicy({
                backend:
                    '<choose><when condition="@(context.Variables.ContainsKey("a"))"><forward-request /></when><otherwise><forward-request timeout="60" /></otherwise></choose>',
            }),
            expect: { status: 201 },
        },
    ],
    cleanup: [removeApi],
};
