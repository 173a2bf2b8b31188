import type { Call, ParityRecord } from "../parityRecord";

const ask = (content: unknown): Call => ({
    at: "workspace",
    method: "POST",
    path: "/serving-endpoints/$AGENT/invocations",
    body: { messages: [{ role: "user", content }] },
});

export const record: ParityRecord = {
    id: "agents-take-lists",
    claim: "Agents of the tasks agent/v1/responses, agent/v1/chat and agent/v2/chat take what MLflow's classes of agents take: no text as `input`, and no parts as content of a message.",
    source: "mlflow-skinny 3.17.2, mlflow/types; inferred: that agents which Databricks makes itself take the same",
    date: "2026-11-28",
    calls: [
        { ...ask("Hi"), expect: { status: 200 } },
        { ...ask([{ type: "text", text: "Hi" }]), expect: { status: 400 } },
    ],
};
