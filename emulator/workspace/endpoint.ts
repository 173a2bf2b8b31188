import { createHash } from "node:crypto";

/** A served entity as `GET /api/2.0/serving-endpoints/{name}` shows it. */
export interface ServedEntity {
    readonly name: string;
    readonly entity_name?: string;
    readonly entity_version?: string;
    /** Of the models that Databricks hosts. */
    readonly foundation_model?: { readonly name: string; readonly display_name?: string };
    readonly external_model?: { readonly name: string; readonly provider: string; readonly task: string };
    readonly scale_to_zero_enabled?: boolean;
    readonly workload_size?: string;
    readonly workload_type?: string;
    readonly creator?: string;
    readonly creation_timestamp?: number;
    readonly state?: { readonly deployment: string; readonly deployment_state_message: string };
}

interface EndpointConfig {
    readonly config_version: number;
    readonly served_entities: readonly ServedEntity[];
    readonly traffic_config: { readonly routes: readonly TrafficRoute[] };
}

interface TrafficRoute {
    readonly served_model_name: string;
    readonly served_entity_name: string;
    readonly traffic_percentage: number;
}

/** A serving endpoint as `GET /api/2.0/serving-endpoints/{name}` shows it (`ServingEndpointDetailed` of the SDKs). */
export interface EmulatedEndpoint {
    readonly name: string;
    /** 32 hexadecimal digits; permissions are set on it. */
    readonly id: string;
    readonly creator: string;
    readonly description?: string;
    readonly creation_timestamp: number;
    readonly last_updated_timestamp: number;
    readonly state: {
        readonly ready: "READY" | "NOT_READY";
        readonly config_update: "NOT_UPDATING" | "IN_PROGRESS" | "UPDATE_FAILED" | "UPDATE_CANCELED";
    };
    readonly task?: string;
    readonly tags?: readonly { readonly key: string; readonly value?: string }[];
    /** Without served entities it is not shown: nothing was deployed yet. */
    readonly config: EndpointConfig;
    /** What is being deployed; only a GET of one endpoint shows it. */
    readonly pending_config?: EndpointConfig;
    readonly permission_level: "CAN_VIEW" | "CAN_QUERY" | "CAN_MANAGE";
    readonly route_optimized: boolean;
    readonly endpoint_url?: string;
}

/** Fixed, so that two runs show the same: 2026-03-02 09:00 UTC, in milliseconds since 1970. */
export const SEEDED_AT = 1_772_442_000_000;

/** What an endpoint has unless something else is said. */
export function endpointDefaults(name: string): EmulatedEndpoint {
    return {
        name,
        id: createHash("sha256").update(name).digest("hex").slice(0, 32),
        creator: "mlops@example.com",
        creation_timestamp: SEEDED_AT,
        last_updated_timestamp: SEEDED_AT,
        state: { ready: "READY", config_update: "NOT_UPDATING" },
        config: { config_version: 1, served_entities: [], traffic_config: { routes: [] } },
        permission_level: "CAN_MANAGE",
        route_optimized: false,
    };
}

/** The item of the list: without what only a GET of one endpoint shows. */
export function listItem(endpoint: EmulatedEndpoint): Record<string, unknown> {
    const { permission_level: _level, route_optimized: _optimized, endpoint_url: _url, ...listed } = endpoint;
    const { pending_config: _pending, config, ...shown } = listed;
    if (config.served_entities.length === 0) return shown;
    const served_entities = config.served_entities.map(
        ({ name, entity_name, entity_version, external_model, foundation_model }) => ({
            name,
            entity_name,
            entity_version,
            external_model,
            foundation_model,
        }),
    );
    return { ...shown, config: { served_entities } };
}

/** What a GET of one endpoint shows. */
export function detailed(endpoint: EmulatedEndpoint): Record<string, unknown> {
    const { config, ...shown } = endpoint;
    return endpoint.pending_config && config.served_entities.length === 0 ? shown : { ...shown, config };
}

/**
 * The configuration after a deployment of the models that a document has paths for: a new version, all traffic to the
 * first model. Entities that stay keep what is known about them.
 */
export function deployedConfig(previous: EndpointConfig, models: readonly string[]): EndpointConfig {
    const known = new Map(previous.served_entities.map((entity) => [entity.name, entity]));
    return {
        config_version: previous.config_version + 1,
        served_entities: models.map((name) => known.get(name) ?? servedEntity(name)),
        traffic_config: { routes: models.map((name, index) => route(name, index === 0 ? 100 : 0)) },
    };
}

/** A served entity that is deployed. @param more what differs */
export function servedEntity(name: string, more: Partial<ServedEntity> = {}): ServedEntity {
    return {
        name,
        creator: "mlops@example.com",
        creation_timestamp: SEEDED_AT,
        state: { deployment: "DEPLOYMENT_READY", deployment_state_message: "" },
        ...more,
    };
}

/** A share of the traffic, in percent, for the served entity of that name. */
export function route(name: string, percentage: number): TrafficRoute {
    return { served_model_name: name, served_entity_name: name, traffic_percentage: percentage };
}
