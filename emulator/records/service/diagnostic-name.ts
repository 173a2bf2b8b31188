import { put, putApi, refused, remove, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "diagnostic-name",
    claim: "A diagnostic has one of the names `applicationinsights` and `azuremonitor`.",
    source: "inferred: the text",
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
            ...put("/apis/$RUN/diagnostics/mine", { loggerId: "$SERVICE/loggers/$RUN" }),
            expect: refused("name", "Diagnostic identifier should be one of 'applicationinsights', 'azuremonitor'."),
        },
    ],
    cleanup: [removeApi, remove("/loggers/$RUN")],
};
