import { type ColumnType, numpyName, type Scalar, typeText } from "./columnType";
import { isObject, type PythonValue, repr, typeName } from "./pythonValue";

/** Integers that NumPy keeps in 64 bits. */
export const int64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n };

/**
 * What MLflow says against a value within an object, a list or a body of its own: types hold to the letter here, and a
 * whole number is no double, 0 and 1 excepted.
 */
export function misfit(value: PythonValue, type: ColumnType, required = true): string | undefined {
    if (type === "Any") return undefined;
    if (typeof type === "string") return misfitScalar(value, type, required);
    if (value === null && !required) return undefined;
    if ("array" in type) return misfitArray(value, type.array);
    if ("map" in type) {
        if (value === null && type.map === "Any") return undefined;
        if (!isObject(value)) return `Expected data to be a dict, got ${typeName(value)}`;
        return first(Object.values(value), (member) => misfit(member, type.map, required));
    }
    if (!isObject(value)) {
        const shown = value === null ? "None" : typeof value === "string" ? value : repr(value);
        const needed = `Expected data to be dictionary, got ${typeName(value)}`;
        return `Failed to enforce schema of '${shown}' with type '${typeText(type)}'. ${needed}`;
    }
    const missing = type.properties.filter(({ name, required }) => required && !Object.hasOwn(value, name));
    if (missing.length > 0) return `Missing required properties: ${setOf(missing.map(({ name }) => name))}`;
    const known = new Map(type.properties.map((property) => [property.name, property]));
    const unknown = Object.keys(value).filter((name) => !known.has(name));
    if (unknown.length > 0) return `Invalid properties not defined in the schema found: ${setOf(unknown)}`;
    return first(Object.entries(value), ([name, member]) => {
        const property = known.get(name)!;
        if (misfit(member, property.type, property.required) === undefined) return undefined;
        const expected = typeof property.type === "string" ? property.type : kindOf(property.type);
        return `Failed to enforce schema for key \`${name}\`. Expected type ${expected}, received type ${typeName(member)}`;
    });
}

function misfitArray(value: PythonValue, items: ColumnType): string | undefined {
    if (!Array.isArray(value)) return `Expected data to be list or numpy array, got ${typeName(value)}`;
    // A list becomes one NumPy array: one number with a point makes all of them such numbers.
    const floating = value.some((item) => typeof item === "number" || item === null);
    const doubles = items === "double" || items === "float";
    return first(value, (item) => {
        if (doubles && floating && (item === null || typeof item === "bigint" || typeof item === "number"))
            return undefined;
        const reason = misfit(item, items);
        if (reason === undefined || typeof items !== "string" || items === "Any") return reason;
        const given = typeof item === "bigint" ? "int64" : typeof item === "number" ? "float64" : typeName(item);
        return `Incompatible input types for column . Can not safely convert ${given} to ${numpyName(items)}.`;
    });
}

function misfitScalar(value: PythonValue, type: Scalar, required: boolean): string | undefined {
    if (value === null && !required) return undefined;
    if (!fits(value, type)) return `Failed to enforce schema of data \`${repr(value)}\` with dtype \`${type}\``;
    return undefined;
}

/** Whether a value has the type without any cast. */
export function fits(value: PythonValue, type: Scalar): boolean {
    switch (type) {
        case "boolean":
            return typeof value === "boolean";
        case "integer":
            return typeof value === "bigint" && value >= -(2n ** 31n) && value < 2n ** 31n;
        case "long":
            return typeof value === "bigint" && value >= int64.least && value <= int64.most;
        case "float":
        case "double":
            return typeof value === "number" || value === 0n || value === 1n;
        default:
            return typeof value === "string";
    }
}

function kindOf(type: Exclude<ColumnType, string>): string {
    return "array" in type ? "array" : "map" in type ? "map" : "object";
}

function setOf(names: readonly string[]): string {
    return `{${names.map((name) => `'${name}'`).join(", ")}}`;
}

/** The first reason that an item gives; undefined where none has one. */
export function first<Item>(items: readonly Item[], reason: (item: Item) => string | undefined): string | undefined {
    for (const item of items) {
        const found = reason(item);
        if (found !== undefined) return found;
    }
    return undefined;
}
