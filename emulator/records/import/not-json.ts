import { putApi, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "not-json",
    claim: "What is neither JSON nor YAML is refused with the parser's place.",
    source: "inferred: the words, which depend on the state of the parser; public reports have their shape",
    date: "2026-11-27",
    calls: [
        {
            ...putApi({ format: "openapi+json", value: "{" }),
            expect: {
                status: 400,
                body: {
                    error: {
                        code: "ValidationError",
                        details: [
                            {
                                target: "representation",
                                message: {
                                    matches: "Parsing error\\(s\\): \\(Lin: \\d+, Col: \\d+, Chr: \\d+\\) - .*",
                                },
                            },
                            { target: "representation" },
                        ],
                    },
                },
            },
        },
    ],
    cleanup: [removeApi],
};
