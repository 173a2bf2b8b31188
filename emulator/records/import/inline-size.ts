import { importDocument, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "inline-size",
    claim: "A document of more than 4 MiB that comes inline is refused.",
    source: "inferred: the text; the rule is documented (import restrictions)",
    date: "2026-11-27",
    calls: [
        {
            ...importDocument({
                paths: { "/a": { get: { responses: { "200": { description: "OK" } } } } },
                "x-long": "x".repeat(4 * 1024 * 1024),
            }),
            expect: { status: 400, body: { error: { code: "ValidationError" } } },
        },
    ],
    cleanup: [removeApi],
};
