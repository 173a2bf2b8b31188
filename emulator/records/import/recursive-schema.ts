import { importDocument, importRefused, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "recursive-schema",
    claim: "A schema that contains itself is refused.",
    source: "inferred: the text; the rule is documented (import restrictions)",
    date: "2026-11-27",
    calls: [
        {
            ...importDocument({
                paths: { "/a": { get: { responses: { "200": { description: "OK" } } } } },
                components: {
                    schemas: { Node: { type: "object", properties: { next: { $ref: "#/components/schemas/Node" } } } },
                },
            }),
            expect: importRefused(
                "Schema 'Node' refers to itself. Recursive schemas are not supported. [#/components/schemas/Node]",
            ),
        },
    ],
    cleanup: [removeApi],
};
