import type { OpenAPIV3 } from "openapi-types";
import { withKeys } from "../jsonObject";
import { limits } from "../limits";
import { OperationPlace, operations } from "../operations";
import { OperationPass } from "./operationPasses";

/**
 * Every operation gets an id that the importer keeps apart from the others. It turns ids into resource names (API
 * import restrictions: lower case, each run of other characters one hyphen, 76 characters), and a name that changes is
 * an operation deleted and another created. So what is made here depends on method and path alone.
 * @param places of all operations, in the order in which the pass gets them
 */
export function operationIds(document: OpenAPIV3.Document, places: readonly OperationPlace[]): OperationPass {
    const taken = new Set<string>();
    const isKept = places.map((place) => {
        const id = operations.at(document, place).operationId;
        if (id === undefined || id.length > limits.operationId || id.trim() !== id) return false;
        const name = resourceName(id);
        if (name === "" || name.length > limits.operationName || taken.has(name)) return false;
        taken.add(name);
        return true;
    });
    let index = 0;
    return (operation, place, report) => {
        if (isKept[index++]) return operation;
        const operationId = madeFrom(operation.operationId, place, taken);
        taken.add(operationId);
        report.push({
            pointer: place.pointer,
            construct: "operationId",
            effect: operation.operationId === undefined ? "added" : "rewritten",
            detail:
                operation.operationId === undefined
                    ? `${operationId}, so that the operation keeps its name in every import.`
                    : `${operation.operationId} is not unique, too long or empty once normalised; now ${operationId}.`,
        });
        return withKeys(operation, { operationId });
    };
}

const keyOf = ({ method, path }: OperationPlace) => `${method} ${path}`;

function resourceName(id: string): string {
    const lower = id.toLowerCase();
    let name = "";
    let start = 0;
    for (let index = 0; index <= lower.length; index++) {
        if (index < lower.length && isOfNames(lower.charCodeAt(index))) continue;
        if (index > start) name += (name === "" ? "" : "-") + lower.slice(start, index);
        start = index + 1;
    }
    return name;
}

/** Whether it is a small letter or a digit. */
const isOfNames = (code: number) => (code >= 97 && code <= 122) || (code >= 48 && code <= 57);

/** An id of the importer's own alphabet, so that it is its own resource name. */
function madeFrom(id: string | undefined, place: OperationPlace, taken: Set<string>): string {
    const stem = resourceName(id ?? "") || resourceName(keyOf(place));
    if (stem.length <= limits.operationName && !taken.has(stem)) return stem;
    for (let salt = 0; ; salt++) {
        const mark = checksum(`${keyOf(place)} ${salt || ""}`);
        const name = `${stem.slice(0, limits.operationName - mark.length - 1).replace(/-+$/, "")}-${mark}`;
        if (!taken.has(name)) return name;
    }
}

/** FNV-1a, 32 bits: tells paths apart, keeps no secrets. */
function checksum(text: string): string {
    let hash = 0x811c9dc5;
    for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
    return hash.toString(16).padStart(8, "0");
}
