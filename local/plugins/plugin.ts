/** A JSON value as Pulumi's provider protocol carries it. */
export type PropertyValue = null | boolean | number | string | PropertyValue[] | PropertyMap;

/** Properties of a resource by their SDK names. */
export interface PropertyMap {
    [name: string]: PropertyValue;
}

/** Whether a property's value has members. */
export function isMap(value: PropertyValue | undefined): value is PropertyMap {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Stands for a value that is not known during a preview (Pulumi, sdk/proto: unknown signature). */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What the engine asks about one resource. Members that a call does not carry are empty. */
export interface ResourceRequest {
    /** Type token, e.g. `azure-native:apimanagement:Api`. */
    readonly type: string;
    /** Logical name in the program. */
    readonly name: string;
    /** Physical id; empty before the resource exists. */
    readonly id: string;
    /** Inputs that the program wants now: check, diff, create, update. */
    readonly inputs: PropertyMap;
    /** Inputs in the state; undefined for a resource that is not in it yet (check on create, import). */
    readonly oldInputs?: PropertyMap;
    /** Outputs in the state: diff, read, update, delete. */
    readonly outputs: PropertyMap;
    /** True when nothing may change: the answer is what the outputs will be, as far as known. */
    readonly preview: boolean;
    /** The engine's seed for random names; empty means any. */
    readonly seed: Uint8Array;
    /** Prints a warning beside the resource. */
    readonly warn: (message: string) => void;
}

/** Why the inputs of a resource cannot be used. */
export interface CheckFailure {
    readonly property?: string;
    readonly reason: string;
}

/** How one property differs; a replacement says that the resource has to be made anew. */
export interface PropertyChange {
    readonly kind: "add" | "delete" | "update";
    readonly replace: boolean;
}

/** Differences by property path, e.g. `tags.owner` or `protocols[1]`. */
export interface Difference {
    readonly changes: ReadonlyMap<string, PropertyChange>;
    readonly deleteBeforeReplace: boolean;
}

/** A resource provider as the engine drives it, without the wire around it. */
export interface Plugin {
    readonly version: string;
    configure(variables: Readonly<Record<string, string>>): void;
    /** Fills in defaults and names what is missing. */
    check(request: ResourceRequest): Promise<{ inputs: PropertyMap; failures: CheckFailure[] }>;
    diff(request: ResourceRequest): Promise<Difference>;
    create(request: ResourceRequest): Promise<{ id: string; outputs: PropertyMap }>;
    /** The live state, with inputs complete enough to diff against; undefined when the resource is gone. */
    read(request: ResourceRequest): Promise<{ id: string; outputs: PropertyMap; inputs: PropertyMap } | undefined>;
    update(request: ResourceRequest): Promise<PropertyMap>;
    delete(request: ResourceRequest): Promise<void>;
    invoke(token: string, args: PropertyMap): Promise<PropertyMap>;
    /** Ends what is under way, e.g. waiting for an operation; the plugin serves on. */
    cancel(): void;
}

/** The resource exists, but the operation on it failed: the engine keeps it in the state and tells why. */
export class PartialError extends Error {
    constructor(
        message: string,
        readonly id: string,
        readonly outputs: PropertyMap,
        readonly inputs: PropertyMap,
    ) {
        super(message);
    }
}
