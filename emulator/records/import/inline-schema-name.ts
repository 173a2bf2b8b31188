import { importBody, readBody, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "inline-schema-name",
    claim: "A schema that stands in an operation is stored under a name of its path, method and place.",
    source: "inferred",
    date: "2026-11-27",
    setup: [importBody({ schema: { type: "object" } }, "/invocations")],
    calls: [readBody({ typeName: "InvocationsPostRequest" })],
    cleanup: [removeApi],
};
