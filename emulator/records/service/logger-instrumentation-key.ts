import { put, refused, remove } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "logger-instrumentation-key",
    claim: "A logger whose instrumentation key is no GUID is refused at `credentials`.",
    source: "inferred: the target; public reports have the text",
    date: "2026-11-27",
    calls: [
        {
            ...put("/loggers/$RUN", { loggerType: "applicationInsights", credentials: { instrumentationKey: "none" } }),
            expect: refused("credentials", "Invalid instrumentation key for Application Insights Logger"),
        },
    ],
    cleanup: [remove("/loggers/$RUN")],
};
