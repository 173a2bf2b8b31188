import { withKeys } from "../../jsonObject";
import { conjoinAny } from "./anyOf";
import { Pass, Schema, SchemaPlace } from "./schema";

/**
 * `oneOf` accepts less when its alternatives accept more: what fits two of them fits none. Where one of them had to
 * accept more, `anyOf` takes its place, unless types alone keep the alternatives apart.
 */
export const choices: Pass = (schema, at) => {
    if (schema.oneOf === undefined) return schema;
    if (schema.oneOf.every((branch) => at.isExact(branch)) || apart(schema.oneOf, at)) return schema;
    at.loosened("oneOf", "Its alternatives accept more than they did, so an instance may be several of them.");
    return conjoinAny(withKeys(schema, { oneOf: undefined }), schema.oneOf);
};

function apart(branches: Schema[], at: SchemaPlace): boolean {
    const taken = new Set<string>();
    return branches.every((branch) => {
        const schema = branch.$ref === undefined ? branch : at.resolve(branch.$ref);
        if (typeof schema?.type !== "string") return false;
        const onlyNull = schema.nullable === true && schema.enum?.every((value) => value === null);
        const type = schema.type === "integer" ? "number" : schema.type;
        const types = [...(onlyNull ? [] : [type]), ...(schema.nullable === true ? ["null"] : [])];
        if (types.some((name) => taken.has(name))) return false;
        for (const name of types) taken.add(name);
        return true;
    });
}
