import { put, remove } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "backend-needs-address",
    claim: "A backend that is no pool needs an address and a protocol.",
    source: "inferred: the text",
    date: "2026-11-27",
    calls: [
        {
            ...put("/backends/$RUN", {}),
            expect: {
                status: 400,
                body: {
                    error: {
                        details: [
                            { target: "url", message: "Value is required for 'url'." },
                            { target: "protocol", message: "Value is required for 'protocol'." },
                        ],
                    },
                },
            },
        },
    ],
    cleanup: [remove("/backends/$RUN")],
};
