import { isNumber, isWhole } from "../../../json/exactNumber";
import { parseJson } from "../../../json/jsonText";
import { isObject } from "../../jsonObject";
import { Schema } from "./schema";

/** Whether a value is of the schema's one type as 3.0 reads it (OpenAPI 3.0.3, 4.7.24): null needs `nullable`. */
export function hasType(value: unknown, schema: Schema): boolean {
    switch (schema.type) {
        case "string":
        case "boolean":
            return typeof value === schema.type || isNull(value, schema);
        case "number":
            return isNumber(value) || isNull(value, schema);
        case "integer":
            return isWhole(value) || isNull(value, schema);
        case "array":
            return Array.isArray(value) || isNull(value, schema);
        case "object":
            return isObject(value) || isNull(value, schema);
        default:
            return true;
    }
}

/** The value that a string spells in the schema's type, e.g. 0.5 for "0.5" in a number; undefined when it is none. */
export function spelled(value: unknown, schema: Schema): unknown {
    if (typeof value !== "string" || schema.type === "string") return undefined;
    try {
        const parsed = parseJson(value);
        const isInfinite = isNumber(parsed) && !Number.isFinite(Number(parsed));
        return hasType(parsed, schema) && !isInfinite ? parsed : undefined;
    } catch {
        return undefined;
    }
}

function isNull(value: unknown, schema: Schema): boolean {
    return value === null && schema.nullable === true;
}
