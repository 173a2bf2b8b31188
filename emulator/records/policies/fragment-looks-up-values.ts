import { put, remove } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "fragment-looks-up-values",
    claim: "A policy fragment may have the policy cache-lookup-value, more than once.",
    source:
        "contradictory: the page of cache-lookup-value says that fragments do not support it, and that a section has it once; " +
        "Microsoft's own samples have both (Azure-Samples/AI-Gateway issue 404, Azure-Samples/Apim-Samples issue 282)",
    date: "2026-11-28",
    calls: [
        {
            ...put("/policyFragments/$RUN", {
                format: "xml",
                value:
                    '<fragment><cache-lookup-value key="a" variable-name="a" />' +
                    '<cache-lookup-value key="b" variable-name="b" /></fragment>',
            }),
            expect: { status: 200 },
        },
    ],
    cleanup: [remove("/policyFragments/$RUN")],
};
