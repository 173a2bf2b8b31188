import { setKey } from "../../jsonObject";
import { Pass, Schema } from "./schema";

/** The keys of a schema that the importer's 3.0 reader knows (OpenAPI.NET 1.6). */
export const known: ReadonlySet<string> = new Set(
    (
        "$ref title multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems " +
        "minItems uniqueItems maxProperties minProperties required enum type allOf oneOf anyOf not items properties " +
        "additionalProperties description format default nullable discriminator readOnly writeOnly xml externalDocs " +
        "example deprecated"
    ).split(" "),
);

/** Whatever is left that 3.0 does not know decides nothing, and would fail the import. */
export const keywords: Pass = (schema, at) => {
    // Not a copy of which keys are deleted: V8 keeps such an object as a table, which is slow to read ever after.
    const result: Schema = {};
    let isSame = true;
    for (const keyword in schema) {
        if (known.has(keyword) || keyword.startsWith("x-")) {
            setKey(result, keyword, schema[keyword]);
            continue;
        }
        at.removed(keyword, "3.0 does not have it, and it does not affect validation.");
        isSame = false;
    }
    return isSame ? schema : result;
};
