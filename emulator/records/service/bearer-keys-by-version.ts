import { putApi, removeApi } from "../build";
import type { Call, Matcher, ParityRecord } from "../parityRecord";

const preview = "/apis/$RUN?api-version=2025-03-01-preview";
const names = { header: "api-key", query: "api-key" };

function bearerIs(bearer: Matcher) {
    return { status: 200, body: { properties: { subscriptionKeyParameterNames: { ...names, bearer } } } };
}

function patch(path: string, properties: object): Call {
    return { at: "service", method: "PATCH", path, headers: { "if-match": "*" }, body: { properties } };
}

const get = (path: string): Call => ({ at: "service", method: "GET", path });
const enable = patch(preview, { subscriptionKeyParameterNames: { ...names, bearer: "enabled" } });

export const record: ParityRecord = {
    id: "bearer-keys-by-version",
    claim:
        "2025-03-01-preview sets and shows `bearer` of an API's `subscriptionKeyParameterNames`. 2024-05-01 does not show it, " +
        "and a PUT of that version takes it away, also one that has it; a PATCH that says nothing of the names leaves it.",
    source: "inferred, but for setting it: Azure-Samples/AI-Gateway, modules/apim/v3/inference-api.bicep",
    date: "2026-11-27",
    setup: [putApi({ subscriptionKeyParameterNames: names }), enable],
    calls: [
        { ...get(preview), expect: bearerIs("enabled") },
        { ...get("/apis/$RUN"), expect: bearerIs(null) },
        { ...patch("/apis/$RUN", { path: "$RUN" }), expect: { status: 200 } },
        { ...get(preview), expect: bearerIs("enabled") },
        { ...putApi({ subscriptionKeyParameterNames: names }), expect: { status: 200 } },
        { ...get(preview), expect: bearerIs(null) },
        {
            ...putApi({ subscriptionKeyParameterNames: { ...names, bearer: "enabled" } }),
            expect: { status: 200 },
        },
        { ...get(preview), expect: bearerIs(null) },
        { ...enable, expect: bearerIs("enabled") },
        {
            ...patch(preview, { subscriptionKeyParameterNames: { ...names, bearer: "disabled" } }),
            expect: bearerIs(null),
        },
    ],
    cleanup: [removeApi],
};
