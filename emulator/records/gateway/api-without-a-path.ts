import { callApi, put, putPolicy, removeApi } from "../build";
import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "api-without-a-path",
    claim:
        "An API may have the empty path: its operations stand directly under the gateway's host, and an API with a longer path " +
        "keeps its calls. A call that no operation matches is 404, with a key or without.",
    source: "inferred: the portal takes an empty suffix of an API's URL; which of two APIs matches is documented nowhere",
    date: "2026-11-28",
    cannot: "If the claim is wrong, the API takes calls from other APIs of the service.",
    setup: [
        put("/apis/$RUN", { path: "", displayName: "$RUN", protocols: ["https"], subscriptionRequired: false }),
        put("/apis/$RUN/operations/call", { displayName: "Call", method: "POST", urlTemplate: "/$RUN/call" }),
        putPolicy({ inbound: '<return-response><set-status code="200" /></return-response>' }),
        put("/apis/$RUN-longer", {
            path: "$RUN-longer",
            displayName: "$RUN-longer",
            protocols: ["https"],
            subscriptionRequired: false,
        }),
        put("/apis/$RUN-longer/operations/call", { displayName: "Call", method: "POST", urlTemplate: "/call" }),
        putPolicy({ inbound: '<return-response><set-status code="202" /></return-response>' }, "/apis/$RUN-longer"),
    ],
    calls: [
        { ...callApi(), expect: { status: 200 } },
        { ...callApi({ path: "/$RUN-longer/call" }), expect: { status: 202 } },
        { ...callApi({ path: "/$RUN-unknown" }), expect: { status: 404 } },
    ],
    cleanup: [{ at: "service", method: "DELETE", path: "/apis/$RUN-longer?deleteRevisions=true" }, removeApi],
};
