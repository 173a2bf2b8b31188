import { importBody, readBody, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

const texts = ["1/2/2024", "2023-10", "2024-01-01T13:45:00", "2024-01-01T00:00:00", "2015-12-11", "13.5"];
const becomes = ["2024-01-02", "2023-10-01", "2024-01-01T13:45:00.0000000+00:00", "2024-01-01", "2015-12-11", "13.5"];

export const record: ParityRecord = {
    id: "dates-of-the-importer",
    claim: "An import reads texts of examples as dates where no schema knows them as texts.",
    source: "OpenAPI.NET 1.6.31, run; inferred: that the service has this line of it, which texts beyond those run are dates, and that the service's zone is UTC",
    date: "2026-11-27",
    setup: [importBody({ example: texts })],
    calls: [readBody({ examples: { default: { value: becomes } } })],
    cleanup: [removeApi],
};
