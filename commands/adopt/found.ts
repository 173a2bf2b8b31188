import { readFile } from "node:fs/promises";

/** The variable that names the file into which a preview writes what is in place, in place of failing because of it. */
export const adoptFile = "SERVING_GATEWAY_ADOPT";

/** What is in place of that which the stack wants to create. */
export interface Found {
    readonly version: 1;
    readonly finds: readonly Find[];
    readonly grants: readonly FoundGrant[];
    /** Texts, one for each resource that `pulumi import` cannot take: what it is, and what happens to it. */
    readonly notImportable: readonly string[];
}

/** A resource that is in place and not in the state. */
export interface Find {
    /** As the engine names it. @example "azure-native:apimanagement:Api" */
    readonly type: string;
    /** Its logical name in the program. */
    readonly name: string;
    /** The components that it is in, outermost first, without the stack. */
    readonly parents: readonly { readonly type: string; readonly name: string }[];
    /** What the provider reads it by, made from the program's own names. */
    readonly id: string;
    /** How it differs from what the stack would create, a text each. Empty: not at all, as far as Azure shows. */
    readonly differences: readonly string[];
    /** The provider that it needs, where that is not the default one of its package. */
    readonly provider?: { readonly urn: string; readonly inputs: Readonly<Record<string, unknown>> };
}

/** A right that the stack would give and that is in place. */
export interface FoundGrant {
    /** Name of the serving endpoint. */
    readonly endpoint: string;
    /** Application id of the service principal that has the right. */
    readonly applicationId: string;
    /** @example "CAN_QUERY" */
    readonly level: string;
}

/** @returns undefined where the preview ended before it wrote the file */
export async function readFound(file: string): Promise<Found | undefined> {
    const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return undefined;
        throw error;
    });
    if (!text) return undefined;
    const found: Found = JSON.parse(text);
    if (found.version !== 1) throw new Error(`the program wrote version ${found.version} of the file, not 1`);
    return found;
}
