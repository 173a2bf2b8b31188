import { createHash } from "node:crypto";
import { SEEDED_USER } from "../principals";

/** The forms in which the unified API of Unity AI Gateway is asked. */
export type ApiType = "chat/completions" | "embeddings";

/** A model service as the workspace keeps it: a Unity Catalog securable that routes calls to models. */
export interface EmulatedModelService {
    /** `catalog.schema.name`. */
    readonly fullName: string;
    readonly comment?: string;
    /** E.g. `mlflow/v1/chat/completions`. */
    readonly supported_api_types: readonly string[];
    /** Models that calls go to, e.g. `models/system.ai.claude-sonnet-4-5`. */
    readonly destinations: readonly string[];
    readonly owner: string;
}

/** Fixed, so that two runs show the same. */
const SEEDED_AT = "2026-03-02T09:00:00Z";
const METASTORE = "8f3c1c0e-2f4e-4a54-9c55-6f1f0f6a2d11";
const chat = ["mlflow/v1/chat/completions", "openai/v1/chat/completions"];

/** What a service has unless something else is said. */
export function modelServiceDefaults(fullName: string): EmulatedModelService {
    const destinations = [`models/system.ai.${fullName.split(".").at(-1)}`];
    return { fullName, supported_api_types: chat, destinations, owner: SEEDED_USER.name };
}

/** Two that Databricks provides, and one of the workspace's own. */
export function modelServiceSeeds(): EmulatedModelService[] {
    return [
        modelServiceDefaults("system.ai.claude-sonnet-4-5"),
        {
            ...modelServiceDefaults("system.ai.gte-large-en"),
            supported_api_types: ["mlflow/v1/embeddings", "openai/v1/embeddings"],
        },
        {
            ...modelServiceDefaults("main.support.team-chat"),
            comment: "The support team's chat model.",
            destinations: ["models/system.ai.claude-sonnet-4-5"],
        },
    ];
}

/** As `ModelService` of the SDKs shows it. @param view `BASIC` leaves out where calls go */
export function shownModelService(service: EmulatedModelService, view: "BASIC" | "FULL"): object {
    const { fullName, comment, supported_api_types, destinations, owner } = service;
    const routed = destinations.map((model, index) => ({
        name: `destination-${index + 1}`,
        destination_type: "DESTINATION_TYPE_PAY_PER_TOKEN_FOUNDATION_MODEL",
        pay_per_token_config: { model },
        traffic_percentage: index === 0 ? 100 : 0,
    }));
    return {
        name: `model-services/${fullName}`,
        ...(comment !== undefined && { comment }),
        config: view === "FULL" ? { routing: { destinations: routed } } : {},
        create_time: SEEDED_AT,
        created_by: owner,
        effective_owner: owner,
        etag: createHash("sha256").update(JSON.stringify(service)).digest("base64").slice(0, 24),
        metastore_id: METASTORE,
        supported_api_types,
        update_time: SEEDED_AT,
        updated_by: owner,
    };
}
