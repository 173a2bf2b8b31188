import { put, putApi, refused, remove, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "diagnostic-logger-type",
    claim: "A diagnostic needs a logger of its own type.",
    source: "inferred",
    date: "2026-11-27",
    setup: [
        put("/loggers/$RUN", {
            loggerType: "applicationInsights",
            credentials: { instrumentationKey: "11111111-2222-3333-4444-555555555555" },
        }),
        putApi(),
    ],
    calls: [
        {
            ...put("/apis/$RUN/diagnostics/azuremonitor", { loggerId: "$SERVICE/loggers/$RUN" }),
            expect: refused("loggerId", "The diagnostic 'azuremonitor' needs a logger of the type 'azureMonitor'."),
        },
    ],
    cleanup: [removeApi, remove("/loggers/$RUN")],
};
