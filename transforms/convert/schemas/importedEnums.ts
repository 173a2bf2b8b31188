import { withKeys } from "../../jsonObject";
import { asInteger, Lost } from "../values/importedValue";
import { lostIn } from "../values/lostIn";
import { Pass, Schema, SchemaPlace } from "./schema";

/**
 * The importer reads the values of a list as it reads examples: it makes a text of 3000000000 where the schema is an
 * `integer` without the format `int64`. A list in which a value would change all the same goes.
 */
export const importedEnums: Pass = (schema, at) => {
    const own = schema.enum === undefined ? schema : withSurvivingEnum(schema, schema.enum, at);
    // Constants and lists that other passes have moved there.
    if (own.allOf === undefined || !own.allOf.some((part) => part.enum !== undefined)) return own;
    const parts = own.allOf.map((part) => (part.enum === undefined ? part : withSurvivingEnum(part, part.enum, at)));
    return parts.some((part, index) => part !== own.allOf![index]) ? withKeys(own, { allOf: parts }) : own;
};

function withSurvivingEnum(given: Schema, listed: unknown[], at: SchemaPlace): Schema {
    const values = listed.map((value) => asInteger(value, given));
    const schema = values.some((value, index) => value !== listed[index]) ? withKeys(given, { enum: values }) : given;
    let worst: Lost | undefined;
    for (const value of values) {
        const lost = lostIn(value, schema);
        if (lost !== undefined && (worst === undefined || (worst.fitsInt64 && !lost.fitsInt64))) worst = lost;
    }
    if (worst === undefined) return schema;
    if (worst.fitsInt64) {
        at.added("format", `The importer makes ${worst.becomes} of a value in enum unless the format is int64.`);
        return withKeys(schema, { format: "int64" });
    }
    const { enum: _, ...rest } = schema;
    at.loosened("enum", `The importer makes ${worst.becomes} of a value in it. Any value is accepted.`);
    return rest;
}
