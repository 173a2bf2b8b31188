/**
 * What a workspace says of a serving endpoint, as far as its document is published by it
 * (`GET /api/2.0/serving-endpoints/{name}`). Whatever the workspace leaves out may be missing.
 */
export interface EndpointMetadata {
    readonly name: string;
    readonly description?: string;
    /** E.g. `llm/v1/chat`, an open set. Absent or empty for classic models. */
    readonly task?: string;
    /** Who made it, by e-mail address or application id. */
    readonly creator?: string;
    readonly tags?: readonly { readonly key: string; readonly value?: string }[];
    /** Absent while the endpoint has never been deployed. */
    readonly config?: {
        readonly served_entities?: readonly ServedEntity[];
        readonly traffic_config?: { readonly routes?: readonly TrafficRoute[] };
    };
}

/** What an endpoint serves, as the workspace shows it. Names are the workspace's own. */
export interface ServedEntity {
    /** What its own path calls it, e.g. `churn-3`. */
    readonly name?: string;
    /** The model in the catalogue, e.g. `main.sales.churn`. */
    readonly entity_name?: string;
    readonly entity_version?: string;
    /** Present for models of another provider. */
    readonly external_model?: { readonly name?: string; readonly provider?: string; readonly task?: string };
    /** Present for models that Databricks hosts. */
    readonly foundation_model?: { readonly name?: string };
    /** Whether it stops when nobody calls it. Absent for models that Databricks does not run for the endpoint alone. */
    readonly scale_to_zero_enabled?: boolean;
}

/** The share of an endpoint's calls that one served entity gets. */
export interface TrafficRoute {
    readonly served_entity_name?: string;
    /** The name in configurations made before served entities. */
    readonly served_model_name?: string;
    /** Percent of the calls to `/invocations`. */
    readonly traffic_percentage?: number;
}

/** The endpoint's served entities; none where the workspace names none. */
export function servedEntities({ config }: EndpointMetadata): readonly ServedEntity[] {
    return config?.served_entities ?? [];
}

/** Percent of the traffic by name of the served entity; empty where the workspace says nothing of it. */
export function trafficShares({ config }: EndpointMetadata): ReadonlyMap<string, number> {
    const shares = new Map<string, number>();
    for (const { served_entity_name, served_model_name, traffic_percentage } of config?.traffic_config?.routes ?? []) {
        const name = served_entity_name ?? served_model_name;
        if (name !== undefined) shares.set(name, (shares.get(name) ?? 0) + (traffic_percentage ?? 0));
    }
    return shares;
}

/**
 * A served entity's name without the version of its model, e.g. `churn` for `churn-3`: what stays of it when the model
 * is trained again. Where the workspace says nothing of the entity, a number at its end is taken for the version.
 */
export function unversionedName(name: string, endpoint: EndpointMetadata): string {
    const entity = servedEntities(endpoint).find((candidate) => candidate.name === name);
    if (entity === undefined) return name.replace(/(?<=.)[-_]\d+$/, "");
    const endings = entity.entity_version ? [`-${entity.entity_version}`, `_${entity.entity_version}`] : [];
    const ending = endings.find((candidate) => name.endsWith(candidate) && name !== candidate);
    return ending === undefined ? name : name.slice(0, -ending.length);
}
