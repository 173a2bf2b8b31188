import { isEmpty } from "../../jsonObject";
import { Pass } from "./schema";

/**
 * Keywords that say nothing with this value go first. The importer omits them, so whatever a later pass makes of a
 * schema because they are there, it would not make of the published one.
 */
export const idle: Pass = (schema, at) => {
    let result = schema;
    for (const [keyword, saysNothing, detail] of values) {
        if (!saysNothing(result[keyword])) continue;
        const { [keyword]: _, ...rest } = result;
        at.removed(keyword, detail);
        result = rest;
    }
    return result;
};

const isFalse = (value: unknown) => value === false;
const sayingDefault = "It repeats the default, which the importer omits.";
const values = [
    ["properties", isEmpty, "It is empty, so the importer loses it."],
    ["nullable", isFalse, sayingDefault],
    ["uniqueItems", isFalse, sayingDefault],
] as const;
