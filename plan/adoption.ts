import * as pulumi from "@pulumi/pulumi";
import { writeFile } from "node:fs/promises";
import { adoptVariable } from "./adoptVariable";
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
 * The file to write, where this run is one that records what is in place instead of declaring anything.
 *
 * @throws RunError it is set in an update, which would then delete the whole stack
 */
export function adoptionFile(environment: NodeJS.ProcessEnv): string | undefined {
    const file = environment[adoptVariable];
    if (!file) return undefined;
    if (pulumi.runtime.isDryRun()) return file;
    throw new pulumi.RunError(
        `${adoptVariable} is set during an update, which would delete the stack's resources. Unset it: only ` +
            "`npm run adopt` sets it, for a preview.",
    );
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
