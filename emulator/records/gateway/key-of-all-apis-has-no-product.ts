import { callApi, put, putApi, putOperation, putPolicy, remove, removeApi } from "../build";
import type { Call, ParityRecord } from "../parityRecord";

const key = (name: string, scope: string): Call[] => [
    put(`/subscriptions/$RUN-${name}`, { displayName: `$RUN-${name}`, scope, state: "active" }),
    {
        at: "service",
        method: "POST",
        path: `/subscriptions/$RUN-${name}/listSecrets`,
        keep: { [name.toUpperCase()]: "/primaryKey" },
    },
];

export const record: ParityRecord = {
    id: "key-of-all-apis-has-no-product",
    claim:
        "context.Product is null for a key of all APIs and for one of the API itself, also where a product has the API; for a " +
        "key of a product it is that product, by its identifier. A key of another API is refused.",
    source: "inferred: 'Subscriptions in API Management' says which policies apply, policy expressions not what context has",
    date: "2026-11-28",
    setup: [
        putApi({ subscriptionRequired: true }),
        putOperation,
        put("/apis/$RUN-other", { path: "$RUN-other", displayName: "$RUN-other", protocols: ["https"] }),
        put("/products/$RUN", { displayName: "$RUN", subscriptionRequired: true, state: "published" }),
        { at: "service", method: "PUT", path: "/products/$RUN/apis/$RUN" },
        putPolicy({
            inbound:
                '<return-response><set-status code="200" /><set-header name="Seen"><value>@(context.Product?.Id ?? "none")</value></set-header></return-response>',
        }),
        ...key("all", "/apis"),
        ...key("own", "/apis/$RUN"),
        ...key("product", "/products/$RUN"),
        ...key("other", "/apis/$RUN-other"),
    ],
    calls: [
        {
            ...callApi({ headers: { "ocp-apim-subscription-key": "$ALL" } }),
            expect: { status: 200, headers: { seen: "none" } },
        },
        {
            ...callApi({ headers: { "ocp-apim-subscription-key": "$OWN" } }),
            expect: { status: 200, headers: { seen: "none" } },
        },
        {
            ...callApi({ headers: { "ocp-apim-subscription-key": "$PRODUCT" } }),
            expect: { status: 200, headers: { seen: "$RUN" } },
        },
        { ...callApi({ headers: { "ocp-apim-subscription-key": "$OTHER" } }), expect: { status: 401 } },
    ],
    cleanup: [
        ...["all", "own", "product", "other"].map((name) => remove(`/subscriptions/$RUN-${name}`)),
        remove("/products/$RUN?deleteSubscriptions=true"),
        remove("/apis/$RUN-other?deleteRevisions=true"),
        removeApi,
    ],
};
