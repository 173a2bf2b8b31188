import type { Entity, Store } from "../arm/store";

/** What a request is for. */
export interface Route {
    readonly api: Entity;
    readonly operation: Entity;
    /** The request's path behind the API's, e.g. `/invocations`. */
    readonly rest: string;
}

const apiType = "Microsoft.ApiManagement/service/apis";

/**
 * Finds the API with the longest path that the request's path starts with, and in it the operation.
 * Literal segments win over parameters, and those over a wildcard.
 * @param path of the request, without query, percent-encoded as it came
 * @param query with the question mark, or empty
 */
export function route(store: Store, serviceId: string, method: string, path: string, query: string): Route | undefined {
    let best: { api: Entity; prefix: string } | undefined;
    for (const api of store.children(serviceId, apiType)) {
        const prefix = apiPrefix(api);
        if (!servesHttps(api) || !startsWithPath(path, prefix)) continue;
        if (!best || prefix.length > best.prefix.length) best = { api, prefix };
    }
    if (!best) return undefined;
    const rest = path.slice(best.prefix.length);
    const parameters = new URLSearchParams(query);
    const fitting = store
        .children(best.api.id, `${apiType}/operations`)
        .map((operation) => ({ operation, template: urlTemplate(String(operation.properties.urlTemplate)) }))
        .filter(({ operation }) => String(operation.properties.method).toUpperCase() === method)
        .filter(({ template }) => template.path.test(rest) && template.query.every((fits) => fits(parameters)))
        .sort((a, b) => compareRanks(a.template.rank, b.template.rank));
    return fitting[0] && { api: best.api, operation: fitting[0].operation, rest };
}

function apiPrefix({ properties }: Entity): string {
    const path = String(properties.path ?? "").replace(/^\/+|\/+$/g, "");
    return path === "" ? "" : `/${path}`;
}

/** An API for http alone is not there for a caller over https. */
function servesHttps({ name, properties }: Entity): boolean {
    const isCurrent = !name.includes(";rev=");
    return isCurrent && ((properties.protocols as string[] | undefined) ?? ["https"]).includes("https");
}

function startsWithPath(path: string, prefix: string): boolean {
    if (path.slice(0, prefix.length).toLowerCase() !== prefix.toLowerCase()) return false;
    return path.length === prefix.length || path[prefix.length] === "/";
}

interface UrlTemplate {
    readonly path: RegExp;
    readonly query: ((parameters: URLSearchParams) => boolean)[];
    /** One number a segment: 0 literal, 1 with a parameter, 2 wildcard. Last the query: more conditions go first. */
    readonly rank: number[];
}

function urlTemplate(text: string): UrlTemplate {
    const [path = "", query = ""] = text.split("?", 2);
    const trimmed = path.replace(/^\/+/, "");
    const segments = trimmed === "" ? [] : trimmed.split("/");
    const conditions = query === "" ? [] : query.split("&").map(queryCondition);
    const pattern = segments.map((segment) => `/${segmentPattern(segment)}`).join("");
    return {
        path: new RegExp(pattern === "" ? "^/?$" : `^${pattern}$`, "i"),
        query: conditions,
        rank: [...segments.map(segmentRank), -conditions.length],
    };
}

function segmentPattern(segment: string): string {
    if (isWildcard(segment)) return ".*";
    return segment
        .split(/(\{[^{}]*\})/)
        .map((part) => (part.startsWith("{") ? "[^/]+" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")))
        .join("");
}

function segmentRank(segment: string): number {
    if (isWildcard(segment)) return 2;
    return segment.includes("{") ? 1 : 0;
}

function isWildcard(segment: string): boolean {
    return segment === "*" || /^\{\*[^{}]*\}$/.test(segment);
}

/** `q={q}` asks for the parameter, `q=a` for that value. */
function queryCondition(part: string): (parameters: URLSearchParams) => boolean {
    const [name = "", value = ""] = part.split("=", 2);
    if (/^\{.*\}$/.test(value)) return (parameters) => parameters.has(name);
    return (parameters) => parameters.getAll(name).includes(value);
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
    for (let at = 0; at < Math.max(a.length, b.length); at++) {
        const difference = (a[at] ?? 0) - (b[at] ?? 0);
        if (difference !== 0) return difference;
    }
    return 0;
}
