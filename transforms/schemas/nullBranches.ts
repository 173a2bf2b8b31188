import { Pass, Schema } from "./schema";

/**
 * "This or null" written as two alternatives (`anyOf: [{...}, {type: null}]`) is one schema with `nullable` in 3.0.
 * A reference cannot have anything beside it, and `nullable` in front of `allOf` allows nothing that `allOf` forbids
 * (OpenAPI 3.0.3, 4.7.24), so there the alternatives stay.
 */
export const nullBranches: Pass = (schema, at) => {
    for (const keyword of ["anyOf", "oneOf"] as const) {
        const branches = schema[keyword];
        if (branches?.length !== 2 || schema.type !== undefined) continue;
        const other = branches.find((branch) => !isNull(branch));
        if (other === undefined || branches.every((branch) => !isNull(branch))) continue;
        const { [keyword]: _, ...rest } = schema;
        const merged = orNull(other, rest);
        if (merged === undefined) continue;
        at.rewritten(keyword, "3.0 says null with nullable.");
        return merged;
    }
    return schema;
};

/** The form that null has by now, with nothing beside it but words. */
function isNull(schema: Schema): boolean {
    const { type, nullable, enum: values, ...rest } = schema;
    const onlyWords = Object.keys(rest).every((keyword) => describing.has(keyword));
    return type === "string" && nullable === true && values?.length === 1 && values[0] === null && onlyWords;
}

/** `schema`, or null, with everything in `beside` as well; undefined where that is not to be said without anyOf. */
function orNull(schema: Schema, beside: Schema): Schema | undefined {
    if (schema.type === undefined || schema.nullable === true) return undefined;
    // These would forbid null, which no keyword about one type does.
    if (["allOf", "anyOf", "oneOf", "not"].some((keyword) => keyword in schema)) return undefined;
    // What describes the choice describes the schema that takes its place.
    const clash = Object.keys(schema).some((keyword) => keyword in beside && !describing.has(keyword));
    if (clash) return undefined;
    const values =
        schema.enum === undefined ? {} : { enum: schema.enum.includes(null) ? schema.enum : [...schema.enum, null] };
    return { ...schema, ...beside, ...values, nullable: true };
}

const describing = new Set(["title", "description", "example", "default", "deprecated", "readOnly", "writeOnly"]);
