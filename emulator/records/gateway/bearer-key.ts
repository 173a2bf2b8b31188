import { callApi, put, putApi, putOperation, putPolicy, remove, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });

export const record: ParityRecord = {
    id: "bearer-key",
    claim:
        "An API with `bearer: enabled` takes a subscription key as `Authorization: Bearer`, where neither header nor query has " +
        "one; a wrong key there is refused.",
    source: "inferred: which one counts; that it is taken is in Azure-Samples/AI-Gateway, modules/apim/v3/inference-api.bicep",
    date: "2026-11-27",
    setup: [
        putApi({ subscriptionRequired: true }),
        putOperation,
        putPolicy({ inbound: '<return-response><set-status code="200" /></return-response>' }),
        put("/subscriptions/$RUN", { displayName: "$RUN", scope: "/apis/$RUN", state: "active" }),
        {
            at: "service",
            method: "POST",
            path: "/subscriptions/$RUN/listSecrets",
            keep: { KEY: "/primaryKey" },
        },
    ],
    calls: [
        { ...callApi(bearer("$KEY")), expect: { status: 401 } },
        {
            at: "service",
            method: "PATCH",
            path: "/apis/$RUN?api-version=2025-03-01-preview",
            headers: { "if-match": "*" },
            body: { properties: { subscriptionKeyParameterNames: { header: "k", query: "k", bearer: "enabled" } } },
            expect: { status: 200 },
        },
        { ...callApi(bearer("$KEY")), expect: { status: 200 } },
        { ...callApi(bearer("wrong")), expect: { status: 401 } },
        { ...callApi({ headers: { authorization: "Bearer wrong", k: "$KEY" } }), expect: { status: 200 } },
    ],
    cleanup: [remove("/subscriptions/$RUN"), removeApi],
};
