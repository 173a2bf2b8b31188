import type { OpenAPIV3 } from "openapi-types";
import { Change } from "../change";
import { withKeys } from "../jsonObject";
import { limits } from "../limits";
import { shortened } from "./lengths";

/** The importer needs a title, which becomes the API's name, and a version (OpenAPI 3.0.3, 4.7.2.1). */
export function information(document: OpenAPIV3.Document, report: Change[]): OpenAPIV3.Document {
    const info: OpenAPIV3.InfoObject = { ...document.info };
    for (const [key, value] of [
        ["title", "Untitled API"],
        ["version", "1"],
    ] as const) {
        if (info[key] !== undefined && info[key].trim() !== "") continue;
        info[key] = value;
        report.push({
            pointer: `#/info/${key}`,
            construct: key,
            effect: "added",
            detail: `3.0 requires one: ${value}.`,
        });
    }
    info.title = shortened(info.title, limits.displayName, "#/info/title", report);
    const { title, version } = document.info ?? {};
    return title === info.title && version === info.version ? document : withKeys(document, { info });
}
