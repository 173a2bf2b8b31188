import { importDocument, importRefused, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "unresolved-reference",
    claim: "A reference that names nothing is refused at what it names.",
    source: "inferred: the pointer; OpenAPI.NET has the text",
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
                                    content: {
                                        "application/json": { schema: { $ref: "#/components/schemas/Nobody" } },
                                    },
                                },
                            },
                        },
                    },
                },
            }),
            expect: importRefused(
                "Invalid Reference identifier 'Nobody'. [#/components/schemas/Nobody]",
                "The input OpenAPI file is not valid for the OpenAPI specification https://github.com/OAI/OpenAPI-Specification/blob/master/versions/3.0.1.md (schema https://github.com/OAI/OpenAPI-Specification/blob/master/schemas/v3.0/schema.yaml).",
            ),
        },
    ],
    cleanup: [removeApi],
};
