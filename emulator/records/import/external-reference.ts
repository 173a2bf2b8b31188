import { importDocument, importRefused, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "external-reference",
    claim: "A reference to another file is refused.",
    source: "inferred: the text; the rule is documented (import restrictions)",
    date: "2026-11-27",
    calls: [
        {
            ...importDocument({
                paths: {
                    "/a": {
                        get: {
                            responses: {
                                "200": {
                                    description: "OK",
                                    content: { "application/json": { schema: { $ref: "other.json#/a" } } },
                                },
                            },
                        },
                    },
                },
            }),
            expect: importRefused(
                "The reference string 'other.json#/a' has invalid format. [#/paths/~1a/get/responses/200/content/application~1json/schema]",
                "The input OpenAPI file is not valid for the OpenAPI specification https://github.com/OAI/OpenAPI-Specification/blob/master/versions/3.0.1.md (schema https://github.com/OAI/OpenAPI-Specification/blob/master/schemas/v3.0/schema.yaml).",
            ),
        },
    ],
    cleanup: [removeApi],
};
