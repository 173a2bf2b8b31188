import { callsStayBelow } from "./callsStayBelow";
import { isNumber, JsonNumber } from "../../json/exactNumber";
import { jsonText } from "../../json/jsonText";
import { holds, isObject, JsonObject } from "../jsonObject";
import { limits } from "../limits";
import { under } from "../pointer";
import { UnimportableError } from "../unimportableError";

/**
 * Refuses what no pass could work on: no object, no paths, nesting or size out of bounds, numbers JSON cannot write.
 * Refuses as well what no pass may repair: calls that would leave the endpoint.
 * Goes no deeper than the limit itself, so that nothing after it meets a depth it cannot bear.
 */
export function wellFounded(document: unknown): JsonObject {
    if (!isObject(document)) {
        throw new UnimportableError("#", "The document is not a JSON object.", "Pass the parsed OpenAPI document.");
    }
    if (!isVersion(document.openapi)) {
        throw new UnimportableError(
            "#/openapi",
            `The version is ${describe(document.openapi)}, where OpenAPI 3.0, 3.1 or 3.2 is needed.`,
            'Convert the document to OpenAPI 3.1 and say so in "openapi".',
        );
    }
    if (!isObject(document.paths) || Object.keys(document.paths).length === 0) {
        throw new UnimportableError(
            "#/paths",
            "The document has no paths, so there is nothing to call.",
            "Log a signature with the model and wait until the endpoint is ready, or give a document of your own.",
        );
    }
    checkValues(document);
    callsStayBelow(document);
    return document;
}

function checkValues(document: JsonObject): void {
    let values = 0;
    /** Keys that lead to what is refused, the last one first; undefined where nothing is. */
    const refused = (value: object, depth: number): Refusal | undefined => {
        if (depth >= limits.depth) return { keys: [], refuse: tooDeep };
        if (Array.isArray(value)) {
            values += value.length;
            for (let index = 0; index < value.length; index++) {
                const child: unknown = value[index];
                if (isPlain(child)) continue;
                const found = refusedChild(child, depth);
                if (found !== undefined) return through(found, index);
            }
        } else {
            for (const name in value) {
                values++;
                const child = (value as JsonObject)[name];
                if (isPlain(child)) continue;
                const found = refusedChild(child, depth);
                if (found !== undefined) return through(found, name);
            }
        }
        return values > limits.values ? { keys: [], refuse: tooMany } : undefined;
    };
    const refusedChild = (child: unknown, depth: number): Refusal | undefined => {
        if (isNumber(child)) return Number.isFinite(Number(child)) ? undefined : { keys: [], refuse: endless(child) };
        return refused(child as object, depth + 1);
    };
    const found = refused(document, 0);
    if (found !== undefined) throw found.refuse(shortened(found.keys.reduceRight(under, "#")));
}

interface Refusal {
    /** From where it is outwards: the way is written down for what is refused only. */
    keys: (string | number)[];
    refuse: (pointer: string) => UnimportableError;
}

function through(found: Refusal, key: string | number): Refusal {
    found.keys.push(key);
    return found;
}

const isPlain = (value: unknown) => typeof value === "string" || typeof value === "boolean" || value === null;

const tooDeep = (pointer: string) =>
    new UnimportableError(
        pointer,
        `The document is nested deeper than ${limits.depth} levels.`,
        "Move deep parts into components.schemas and refer to them.",
    );

const tooMany = () =>
    new UnimportableError(
        "#",
        `The document holds more than ${limits.values} values, which 4 MB cannot.`,
        "Publish a smaller document.",
    );

const endless = (number: JsonNumber) => (pointer: string) =>
    new UnimportableError(
        pointer,
        `${number} is a number that JSON cannot hold.`,
        "Leave the number out or write one within the range of a double.",
    );

function isVersion(value: unknown): boolean {
    return (typeof value === "string" || isNumber(value)) && /^3\.[012]($|\.)/.test(String(value));
}

function describe(version: unknown): string {
    if (version === undefined) return "missing";
    // Nobody has looked yet how deep it is.
    if (holds(version)) return Array.isArray(version) ? "an array" : "an object";
    return jsonText(version).slice(0, 40);
}

function shortened(pointer: string): string {
    return pointer.length > 200 ? `${pointer.slice(0, 200)}...` : pointer;
}
