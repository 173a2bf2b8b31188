import type { OpenAPIV3 } from "openapi-types";
import { Change } from "./change";
import { withKeys } from "./jsonObject";
import { limits } from "./limits";
import { under } from "./pointer";

/**
 * An API has one backend, and its URL no variables: the first https server is taken, with the variables' defaults
 * (API import restrictions, "servers").
 */
export function servers(document: OpenAPIV3.Document, report: Change[]): OpenAPIV3.Document {
    const { servers: all, ...rest } = document;
    if (all === undefined) return document;
    const note = (index: number, effect: Change["effect"], detail: string) =>
        report.push({ pointer: under("#/servers", index), construct: "servers", effect, detail });

    const plain = all.map((server, index) => {
        const url = withDefaults(server);
        if (url === server.url && server.variables === undefined) return server;
        note(index, "rewritten", `Variables are not supported; the defaults make it ${url}.`);
        const { variables, ...others } = server;
        return withKeys(others, { url });
    });
    const usable = plain.map(({ url }) => url.length <= limits.serverUrl && !/[{}]/.test(url));
    const https = plain.findIndex(({ url }, index) => usable[index] && /^https:/i.test(url));
    const chosen = https >= 0 ? https : usable.indexOf(true);
    plain.forEach((_, index) => {
        if (index !== chosen)
            note(index, "removed", usable[index] ? "An API has one backend." : "The URL cannot be used.");
    });
    return chosen < 0 ? rest : withKeys(rest, { servers: [plain[chosen]!] });
}

function withDefaults({ url, variables }: OpenAPIV3.ServerObject): string {
    return url.replace(/\{([^{}]*)\}/g, (placeholder, name: string) =>
        variables !== undefined && Object.hasOwn(variables, name)
            ? (variables[name]!.default ?? placeholder)
            : placeholder,
    );
}
