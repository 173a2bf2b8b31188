import { putApi, putPolicy, refused, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "forward-request-one-timeout",
    claim: "A `forward-request` with both timeouts is refused.",
    source: "inferred: the text; the rule is documented",
    date: "2026-11-27",
    setup: [putApi()],
    calls: [
        {
            ...putPolicy({ backend: '<forward-request timeout="1" timeout-ms="1000" />' }),
            expect: refused("forward-request", {
                matches:
                    "Error in element 'forward-request' on line \\d+, column \\d+: Only one of 'timeout' and 'timeout-ms' can be specified\\.",
            }),
        },
    ],
    cleanup: [removeApi],
};
