import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "model-service-query-without-rights",
    claim:
        "Who lacks EXECUTE, USE CATALOG or USE SCHEMA gets 404 for a query of a model service, as if it did not exist. " +
        "A privilege takes effect at once here, and within minutes there.",
    source:
        "databrickslabs/coding-agents-databricks-apps, pull request 140 (a masked 404, `'<model>' does not exist`); " +
        "inferred: the code and the rest of the text. A workshop's notes say 403",
    date: "2026-11-28",
    calls: [
        {
            at: "workspace",
            method: "POST",
            path: "/ai-gateway/mlflow/v1/chat/completions",
            headers: { authorization: "Bearer $NOBODY_TOKEN" },
            body: { model: "$MODEL_SERVICE", messages: [{ role: "user", content: "Hi" }] },
            expect: { status: 404, body: { error_code: "RESOURCE_DOES_NOT_EXIST" } },
        },
    ],
};
