import { withKeys } from "../../jsonObject";
import { Lost } from "../values/importedValue";
import { lostIn } from "../values/lostIn";
import { Pass, Schema, SchemaPlace } from "./schema";

/**
 * The importer reads the values of a list as it reads examples: it makes a text of 3000000000 where the schema is an
 * `integer` without the format `int64`. A list in which a value would change all the same goes.
 */
export const importedEnums: Pass = (schema, at) => {
    const own = withSurvivingEnum(schema, at);
    // Constants and lists that other passes have moved there.
    const parts = own.allOf?.map((part) => withSurvivingEnum(part, at));
    return parts?.some((part, index) => part !== own.allOf![index]) ? withKeys(own, { allOf: parts }) : own;
};

function withSurvivingEnum(schema: Schema, at: SchemaPlace): Schema {
    if (schema.enum === undefined) return schema;
    const lost = schema.enum.map((value) => lostIn(value, schema)).filter((found) => found !== undefined);
    if (lost.length === 0) return schema;
    if (lost.every(({ fitsInt64 }: Lost) => fitsInt64)) {
        at.added("format", `The importer makes ${lost[0]!.becomes} of a value in enum unless the format is int64.`);
        return withKeys(schema, { format: "int64" });
    }
    const { enum: _, ...rest } = schema;
    at.loosened("enum", `The importer makes ${lost[0]!.becomes} of a value in it; any is accepted.`);
    return rest;
}
