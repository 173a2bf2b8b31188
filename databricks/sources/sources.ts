import type { EndpointFilter } from "../discover";
import { apps, type FindsApps } from "./apps";
import { type FindsModelServices, modelServices } from "./modelServices";
import { servingEndpoints } from "./servingEndpoints";
import type { Model, Source } from "./source";

/** Every source by its kind. */
const sources = {
    servingEndpoint: servingEndpoints,
    modelService: modelServices,
    app: apps,
} satisfies Record<string, Source>;

/** What is looked for in a workspace: filters of endpoints, and those of other kinds below keys of their own. */
export type DiscoverFilter = EndpointFilter & FindsModelServices & FindsApps;

/** The kind of a model. Absent in settings and in the inputs of resources, it is `servingEndpoint`. */
export type Kind = keyof typeof sources;

/** What a model is known by: its workspace, its kind and its name. */
export interface ModelId {
    /** `id` of the workspace. @default the one that the setting `workspace` describes */
    readonly workspace?: string;
    /** @default "servingEndpoint" */
    readonly kind?: Kind;
    readonly name: string;
}

/**
 * The source of models of a kind.
 *
 * @default serving endpoints
 */
export function sourceOf(kind: Kind = "servingEndpoint"): Source<Model> {
    // The compiler does not see that a source gets its own models only.
    return sources[kind] as Source<Model>;
}

/** Every kind, as settings and inputs of resources have it. */
export const kinds: readonly (Kind | undefined)[] = (Object.keys(sources) as Kind[]).map((kind) =>
    kind === "servingEndpoint" ? undefined : kind,
);

/**
 * A model of the stack's workspace by a text, as states of `EndpointSelection` have it: the name of an endpoint, the name of a
 * model service, which has dots where that of an endpoint has none, or `kind/name`.
 */
export function modelNamed(text: string): ModelId {
    const [, kind, name = text] = /^([A-Za-z]+)\/(.*)$/.exec(text) ?? [];
    if (kind !== undefined) return { kind: kind as Kind, name };
    return name.includes(".") ? { kind: "modelService", name } : { name };
}

/** The text of a model of the stack's workspace that `modelNamed` takes. */
export function textOf({ kind, name }: ModelId): string {
    return modelNamed(name).kind === kind ? name : `${kind}/${name}`;
}

/** What messages call a model. @example `endpoint "churn" of workspace "west"` */
export function modelInWords({ workspace, kind, name }: ModelId): string {
    return `${sourceOf(kind).noun} "${name}"${workspace === undefined ? "" : ` of workspace "${workspace}"`}`;
}

/** A text that is another one for each model. */
export function modelKey({ workspace = "", kind = "servingEndpoint", name }: ModelId): string {
    return JSON.stringify([workspace, kind, name]);
}
