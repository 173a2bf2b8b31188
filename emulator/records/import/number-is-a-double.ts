import { putApi, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

// The text of a default shows every digit. It cannot come from JSON.stringify, which writes doubles.
const schema = '{"type": "number", "default": 9007199254740993}';
const parameter = `{"name": "limit", "in": "query", "schema": ${schema}}`;
const operation = `{"parameters": [${parameter}], "responses": {"200": {"description": "OK"}}}`;
const value = `{"openapi": "3.0.3", "info": {"title": "$RUN", "version": "1"}, "paths": {"/a": {"get": ${operation}}}}`;

export const record: ParityRecord = {
    id: "number-is-a-double",
    claim: "Under `type: number`, an import rounds an integer beyond 2^53 to the nearest double.",
    source: "inferred: OpenAPI.NET 1.6.31 reads a value as a double where its schema has the type number",
    date: "2026-11-28",
    setup: [putApi({ format: "openapi+json", value })],
    calls: [
        {
            at: "service",
            method: "GET",
            path: "/apis/$RUN/operations",
            expect: {
                status: 200,
                body: {
                    value: [{ properties: { request: { queryParameters: [{ defaultValue: "9007199254740992" }] } } }],
                },
            },
        },
    ],
    cleanup: [removeApi],
};
