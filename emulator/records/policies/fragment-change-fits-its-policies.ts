import { put, putApi, putPolicy, refused, remove, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

const fragment = (policy: string) =>
    put("/policyFragments/$RUN", { format: "xml", value: `<fragment>${policy}</fragment>` });

export const record: ParityRecord = {
    id: "fragment-change-fits-its-policies",
    claim: "A change of a policy fragment is refused where a policy that includes it cannot hold it.",
    source: "inferred",
    date: "2026-11-28",
    setup: [
        fragment('<set-variable name="a" value="b" />'),
        putApi(),
        putPolicy({ inbound: '<include-fragment fragment-id="$RUN" />' }),
    ],
    calls: [
        {
            ...fragment("<forward-request />"),
            expect: refused("forward-request", {
                matches:
                    "Error in element 'forward-request' on line \\d+, column \\d+: Policy is not allowed in the specified section",
            }),
        },
    ],
    cleanup: [removeApi, remove("/policyFragments/$RUN")],
};
