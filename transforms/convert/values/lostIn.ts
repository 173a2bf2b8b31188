import { sortedKeys } from "../../canonical";
import { holds, isObject, JsonObject } from "../../jsonObject";
import type { Schema } from "../schemas/schema";
import { Lost, lostScalar } from "./importedValue";

/** Levels of objects and arrays in a value that has to stay in its schema. No reader follows more. */
const mostLevels = 12;

/** What the importer makes of the first part of a value that it changes; undefined where all of it survives. */
export function lostIn(value: unknown, schema: Schema | undefined, levels = 0): Lost | undefined {
    if (!holds(value)) return lostScalar(value, schema);
    if (levels === mostLevels) return { becomes: "a refusal, for its depth,", fitsInt64: false };
    for (const key of sortedKeys(value)) {
        const member = (value as JsonObject)[key];
        const lost = lostIn(member, schemaOfMember(schema, key, Array.isArray(value)), levels + 1);
        // A format in another schema is out of reach here.
        if (lost !== undefined) return { ...lost, fitsInt64: false };
    }
    return undefined;
}

/** The schema that the importer knows to stand for a member or an item: inline only. */
export function schemaOfMember(schema: Schema | undefined, key: string, isItem: boolean): Schema | undefined {
    if (schema === undefined) return undefined;
    const { properties } = schema;
    const inner = isItem
        ? schema.items
        : properties !== undefined && Object.hasOwn(properties, key)
          ? properties[key]
          : schema.additionalProperties;
    return isObject(inner) ? (inner as Schema) : undefined;
}
