import { Pass, Schema, SchemaPlace } from "./schema";

/**
 * The importer refuses a discriminator whose property is not required (OpenAPI.NET's validation rules). Requiring it
 * would accept less, and a discriminator is only a hint: it goes.
 */
export const discriminators: Pass = (schema, at) => {
    if (schema.discriminator === undefined) return schema;
    const { discriminator, ...rest } = schema;
    const name = discriminator.propertyName;
    if (typeof name === "string" && requires(schema, name, at, 0)) return schema;
    at.removed("discriminator", `${name ?? "Its property"} is not required, but the importer needs it to be.`);
    return rest;
};

function requires(schema: Schema | undefined, name: string, at: SchemaPlace, depth: number): boolean {
    if (schema === undefined || depth > 3) return false;
    if (schema.$ref !== undefined) return requires(at.resolve(schema.$ref), name, at, depth + 1);
    if (schema.required?.includes(name)) return true;
    if (schema.allOf?.some((part) => requires(part, name, at, depth + 1))) return true;
    const branches = schema.oneOf ?? schema.anyOf;
    return branches !== undefined && branches.every((branch) => requires(branch, name, at, depth + 1));
}
