import { importDocument, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "multipart-body",
    claim: "An operation that takes multipart/form-data is imported with this media type.",
    source:
        "inferred: the import restrictions named it as unsupported for OpenAPI 3 in 2019, and now name form parameters of " +
        "OpenAPI 2.0 only",
    date: "2026-11-28",
    setup: [
        importDocument({
            paths: {
                "/uploads": {
                    post: {
                        operationId: "upload",
                        requestBody: {
                            content: {
                                "multipart/form-data": {
                                    schema: {
                                        type: "object",
                                        properties: { file: { type: "string", format: "binary" } },
                                    },
                                },
                            },
                        },
                        responses: { "200": { description: "OK" } },
                    },
                },
            },
        }),
    ],
    calls: [
        {
            at: "service",
            method: "GET",
            path: "/apis/$RUN/operations/upload",
            expect: {
                status: 200,
                body: { properties: { request: { representations: [{ contentType: "multipart/form-data" }] } } },
            },
        },
    ],
    cleanup: [removeApi],
};
