import { isMcpServer } from "../arm/resources/mcpServers";
import { parseApiName } from "../arm/resources/apiRevisions";
import type { Entity, Store } from "../arm/kernel/store";
import type { GatewayRequest } from "./exchange";

/** What a request is for. */
export interface Route {
    readonly api: Entity;
    readonly operation: Entity;
    /** The request's path behind the API's, e.g. `/invocations`. */
    readonly rest: string;
    /** What the request has where the operation's template has parameters, by their names. @default none */
    readonly parameters?: ReadonlyMap<string, string>;
}

/** What of a request decides where it goes: the path without query, percent-encoded, the query with its question mark. */
export type RoutedRequest = Pick<GatewayRequest, "method" | "path" | "query" | "headers">;

const apiType = "Microsoft.ApiManagement/service/apis";

/** What may follow an API's path. */
const behindPath = /^(?:;rev=(\d+))?((?:\/.*)?)$/i;

/**
 * Finds the API with the longest path that the request's path starts with, of it the version and the revision that the
 * request asks for, and in that the operation. Literal segments win over parameters, and those over a wildcard. A slash at
 * the end of the path does not count where no template has it (record trailing-slash).
 *
 * `;rev=N` stands behind the API's path, and behind the version where that is a segment. A request that names no version
 * is for the API that has none; one that names a version which is not there is for nothing (record
 * request-without-version).
 */
export function route(store: Store, serviceId: string, request: RoutedRequest): Route | undefined {
    const { method, path } = request;
    const parameters = new URLSearchParams(request.query);
    const matches = store.children(serviceId, apiType).flatMap((api) => {
        const version = versioning(store, serviceId, api);
        const prefix = apiPrefix(api, version);
        const behind = startsWith(path, prefix) ? behindPath.exec(path.slice(prefix.length)) : null;
        if (!behind || !servesHttps(api)) return [];
        const [, revision, rest = ""] = behind;
        return [{ api, version, prefix, revision, rest }];
    });
    const longest = Math.max(...matches.map(({ prefix }) => prefix.length));
    const found = matches
        .filter(({ prefix }) => prefix.length === longest)
        .filter(({ api, revision }) => isRevision(api, revision))
        .find(({ version }) => asksFor(version, request, parameters));
    if (!found) return undefined;
    const { api, rest } = found;
    if (isMcpServer(api)) return messageEndpoint(api, rest);
    const fitting = store
        .children(api.id, `${apiType}/operations`)
        .map((operation) => ({ operation, template: urlTemplate(String(operation.properties.urlTemplate)) }))
        .filter(({ operation }) => String(operation.properties.method).toUpperCase() === method)
        .filter(({ template }) => template.path.test(rest) && template.query.every((fits) => fits(parameters)))
        .sort((a, b) => compareRanks(a.template.rank, b.template.rank) || slashFirst(a.template, b.template, rest));
    const [best] = fitting;
    return best && { api, operation: best.operation, rest, parameters: matched(best.template, rest, parameters) };
}

/** Decoded, as far as they can be (record matched-parameters-are-decoded). */
function matched({ path, names, queryNames }: UrlTemplate, rest: string, query: URLSearchParams): Map<string, string> {
    const [, ...values] = path.exec(rest) ?? [];
    const ofPath = names.map((name, index): [string, string] => [name, decoded(values[index] ?? "")]);
    return new Map([...ofPath, ...queryNames.map(([name, as]): [string, string] => [as, query.get(name) ?? ""])]);
}

function decoded(text: string): string {
    try {
        return decodeURIComponent(text);
    } catch {
        return text;
    }
}

/** Where an MCP server takes messages. It has no operations: every method is for it to answer. */
function messageEndpoint(api: Entity, rest: string): Route | undefined {
    const { endpoints } = api.properties.mcpProperties as {
        endpoints: readonly { name: string; uriTemplate: string }[];
    };
    const endpoint = endpoints.find(({ uriTemplate }) => urlTemplate(uriTemplate).path.test(rest));
    if (!endpoint) return undefined;
    const { name, uriTemplate } = endpoint;
    const properties = { displayName: name, method: "*", urlTemplate: uriTemplate };
    return { api, operation: { ...api, id: `${api.id}/endpoints/${name}`, name, properties }, rest };
}

/** How callers name the version of an API that is in a version set. */
interface Versioning {
    readonly scheme: "Segment" | "Header" | "Query";
    /** Of the header or the parameter. */
    readonly name: string;
    /** Empty for the original. */
    readonly version: string;
}

