import { callApi, putApi, putOperation, putPolicy, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "expression-double-digits",
    claim: "A double in an expression is written with the fewest digits that read as the same number.",
    source: "inferred: .NET Framework writes 15 digits; nothing says which runtime the service has",
    date: "2026-11-28",
    setup: [
        putApi(),
        putOperation,
        putPolicy({
            inbound:
                '<return-response><set-status code="200" /><set-header name="Seen"><value>@((0.1 + 0.2).ToString())</value></set-header></return-response>',
        }),
    ],
    calls: [{ ...callApi(), expect: { status: 200, headers: { seen: "0.30000000000000004" } } }],
    cleanup: [removeApi],
};
