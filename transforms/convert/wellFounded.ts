import { callsStayBelow } from "./callsStayBelow";
import { isNumber } from "../../json/exactNumber";
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
    const keys: (string | number)[] = [];
    let values = 0;
    const pointer = () => shortened(keys.reduce(under, "#"));
    const count = (more: number): void => {
        values += more;
        if (values <= limits.values) return;
        throw new UnimportableError(
            "#",
            `The document holds more than ${limits.values} values, which 4 MB cannot.`,
            "Publish a smaller document.",
        );
    };
    const check = (value: object): void => {
        if (keys.length >= limits.depth) {
            throw new UnimportableError(
                pointer(),
                `The document is nested deeper than ${limits.depth} levels.`,
                "Move deep parts into components.schemas and refer to them.",
            );
        }
        if (Array.isArray(value)) {
            count(value.length);
            for (let index = 0; index < value.length; index++) checkChild(value[index], index);
        } else {
            const names = Object.keys(value);
            count(names.length);
            for (const name of names) checkChild((value as JsonObject)[name], name);
        }
    };
    const checkChild = (child: unknown, key: string | number): void => {
        if (typeof child === "string" || typeof child === "boolean" || child === null) return;
        const endless = isNumber(child) && !Number.isFinite(Number(child));
        if (!endless && !holds(child)) return;
        keys.push(key);
        if (endless) {
            throw new UnimportableError(
                pointer(),
                `${child} is a number that JSON cannot hold.`,
                "Leave the number out or write one within the range of a double.",
            );
        }
        check(child as object);
        keys.pop();
    };
    check(document);
}

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
