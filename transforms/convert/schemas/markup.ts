import { withoutTags } from "../../withoutTags";
import { Pass } from "./schema";

/** Words for readers begin no HTML, and their links run no script. */
export const markup: Pass = (schema, at) => {
    let result = schema;
    for (const keyword of ["description", "title"] as const) {
        const said = schema[keyword];
        if (typeof said !== "string") continue;
        const plain = withoutTags(said);
        if (plain === said) continue;
        at.rewritten(keyword, "HTML is escaped, and links cannot run scripts.");
        result = { ...result, [keyword]: plain };
    }
    return result;
};
