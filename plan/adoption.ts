import { writeFile } from "node:fs/promises";
import type { Find } from "./inPlace";
import type { FoundGrant } from "./inWorkspace";

/** What `npm run adopt` reads. */
export interface Adoption {
    readonly version: 1;
    /** What is in place, parents before what is below them. */
    readonly finds: readonly Find[];
    /** Permissions in the workspace that equal what the stack wants. */
    readonly grants: readonly FoundGrant[];
    /** What is in place and cannot be imported, a text each: what it is, and what happens to it. */
    readonly notImportable: readonly string[];
}

/**
 * Writes what a preview found in place, as JSON, for `npm run adopt` to read.
 *
 * @throws the system's error where the file cannot be written
 */
export async function writeAdoption(
    file: string,
    finds: readonly Find[],
    grants: readonly FoundGrant[],
    notImportable: readonly string[],
): Promise<void> {
    const adoption: Adoption = { version: 1, finds, grants, notImportable };
    await writeFile(file, `${JSON.stringify(adoption, undefined, 4)}\n`);
}
