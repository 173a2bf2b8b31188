import type { ParityRecord } from "../parityRecord";

export const record: ParityRecord = {
    id: "agents-that-do-not-stream",
    claim: "An agent whose model has no `predict_stream` answers 400 to `stream: true`, with a message that names streams.",
    source:
        "mlflow 3.17.2, mlflow/pyfunc (`This model does not support predict_stream method.`); inferred: the status, and that " +
        "the workspace passes the message on",
    date: "2026-11-28",
    calls: [],
    untestable: "It needs an agent that does not stream.",
};
