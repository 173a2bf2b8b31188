import { modelServices } from "./modelServices";
import { servingEndpoints } from "./servingEndpoints";
import type { Model, Source } from "./source";

/** Every source by its kind. */
const sources = {
    servingEndpoint: servingEndpoints,
    modelService: modelServices,
} satisfies Record<string, Source>;

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

/** A model of the stack's workspace by its name alone: that of a model service has dots, that of an endpoint never has. */
export function modelNamed(name: string): ModelId {
    return name.includes(".") ? { kind: "modelService", name } : { name };
}

/** A text that is another one for each model. */
export function modelKey({ workspace = "", kind = "servingEndpoint", name }: ModelId): string {
    return JSON.stringify([workspace, kind, name]);
}
