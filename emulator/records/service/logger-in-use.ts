import { put, putApi, putLogger, remove, removeApi, removeLogger } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "logger-in-use",
    claim: "A logger that a diagnostic uses cannot be deleted.",
    source: "inferred from the text for named values and backends",
    date: "2026-11-27",
    setup: [
        ...putLogger,
        putApi(),
        put("/apis/$RUN/diagnostics/applicationinsights", { loggerId: "$SERVICE/loggers/$RUN" }),
    ],
    calls: [
        {
            ...remove("/loggers/$RUN"),
            expect: {
                status: 400,
                body: {
                    error: {
                        code: "ValidationError",
                        message:
                            "The Logger '$RUN' is used by the following entities:\r\n/apis/$RUN/diagnostics/applicationinsights\r\n",
                    },
                },
            },
        },
    ],
    cleanup: [removeApi, ...removeLogger],
};
