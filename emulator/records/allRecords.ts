import { readdirSync } from "node:fs";
import { basename, extname, join } from "node:path";
import type { ParityRecord } from "./parityRecord";

/** What the records are about, which is the folder that they are in. */
export const recordRooms = [
    /** Azure API Management as Azure Resource Manager has it. */
    "service",
    /** The import of OpenAPI documents. */
    "import",
    /** Which policy documents are taken. */
    "policies",
    /** What the gateway does with calls. */
    "gateway",
    "databricks",
] as const;

/** A record and the folder that it is in. */
export interface FiledRecord extends ParityRecord {
    readonly room: (typeof recordRooms)[number];
}

/** Every record, in the order of rooms and ids. @throws Error for one that its file is not named after */
export function allRecords(): FiledRecord[] {
    return recordRooms.flatMap((room) => {
        const folder = join(__dirname, room);
        const files = readdirSync(folder).filter((file) => extname(file) === extname(__filename));
        return files.sort().map((file) => {
            const { record } = require(join(folder, file)) as { record?: ParityRecord };
            const id = basename(file, extname(file));
            if (record?.id !== id) throw new Error(`${room}/${file} has to export the record "${id}".`);
            return { ...record, room };
        });
    });
}
