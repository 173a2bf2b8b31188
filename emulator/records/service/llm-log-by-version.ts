import { put, putApi, refused, remove, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

const properties = {
    loggerId: "$SERVICE/loggers/$RUN",
    largeLanguageModel: { logs: "enabled", requests: { messages: "all", maxSizeInBytes: 32_768 } },
};
const diagnostic = "/apis/$RUN/diagnostics/azuremonitor";

export const record: ParityRecord = {
    id: "llm-log-by-version",
    claim:
        "Diagnostics keep messages of language models from 2025-09-01-preview on; an older version does not know the member, " +
        "and sizes go up to 262144 bytes.",
    source: "specification of 2025-09-01-preview; inferred: the refusals, and the largest size",
    date: "2026-11-28",
    setup: [putApi(), put("/loggers/$RUN", { loggerType: "azureMonitor" })],
    calls: [
        {
            ...put(diagnostic, properties),
            expect: refused("largeLanguageModel", "Could not find member 'largeLanguageModel'."),
        },
        {
            ...put(`${diagnostic}?api-version=2025-09-01-preview`, properties),
            expect: {
                status: [200, 201],
                body: { properties: { largeLanguageModel: { requests: { maxSizeInBytes: 32_768 } } } },
            },
        },
        {
            at: "service",
            method: "GET",
            path: diagnostic,
            expect: { status: 200, body: { properties: { largeLanguageModel: null } } },
        },
    ],
    cleanup: [remove(diagnostic), removeApi, remove("/loggers/$RUN")],
};
