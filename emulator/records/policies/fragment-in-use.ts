import { put, putApi, putPolicy, remove, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "fragment-in-use",
    claim: "A policy fragment that a policy includes cannot be deleted.",
    source: "https://github.com/Azure/apiops-cli/issues/261",
    date: "2026-11-28",
    setup: [
        put("/policyFragments/$RUN", {
            format: "xml",
            value: '<fragment><set-variable name="a" value="b" /></fragment>',
        }),
        putApi(),
        putPolicy({ inbound: '<include-fragment fragment-id="$RUN" />' }),
    ],
    calls: [
        {
            ...remove("/policyFragments/$RUN"),
            expect: {
                status: 400,
                body: {
                    error: {
                        code: "ValidationError",
                        message:
                            "The Policy Fragment '$RUN' is used by the following entities:\r\n/apis/$RUN/policies/policy\r\n",
                    },
                },
            },
        },
    ],
    cleanup: [removeApi, remove("/policyFragments/$RUN")],
};
