import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EmulatedEndpoint, endpointDefaults, route, ServedEntity, servedEntity } from "./endpoint";

/** An endpoint to start with, and the text of its OpenAPI document. */
export interface Seed {
    readonly endpoint: EmulatedEndpoint;
    readonly document: string;
}

const CUSTOM_MODEL = { workload_size: "Small", workload_type: "CPU", scale_to_zero_enabled: true };

/** One endpoint of each kind: an agent, a classic model, an external model, a foundation model. */
export function seeds(): Seed[] {
    return [
        seed("rag-chatbot.json", "agents_main-dbdemos_rag_chatbot-dbdemos_rag_demo", {
            id: "0a7c64f2b1d94f5c8e3a2b6d9f1e4c70",
            description: "Answers questions about our products from their documentation.",
            task: "agent/v1/chat",
            tags: [{ key: "team", value: "support" }],
            config: config(1, [
                servedEntity("main-dbdemos_rag_chatbot-dbdemos_rag_demo_1", {
                    ...CUSTOM_MODEL,
                    entity_name: "main.dbdemos_rag_chatbot.dbdemos_rag_demo",
                    entity_version: "1",
                }),
                servedEntity("feedback", {
                    ...CUSTOM_MODEL,
                    entity_name: "main.dbdemos_rag_chatbot.feedback",
                    entity_version: "1",
                }),
            ]),
        }),
        seed("classic-ml.json", "wine-quality", {
            id: "1b8d75e3c2ea406d9f4b3c7ea0f25d81",
            description: "Predicts the quality of a wine from its measurements.",
            tags: [{ key: "team", value: "quality" }, { key: "pilot" }],
            config: config(3, [
                servedEntity("wine_quality-3", {
                    ...CUSTOM_MODEL,
                    entity_name: "main.wine.wine_quality",
                    entity_version: "3",
                }),
            ]),
        }),
        seed("embeddings.json", "ada-embeddings", {
            id: "2c9e86f4d3fb417ea05c4d8fb1036e92",
            task: "llm/v1/embeddings",
            tags: [{ key: "team", value: "search" }],
            config: config(1, [
                servedEntity("text-embedding-ada-002", {
                    external_model: { name: "text-embedding-ada-002", provider: "openai", task: "llm/v1/embeddings" },
                }),
            ]),
        }),
        seed("chat.json", "llama-chat", {
            id: "3daf9705e40c428fb16d5e90c2147fa3",
            task: "llm/v1/chat",
            config: config(4, [
                servedEntity("meta_llama_v3_1_8b_instruct-4", {
                    entity_name: "system.ai.meta_llama_v3_1_8b_instruct",
                    entity_version: "4",
                }),
            ]),
        }),
    ];
}

function seed(file: string, name: string, more: Partial<EmulatedEndpoint>): Seed {
    const document = readFileSync(join(__dirname, "documents", file), "utf8");
    return { endpoint: { ...endpointDefaults(name), ...more }, document };
}

function config(version: number, entities: ServedEntity[]): EmulatedEndpoint["config"] {
    const routes = entities.map(({ name }, index) => route(name, index === 0 ? 100 : 0));
    return { config_version: version, served_entities: entities, traffic_config: { routes } };
}
