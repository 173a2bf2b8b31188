import { z } from "zod";
import { quote } from "../quote";
import { typeInWords } from "../typeInWords";

/** A serving endpoint as `GET /api/2.0/serving-endpoints/{name}` shows it: the members that are used here. */
export interface ServingEndpoint {
    readonly name: string;
    /** What permissions are set on. */
    readonly id?: string;
    readonly description?: string;
    readonly creator?: string;
    /** E.g. `llm/v1/chat`, an open set. Absent or empty for classic models. */
    readonly task?: string;
    readonly state?: {
        /** `READY` or `NOT_READY`. A ready endpoint may be updating: its old configuration keeps serving. */
        readonly ready?: string;
        /** `NOT_UPDATING`, `IN_PROGRESS`, `UPDATE_FAILED` or `UPDATE_CANCELED`. */
        readonly config_update?: string;
    };
    /** Absent while the endpoint has never been deployed. */
    readonly config?: {
        readonly config_version?: number;
        readonly served_entities?: readonly {
            readonly name?: string;
            /** The model in the catalogue. Absent for models that are not in it. */
            readonly entity_name?: string;
            readonly entity_version?: string;
            readonly external_model?: { readonly name?: string; readonly provider?: string; readonly task?: string };
            readonly foundation_model?: { readonly name?: string };
            readonly scale_to_zero_enabled?: boolean;
        }[];
        readonly traffic_config?: {
            readonly routes?: readonly {
                readonly served_entity_name?: string;
                readonly served_model_name?: string;
                readonly traffic_percentage?: number;
            }[];
        };
    };
    readonly tags?: readonly { readonly key: string; readonly value?: string }[];
    /** True for endpoints with a host and tokens of their own. */
    readonly route_optimized?: boolean;
    /** Of a route-optimized endpoint. */
    readonly endpoint_url?: string;
    readonly data_plane_info?: {
        readonly query_info?: { readonly endpoint_url?: string; readonly authorization_details?: string };
    };
}

/** A member that decides what is published: absent and null say the same, another type is refused. */
function decides<Schema extends z.ZodType>(schema: Schema) {
    return schema.nullish().transform((value) => value ?? undefined);
}

/** A member that people read and nothing depends on: another type counts as absent. */
function informs<Schema extends z.ZodType>(schema: Schema) {
    return decides(schema).catch(undefined);
}

const text = z.string({ error: "a string" });
const version = z.union([text, z.number().transform(String)], { error: "a string" });
const object = <Shape extends z.ZodRawShape>(shape: Shape) => z.object(shape, { error: "an object" });
const list = <Item extends z.ZodType>(item: Item) => z.array(item, { error: "a list" });

const tag = object({ key: text, value: informs(text) });

const servedEntity = object({
    name: decides(text),
    entity_name: informs(text),
    // Part of the names of paths, which stay the same only if it is known.
    entity_version: decides(version),
    external_model: decides(object({ name: informs(text), provider: informs(text), task: decides(text) })),
    foundation_model: decides(object({ name: informs(text) })),
    scale_to_zero_enabled: informs(z.boolean()),
});

const route = object({
    served_entity_name: decides(text),
    served_model_name: decides(text),
    traffic_percentage: decides(z.number({ error: "a number" })),
});

const endpointSchema = object({
    name: text,
    id: decides(text),
    description: informs(text),
    creator: informs(text),
    task: decides(text),
    state: decides(object({ ready: decides(text), config_update: informs(text) })),
    config: decides(
        object({
            config_version: informs(z.number()),
            served_entities: decides(list(servedEntity)),
            traffic_config: decides(object({ routes: decides(list(route)) })),
        }),
    ),
    tags: informs(z.array(z.unknown()).transform((all) => all.flatMap((item) => tag.safeParse(item).data ?? []))),
    route_optimized: decides(z.boolean({ error: "true or false" })),
    // Whoever needs these says what is missing.
    endpoint_url: informs(text),
    data_plane_info: informs(
        object({ query_info: informs(object({ endpoint_url: informs(text), authorization_details: informs(text) })) }),
    ),
});

/** An endpoint, or where a workspace's answer is none. */
export type ReadEndpoint =
    | { readonly endpoint: ServingEndpoint; readonly problem?: undefined }
    | { readonly endpoint?: undefined; readonly problem: string };

/**
 * Reads an endpoint of a workspace's answer. Members that only inform are left out where they have another type than the
 * API's; those that decide what is published make it no endpoint.
 *
 * @param json any value
 * @param pointer where it stands in the answer, e.g. `/endpoints/3`
 */
export function readEndpoint(json: unknown, pointer = ""): ReadEndpoint {
    const { success, data, error } = endpointSchema.safeParse(json);
    if (success) return { endpoint: data };
    const { path, message } = error.issues[0]!;
    const place = path.map((key) => `/${quote(String(key))}`).join("");
    return { problem: `${pointer + place || "its root"} is ${typeInWords(valueAt(json, path))}, not ${message}` };
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
    return path.reduce((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], json);
}
