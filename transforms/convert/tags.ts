import type { OpenAPIV3 } from "openapi-types";
import { Change } from "../change";
import { withKeys } from "../jsonObject";
import { under } from "../pointer";

/** Tag names are unique (OpenAPI 3.0.3, 4.7.1.1). */
export function tags(document: OpenAPIV3.Document, report: Change[]): OpenAPIV3.Document {
    if (document.tags === undefined) return document;
    const seen = new Set<string>();
    const unique = document.tags.filter(({ name }, index) => {
        const known = seen.has(name);
        const pointer = under("#/tags", index);
        if (known) report.push({ pointer, construct: "tags", effect: "removed", detail: `${name} already exists.` });
        seen.add(name);
        return !known;
    });
    return withKeys(document, { tags: unique });
}
