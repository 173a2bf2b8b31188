import type { Protocol } from "../languageModel";
import type { Column, ColumnType } from "./columnType";
import type { Signature } from "./signature";

/** The signatures that MLflow gives to its own classes of agents (mlflow 3.17.2, mlflow/types). */
export function agentSignature(protocol: Protocol): Signature | undefined {
    return signatures[protocol];
}

const optional = (name: string, type: ColumnType): Column => ({ name, type, required: false });
const required = (name: string, type: ColumnType): Column => ({ name, type, required: true });

const call = { properties: [required("arguments", "string"), required("name", "string")] };
const toolCall = { properties: [required("function", call), required("id", "string"), required("type", "string")] };
const message = [
    optional("content", "string"),
    optional("name", "string"),
    required("role", "string"),
    optional("tool_call_id", "string"),
    optional("tool_calls", { array: toolCall }),
];
const context = { properties: [optional("conversation_id", "string"), optional("user_id", "string")] };

const signatures: Partial<Record<Protocol, Signature>> = {
    chat: {
        columns: [
            required("messages", { array: { properties: [...message, optional("refusal", "string")] } }),
            optional("temperature", "double"),
            optional("max_tokens", "long"),
            optional("stop", { array: "string" }),
            optional("n", "long"),
            optional("stream", "boolean"),
            optional("top_p", "double"),
            optional("top_k", "long"),
            optional("frequency_penalty", "double"),
            optional("presence_penalty", "double"),
            optional("tools", { array: "Any" }),
            optional("custom_inputs", { map: "Any" }),
        ],
    },
    agent: {
        columns: [
            required("messages", {
                array: {
                    properties: [...message, optional("id", "string"), optional("attachments", { map: "string" })],
                },
            }),
            optional("context", context),
            optional("custom_inputs", { map: "Any" }),
            optional("stream", "boolean"),
        ],
    },
    responses: {
        columns: [
            optional("background", "boolean"),
            optional("context", context),
            optional("custom_inputs", { map: "Any" }),
            required("input", { array: "Any" }),
            optional("max_output_tokens", "long"),
            optional("metadata", { map: "string" }),
            optional("parallel_tool_calls", "boolean"),
            optional("store", "boolean"),
            optional("stream", "boolean"),
            optional("temperature", "double"),
            optional("text", "Any"),
            optional("tool_choice", "Any"),
            optional("tools", { array: "Any" }),
            optional("top_p", "double"),
            optional("truncation", "string"),
            optional("user", "string"),
        ],
    },
};
