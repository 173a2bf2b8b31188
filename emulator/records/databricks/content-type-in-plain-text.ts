import type { ParityRecord } from "../parityRecord";

const path = "/serving-endpoints/$TABLE_ENDPOINT/invocations";
const body = '{ "dataframe_records": [$TABLE_ROW] }';

export const record: ParityRecord = {
    id: "content-type-in-plain-text",
    claim: "An endpoint of a custom model answers 415 in plain text to a content type that MLflow's server does not take.",
    source: "mlflow-skinny 3.17.2, mlflow/pyfunc/scoring_server; inferred: that the workspace passes it on as it is",
    date: "2026-11-28",
    calls: [
        {
            at: "workspace",
            method: "POST",
            path,
            headers: { "content-type": "application/json; version=1" },
            body,
            expect: {
                status: 415,
                headers: { "content-type": { matches: "text/plain.*" } },
                body: { matches: "Unrecognized content type parameters: version\\.[^]*" },
            },
        },
    ],
};
