import { withKeys } from "../../jsonObject";
import { conjoinAny } from "./anyOf";
import { conjoin, Pass, Schema } from "./schema";

/** Keywords that concern one type only; they go with their type, where a reader of the document expects them. */
const concerning: ReadonlyMap<string, readonly string[]> = new Map([
    ["array", ["items", "minItems", "maxItems", "uniqueItems"]],
    ["boolean", []],
    ["integer", ["multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]],
    ["number", ["multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]],
    ["object", ["properties", "additionalProperties", "required", "minProperties", "maxProperties"]],
    ["string", ["minLength", "maxLength", "pattern"]],
]);

/**
 * A schema has one type in 3.0, and null is no type but `nullable` beside one (OpenAPI 3.0.3, 4.7.24). Several types
 * become alternatives.
 */
export const types: Pass = (schema, at) => {
    if (schema.type === undefined || (typeof schema.type === "string" && concerning.has(schema.type))) return schema;
    const { type, nullable } = schema;
    const named = new Set(typeof type === "string" ? [type] : type);
    const unknown = [...named].filter((name) => name !== "null" && !concerning.has(name));
    if (unknown.length > 0) {
        at.loosened("type", `${unknown.join(", ")} is not a type. Any type is accepted.`);
        return untyped(schema);
    }
    const listed = schema.enum === undefined || schema.enum.includes(null);
    // A list without null forbids it: nullable would say that it fits.
    const withNull = (named.delete("null") && (listed || named.size === 0)) || nullable === true;
    if (named.has("number")) named.delete("integer");
    const list = [...named].sort();
    if (list.length === 0) {
        at.rewritten("type", "3.0 expresses null with nullable and an enum.");
        return onlyNull(untyped(schema));
    }
    if (list.length === 1) {
        at.rewritten("type", withNull ? "3.0 expresses null with nullable." : "3.0 writes one type without brackets.");
        return withKeys(schema, withNull ? { nullable: true, type: list[0]! } : { type: list[0]! });
    }
    at.rewritten("type", `3.0 has one type per schema, so each of ${list.join(", ")} is an alternative.`);
    const rest = untyped(schema);
    const moved = new Set(list.flatMap((name) => concerning.get(name)!));
    const common = Object.fromEntries(Object.entries(rest).filter(([keyword]) => !moved.has(keyword)));
    const alternatives = list.map((name, index) => ({
        type: name,
        ...Object.fromEntries(Object.entries(rest).filter(([keyword]) => concerning.get(name)!.includes(keyword))),
        ...(name === "array" && rest.items === undefined ? { items: {} } : {}),
        ...(withNull && index === 0 ? { nullable: true } : {}),
    }));
    return conjoinAny(common, alternatives);
};

function untyped(schema: Schema): Schema {
    return withKeys(schema, { nullable: undefined, type: undefined });
}

/** A schema of null alone. `nullable` needs a type beside it; which one does not matter, as the enum allows null only. */
function onlyNull(rest: Schema): Schema {
    const { enum: values, ...others } = rest;
    const schema = withKeys(others, { enum: [null], nullable: true, type: "string" });
    return values === undefined || values.includes(null) ? schema : conjoin(schema, { enum: values });
}