function versioning(store: Store, serviceId: string, { properties }: Entity): Versioning | undefined {
    if (typeof properties.apiVersionSetId !== "string" || properties.apiVersionSetId === "") return undefined;
    const id = properties.apiVersionSetId;
    const set = store.get(`${serviceId}/apiVersionSets/${id.slice(id.lastIndexOf("/") + 1)}`);
    if (!set) return undefined;
    const { versioningScheme, versionHeaderName, versionQueryName } = set.properties;
    return {
        scheme: versioningScheme as Versioning["scheme"],
        name: String((versioningScheme === "Header" ? versionHeaderName : versionQueryName) ?? ""),
        version: String(properties.apiVersion ?? ""),
    };
}

function asksFor(versioning: Versioning | undefined, { headers }: RoutedRequest, parameters: URLSearchParams): boolean {
    if (!versioning || versioning.scheme === "Segment") return true;
    const { scheme, name, version } = versioning;
    const asked = scheme === "Header" ? headers.get(name) : parameters.get(name);
    return (asked ?? "").toLowerCase() === version.toLowerCase();
}

function isRevision({ name, properties }: Entity, asked: string | undefined): boolean {
    const { revision } = parseApiName(name);
    return asked === undefined ? revision === undefined : (revision ?? properties.apiRevision ?? "1") === asked;
}

function apiPrefix({ properties }: Entity, versioning: Versioning | undefined): string {
    const path = String(properties.path ?? "").replace(/^\/+|\/+$/g, "");
    const prefix = path === "" ? "" : `/${path}`;
    return versioning?.scheme === "Segment" && versioning.version !== "" ? `${prefix}/${versioning.version}` : prefix;
}

/** An API for http alone is not there for a caller over https. */
function servesHttps({ properties }: Entity): boolean {
    return ((properties.protocols as string[] | undefined) ?? ["https"]).includes("https");
}

function startsWith(path: string, prefix: string): boolean {
    return path.slice(0, prefix.length).toLowerCase() === prefix.toLowerCase();
}

interface UrlTemplate {
    /** With a group for each parameter. */
    readonly path: RegExp;
    /** Of the path's parameters, in their order. */
    readonly names: readonly string[];
    /** Parameters of the query, and what the template calls them. */
    readonly queryNames: readonly (readonly [name: string, as: string])[];
    readonly query: ((parameters: URLSearchParams) => boolean)[];
    /** One number a segment: 0 literal, 1 with a parameter, 2 wildcard. Last the query: more conditions go first. */
    readonly rank: number[];
    readonly endsWithSlash: boolean;
}

function urlTemplate(text: string): UrlTemplate {
    const [path = "", query = ""] = text.split("?", 2);
    const trimmed = path.replace(/^\/+/, "");
    const segments = trimmed === "" ? [] : trimmed.split("/");
    const conditions = query === "" ? [] : query.split("&").map(queryCondition);
    const pattern = segments.map((segment) => `/${segmentPattern(segment)}`).join("");
    return {
        path: new RegExp(`^${pattern}${pattern.endsWith("/") ? "" : "/?"}$`, "i"),
        names: [...path.matchAll(/\{\*?([^{}]*)\}/g)].map(([, name]) => name!),
        query: conditions,
        queryNames: [...query.matchAll(/(?:^|&)([^=&]*)=\{([^{}]*)\}/g)].map(([, name, as]) => [name!, as!]),
        rank: [...segments.map(segmentRank), -conditions.length],
        endsWithSlash: pattern.endsWith("/"),
    };
}

function segmentPattern(segment: string): string {
    if (isWildcard(segment)) return segment === "*" ? ".*" : "(.*)";
    return segment
        .split(/(\{[^{}]*\})/)
        .map((part) => (part.startsWith("{") ? "([^/]+)" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")))
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

/** Of two templates that differ in the slash at their end, the one that is written as the request is. */
function slashFirst(a: UrlTemplate, b: UrlTemplate, rest: string): number {
    const fits = ({ endsWithSlash }: UrlTemplate) => Number(endsWithSlash === rest.endsWith("/"));
    return fits(b) - fits(a);
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
    for (let at = 0; at < Math.max(a.length, b.length); at++) {
        const difference = (a[at] ?? 0) - (b[at] ?? 0);
        if (difference !== 0) return difference;
    }
    return 0;
}
