import { importDocument, importRefused, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "placeholder-without-parameter",
    claim: "A placeholder of a path that no parameter describes is refused.",
    source: "service changelog, September 2025; inferred: the text, which an operation that is put by itself gets",
    date: "2026-11-27",
    calls: [
        {
            ...importDocument({ paths: { "/a/{b}": { get: { responses: { "200": { description: "OK" } } } } } }),
            expect: importRefused(
                "All template parameters used in the UriTemplate must be defined in the Operation, and vice-versa. [#/paths/~1a~1{b}/get]",
            ),
        },
    ],
    cleanup: [removeApi],
};
