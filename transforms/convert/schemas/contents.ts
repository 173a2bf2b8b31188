import { withKeys } from "../../jsonObject";
import { Pass } from "./schema";

/**
 * How a string is encoded is a `format` in 3.0 (OpenAPI 3.0.3, 4.7.24.1, "byte" and "binary"; 3.1.0, 4.8.14.3). What it
 * holds once decoded is nothing that 3.0 can say.
 */
export const contents: Pass = (schema, at) => {
    if (!["contentEncoding", "contentMediaType", "contentSchema"].some((keyword) => keyword in schema)) return schema;
    const { contentEncoding, contentMediaType, contentSchema: _, ...rest } = schema;
    const construct = contentEncoding !== undefined ? "contentEncoding" : "contentMediaType";
    const format =
        contentEncoding?.toLowerCase() === "base64"
            ? "byte"
            : contentEncoding === undefined && contentMediaType === "application/octet-stream"
              ? "binary"
              : undefined;
    if (format === undefined || rest.format !== undefined) {
        at.removed(construct, "3.0 has no keyword for it, and it does not affect validation.");
        return rest;
    }
    at.rewritten(construct, `3.0 expresses it with format: ${format}.`);
    return withKeys(rest, { format });
};
