import { isObject, JsonObject } from "./jsonObject";
import { limits } from "./limits";
import { under } from "./pointer";
import { UnimportableError } from "./unimportableError";

/**
 * Refuses what no pass could work on: no object, no paths, nesting or size out of bounds, numbers JSON cannot write.
 * Goes through the document without recursion, so that nothing after it meets a depth it cannot bear.
 */
export function wellFounded(document: unknown): JsonObject {
    if (!isObject(document)) {
        throw new UnimportableError("#", "The document is not a JSON object.", "Pass the parsed OpenAPI document.");
    }
    if (!/^3\.[01]($|\.)/.test(String(document.openapi))) {
        throw new UnimportableError(
            "#/openapi",
            `The version is ${describe(document.openapi)}, where OpenAPI 3.0 or 3.1 is needed.`,
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
    return document;
}

function checkValues(document: JsonObject): void {
    const open: { value: object; pointer: string; depth: number }[] = [{ value: document, pointer: "#", depth: 1 }];
    let values = 0;
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
        if (place.depth > limits.depth) {
            throw new UnimportableError(
                shortened(place.pointer),
                `The document is nested deeper than ${limits.depth} levels.`,
                "Move deep parts into components.schemas and refer to them.",
            );
        }
        const array = Array.isArray(place.value);
        for (const [key, value] of Object.entries(place.value)) {
            if (++values > limits.values) {
                throw new UnimportableError(
                    "#",
                    `The document holds more than ${limits.values} values, which 4 MB cannot.`,
                    "Publish a smaller document.",
                );
            }
            if (typeof value === "number" && !Number.isFinite(value)) {
                throw new UnimportableError(
                    under(place.pointer, key),
                    `${value} is a number that JSON cannot hold.`,
                    "Leave the number out or write one within the range of a double.",
                );
            }
            if (typeof value !== "object" || value === null) continue;
            open.push({ value, pointer: under(place.pointer, array ? Number(key) : key), depth: place.depth + 1 });
        }
    }
}

function describe(version: unknown): string {
    return version === undefined ? "missing" : JSON.stringify(version).slice(0, 40);
}

function shortened(pointer: string): string {
    return pointer.length > 200 ? `${pointer.slice(0, 200)}...` : pointer;
}
