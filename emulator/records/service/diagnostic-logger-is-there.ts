import { put, putApi, refused, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "diagnostic-logger-is-there",
    claim: "A diagnostic of a logger that is not there is refused.",
    source: "inferred: the text",
    date: "2026-11-27",
    setup: [putApi()],
    calls: [
        {
            ...put("/apis/$RUN/diagnostics/applicationinsights", { loggerId: "$SERVICE/loggers/$RUN" }),
            expect: refused("loggerId", "Logger not found."),
        },
    ],
    cleanup: [removeApi],
};
