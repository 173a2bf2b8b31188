import { importDocument, importRefused, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

/** With the document and the three levels around it, the last text stands on level 64. */
const nested = Array.from({ length: 30 }).reduce<object>((a) => ({ type: "object", properties: { a } }), {
    type: "string",
});

export const record: ParityRecord = {
    id: "nested-too-deep",
    claim: "A document in which something stands on level 64 of maps and lists is refused.",
    source: "OpenAPI.NET 1.6.31, run; inferred: that the service has this line of it (1.6.11 has no limit)",
    date: "2026-11-27",
    calls: [
        {
            ...importDocument({
                paths: { "/a": { get: { responses: { "200": { description: "OK" } } } } },
                components: { schemas: { Deep: nested } },
            }),
            expect: importRefused(
                "The YAML document exceeds the maximum supported nesting depth of 64.",
                "The input OpenAPI file is not valid for the OpenAPI specification https://github.com/OAI/OpenAPI-Specification/blob/master/versions/3.0.1.md (schema https://github.com/OAI/OpenAPI-Specification/blob/master/schemas/v3.0/schema.yaml).",
            ),
        },
    ],
    cleanup: [removeApi],
};
