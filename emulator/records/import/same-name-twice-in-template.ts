import { importDocument, importRefused, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "same-name-twice-in-template",
    claim: "A name that stands twice in a URL template, case ignored, is refused.",
    source: "inferred: the text; the rule is documented (import restrictions)",
    date: "2026-11-27",
    calls: [
        {
            ...importDocument({
                paths: {
                    "/a/{b}": {
                        get: {
                            parameters: [
                                { name: "b", in: "path", required: true, schema: { type: "string" } },
                                { name: "B", in: "query", required: true, schema: { type: "string" } },
                            ],
                            responses: { "200": { description: "OK" } },
                        },
                    },
                },
            }),
            expect: importRefused(
                "The name 'B' stands more than once in the URL template '/a/{b}?B={B}', case ignored. [#/paths/~1a~1{b}/get]",
            ),
        },
    ],
    cleanup: [removeApi],
};
