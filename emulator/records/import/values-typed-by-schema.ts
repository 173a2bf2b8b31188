import { importBody, readBody, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

const schema = {
    type: "object",
    properties: {
        id: { type: "integer" },
        name: { type: "string" },
        release: { type: "string" },
        at: { type: "string", format: "date-time" },
        single: { type: "number", format: "float" },
    },
};
const example = { id: 3000000000, name: 1, release: "4.5", at: "2024-01-01T13:45:00", single: 16777217 };
const becomes = {
    id: "3000000000",
    name: "1",
    release: "4.5",
    at: "2024-01-01T13:45:00.0000000+00:00",
    single: 16777216,
};

export const record: ParityRecord = {
    id: "values-typed-by-schema",
    claim: "An import changes values of examples, defaults and enums by the schema beside them, without an error.",
    source: "OpenAPI.NET 1.6.31, run; inferred: that the service stores what that writes, and that empty maps and lists within a value stay",
    date: "2026-11-27",
    setup: [importBody({ schema, example })],
    calls: [readBody({ examples: { default: { value: becomes } } })],
    cleanup: [removeApi],
};
