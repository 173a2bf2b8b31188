import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "model-service-other-api-type",
    claim:
        "The unified API (`/ai-gateway/mlflow/v1`) takes `chat/completions` and `embeddings` of a model service that lists " +
        "the type in `supported_api_types`, under `mlflow/v1` or `openai/v1`. Another type is refused with 400.",
    source:
        "databricks-sdk 0.162.0 (the types), databricks-ai-bridge pull request 642 (openai/v1 types called at mlflow/v1); " +
        "inferred: the refusal",
    date: "2026-11-28",
    calls: [
        {
            at: "workspace",
            method: "POST",
            path: "/ai-gateway/mlflow/v1/embeddings",
            body: { model: "$MODEL_SERVICE", input: "Hi" },
            expect: { status: 400, body: { error_code: "BAD_REQUEST" } },
        },
    ],
};
