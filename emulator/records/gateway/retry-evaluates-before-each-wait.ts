import { callApi, putApi, putOperation, putPolicy, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

const tries = 'context.Variables.GetValueOrDefault<int>("tries", 0)';

export const record: ParityRecord = {
    id: "retry-evaluates-before-each-wait",
    claim: "The attributes of `retry` are evaluated before each wait.",
    source: "inferred: the documentation only says that each attribute takes expressions",
    date: "2026-11-27",
    setup: [
        putApi(),
        putOperation,
        putPolicy({
            inbound:
                `<retry condition="@(true)" count="@(${tries} < 2 ? 5 : 1)" interval="0">` +
                `<set-variable name="tries" value="@(${tries} + 1)" /></retry>` +
                '<return-response><set-status code="200" /><set-header name="Tries">' +
                `<value>@(${tries}.ToString())</value></set-header></return-response>`,
        }),
    ],
    calls: [{ ...callApi(), expect: { status: 200, headers: { tries: "2" } } }],
    cleanup: [removeApi],
};
