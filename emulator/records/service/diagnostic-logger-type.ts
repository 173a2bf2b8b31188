import { put, putApi, putLogger, refused, removeApi, removeLogger } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "diagnostic-logger-type",
    claim: "A diagnostic needs a logger of its own type.",
    source: "inferred",
    date: "2026-11-27",
    setup: [...putLogger, putApi()],
    calls: [
        {
            ...put("/apis/$RUN/diagnostics/azuremonitor", { loggerId: "$SERVICE/loggers/$RUN" }),
            expect: refused("loggerId", "The diagnostic 'azuremonitor' needs a logger of the type 'azureMonitor'."),
        },
    ],
    cleanup: [removeApi, ...removeLogger],
};
