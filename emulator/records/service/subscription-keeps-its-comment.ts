import { put, remove } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "subscription-keeps-its-comment",
    claim: "The comment of a subscription changes without its state, is shown, and stays when a key is regenerated.",
    source: "inferred: the specification has the member and says nothing of when it is taken",
    date: "2026-11-28",
    setup: [put("/subscriptions/$RUN", { displayName: "$RUN", scope: "/apis" })],
    calls: [
        {
            at: "service",
            method: "PATCH",
            path: "/subscriptions/$RUN",
            headers: { "if-match": "*" },
            body: { properties: { stateComment: "rotateKeys a: secondary" } },
            expect: { status: 200 },
        },
        { at: "service", method: "POST", path: "/subscriptions/$RUN/regenerateSecondaryKey", expect: { status: 204 } },
        {
            at: "service",
            method: "GET",
            path: "/subscriptions/$RUN",
            expect: { status: 200, body: { properties: { stateComment: "rotateKeys a: secondary", state: "active" } } },
        },
    ],
    cleanup: [remove("/subscriptions/$RUN")],
};
