import { importDocument, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "inline-schema-name",
    claim: "A schema that stands in an operation is stored under a name of its path, method and place.",
    source: "inferred",
    date: "2026-11-27",
    setup: [
        importDocument({
            paths: {
                "/invocations": {
                    post: {
                        requestBody: { content: { "application/json": { schema: { type: "object" } } } },
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
            path: "/apis/$RUN/operations",
            expect: {
                status: 200,
                body: {
                    value: [{ properties: { request: { representations: [{ typeName: "InvocationsPostRequest" }] } } }],
                },
            },
        },
    ],
    cleanup: [removeApi],
};
