import { put, putApi, putLogger, refused, removeApi, removeLogger } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "diagnostic-name",
    claim: "A diagnostic has one of the names `applicationinsights` and `azuremonitor`.",
    source: "inferred: the text",
    date: "2026-11-27",
    setup: [...putLogger, putApi()],
    calls: [
        {
            ...put("/apis/$RUN/diagnostics/mine", { loggerId: "$SERVICE/loggers/$RUN" }),
            expect: refused("name", "Diagnostic identifier should be one of 'applicationinsights', 'azuremonitor'."),
        },
    ],
    cleanup: [removeApi, ...removeLogger],
};
