import { callApi, putApi, putOperation, putPolicy, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "expression-line-ends",
    claim: "JSON that an expression writes with indents has line feeds alone between its lines.",
    source: "inferred: .NET writes those of its platform, and nothing says which one the service has",
    date: "2026-11-28",
    setup: [
        putApi(),
        putOperation,
        putPolicy({
            inbound:
                '<return-response><set-status code="200" /><set-header name="Seen"><value>@(JObject.Parse("{\\"a\\":1}").ToString().Length.ToString())</value></set-header></return-response>',
        }),
    ],
    calls: [{ ...callApi(), expect: { status: 200, headers: { seen: "12" } } }],
    cleanup: [removeApi],
};
