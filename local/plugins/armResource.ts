import type { PropertyMap } from "./plugin";

/** How one azure-native resource becomes ARM calls. Names are those of the SDK unless they are renamed. */
export interface ArmResource {
    /**
     * Path template; its parameters are inputs, and a changed one means another resource. The last one is the name.
     * `{scope}` stands for the id of any other resource.
     */
    readonly path: string;
    readonly apiVersion: string;
    /** Inputs that stand beside `properties` in the body. */
    readonly envelope: readonly string[];
    /** Inputs that stand under `properties` in the body. */
    readonly properties: readonly string[];
    /** SDK name -> REST name under `properties`, where they differ. */
    readonly renames: Readonly<Record<string, string>>;
    /** Inputs that go into the query of the PUT. */
    readonly query: readonly string[];
    readonly required: readonly string[];
    /** Inputs that no GET shows, or that a GET shows under another name: never outputs, so their drift is invisible. */
    readonly writeOnly: readonly string[];
    /**
     * Members within inputs that the service fills in, e.g. `identity.principalId`; `*` is any key. They are outputs
     * that a preview does not know.
     */
    readonly computed: readonly string[];
    /** Inputs beside the path parameters that cannot be changed in place. */
    readonly forceNew: readonly string[];
    /** Defaults of the specification, by input: one that is added with its default is no change. */
    readonly defaults: PropertyMap;
    /** Arrays whose items are told apart by these members, in whatever order (`x-ms-identifiers`). */
    readonly identifiers: Readonly<Record<string, readonly string[]>>;
    /** Which calls are long-running operations. */
    readonly async: { readonly put: boolean; readonly delete: boolean };
    /**
     * Without a name, azure-native gives top-level resources a random suffix, children the logical name as it is, and
     * role assignments a UUID.
     */
    readonly autoName: "random" | "copy" | "uuid";
    /** False where the response is not flattened: its `properties` are an output of that name. */
    readonly flattened: boolean;
    /** False where the PUT has no body. */
    readonly hasBody: boolean;
    /** HEAD where the specification has no GET: whether it is there, and nothing else, can be asked. */
    readonly readMethod: "GET" | "HEAD";
    /** A resource that exists from birth can be created while it still looks like this (SDK names). */
    readonly birthState?: PropertyMap;
}

/** Path of a resource group, with the places of its parameters. */
export const RESOURCE_GROUP = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}";

const APIM_VERSION = "2024-05-01";

/** A row of the table: what most resources of API Management have, and the particulars of this one. */
export function child(
    path: string,
    properties: readonly string[],
    particulars: Partial<ArmResource> = {},
): ArmResource {
    return {
        path,
        apiVersion: APIM_VERSION,
        envelope: [],
        properties,
        renames: {},
        query: [],
        required: [],
        writeOnly: [],
        computed: [],
        forceNew: [],
        defaults: {},
        identifiers: {},
        async: { put: false, delete: false },
        autoName: "copy",
        flattened: true,
        hasBody: true,
        readMethod: "GET",
        ...particulars,
    };
}
