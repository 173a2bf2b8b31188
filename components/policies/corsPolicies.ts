import type { CorsSettings } from "../../settings/cors";
import type { ApiFeature } from "./apiFeature";
import { attribute, type PolicyElement } from "./policyElement";

/** Web pages of other origins may call. */
export const pages: ApiFeature = ({ cors: sharing }) =>
    sharing ? [{ slot: "preflight", elements: () => [cors(sharing)] }] : [];

/**
 * Lets web pages of other origins call from a browser. It answers preflight requests, and stands first: these carry
 * neither key nor token.
 */
function cors(settings: CorsSettings): PolicyElement {
    const { origins, methods, headers, exposeHeaders, credentials, maxAge } = settings;
    return {
        name: "cors",
        attributes: {
            "allow-credentials": attribute(credentials),
            // Other origins get their answer without the headers: servers send an Origin too, and must not get an empty 200.
            "terminate-unmatched-request": attribute(false),
        },
        children: [
            list("allowed-origins", "origin", origins),
            {
                ...list("allowed-methods", "method", methods),
                attributes: { "preflight-result-max-age": attribute(maxAge) },
            },
            list("allowed-headers", "header", headers),
            ...(exposeHeaders.length > 0 ? [list("expose-headers", "header", exposeHeaders)] : []),
        ],
        sections: ["inbound"],
        once: true,
    };
}

function list(name: string, item: string, texts: readonly string[]): PolicyElement {
    return { name, children: texts.map((text) => ({ name: item, text })) };
}
