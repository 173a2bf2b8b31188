import { readFile } from "node:fs/promises";
import type { Adoption } from "../../plan/adoption";

/** What a preview writes into the file that `adoptVariable` names. */
export type Found = Adoption;
/** A resource that exists and that the stack wants to create. */
export type Find = Found["finds"][number];
/** A right on an endpoint that exists and that the stack wants to give. */
export type FoundGrant = Found["grants"][number];

/** @returns undefined where the preview ended before it wrote the file */
export async function readFound(file: string): Promise<Found | undefined> {
    const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return undefined;
        throw error;
    });
    return text ? (JSON.parse(text) as Found) : undefined;
}
