import { put, putApi, remove, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "api-path-conflict-through-operation",
    claim: "A PUT of an API whose path another API has is accepted, and its operation fails.",
    source: "https://github.com/pulumi/pulumi-azure-native/issues/4663",
    date: "2026-11-27",
    setup: [putApi()],
    calls: [
        {
            ...put("/apis/$RUN-other", { path: "$RUN", displayName: "$RUN-other", protocols: ["https"] }),
            wait: false,
            expect: { status: 201 },
        },
        { at: "service", method: "GET", path: "/apis/$RUN-other", expect: { status: 404 } },
    ],
    cleanup: [remove("/apis/$RUN-other?deleteRevisions=true"), removeApi],
};
