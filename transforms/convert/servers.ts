import type { OpenAPIV3 } from "openapi-types";
import { Change } from "../change";
import { withKeys } from "../jsonObject";
import { limits } from "../limits";
import { under } from "../pointer";

/**
 * An API has one backend: the first https server is taken (API import restrictions, "servers"). A URL with variables is
 * refused before.
 */
export function servers(document: OpenAPIV3.Document, report: Change[]): OpenAPIV3.Document {
    const { servers: all } = document;
    if (all === undefined) return document;

    const usable = all.map(({ url }) => url.length <= limits.serverUrl);
    const https = all.findIndex(({ url }, index) => usable[index] && /^https:/i.test(url));
    const chosen = https >= 0 ? https : usable.indexOf(true);
    all.forEach((_, index) => {
        if (index === chosen) return;
        const detail = usable[index] ? "An API has one backend." : "The URL cannot be used.";
        report.push({ pointer: under("#/servers", index), construct: "servers", effect: "removed", detail });
    });
    if (chosen === 0 && all.length === 1) return document;
    return withKeys(document, { servers: chosen < 0 ? undefined : [all[chosen]!] });
}
