import { Change } from "../change";
import { EndpointMetadata, servedEntities, trafficShares, unversionedName } from "./endpointMetadata";
import { isObject, JsonObject, setKey } from "../jsonObject";
import { mergedItem, referred, ServedPath } from "./mergedItem";
import { movedReferences } from "./movedReferences";
import { under } from "../pointer";
import { References } from "../references";

/**
 * Which paths of a serving endpoint are published. `stable`: `/invocations` for what carries traffic, and the own path
 * of each served entity without traffic. `as-published`: those of the endpoint's document, which carry the versions of
 * the models. `both`: all of them.
 */
export type Routes = "stable" | "as-published" | "both";

/** The path that a workspace answers by the endpoint's traffic split, whatever the served models are called. */
export const stablePath = "/invocations";

/** Databricks' name for the entity that takes what people say of an agent's answers. It never carries traffic. */
export const feedback = "feedback";

/**
 * Publishes the endpoint's calls under paths that outlive a retraining. Where several served entities carry traffic, the
 * stable path takes what one of them takes (`anyOf`), each contract once.
 *
 * An entity of which the workspace says nothing, because it says nothing of traffic or has another deployment than the
 * document, is taken to carry some, except `feedback`: `/invocations` is always there, and its contract must hold for
 * whatever answers.
 *
 * @param document with an object as `paths`, as `wellFounded` leaves it; not changed
 */
export function routes(
    document: JsonObject,
    endpoint: EndpointMetadata,
    mode: Routes,
    report: Change[],
): { [key: string]: unknown; paths: JsonObject } {
    const moves = new Map<string, string>();
    const relative = relativeToEndpoint(document, moves, report);
    const references = new References(relative);
    const paths: JsonObject = {};
    for (const [path, item] of Object.entries(relative.paths)) setKey(paths, path, referred(item, references));
    const carrying = mode === "as-published" ? [] : carriers(servedPaths(paths), endpoint);
    const published = isObject(paths[stablePath]);
    if (carrying.length > 0 && !published) {
        const item = mergedItem(carrying, references, report);
        paths[stablePath] = withId(item, "invoke", true);
    }
    for (const { path } of carrying) {
        if (mode === "stable") delete paths[path];
        if (mode === "stable" || !published) report.push(moved(path, mode, carrying.length));
    }
    // Where contracts were merged, no single place is left for what referred to one of them.
    if (mode === "stable" && carrying.length === 1 && !published) moves.set(carrying[0]!.path, stablePath);
    const result = { ...relative, paths: withIds(paths, endpoint) };
    return movedReferences(result, moves) as typeof result;
}

function moved(path: string, mode: Routes, carriers: number): Change {
    const also = mode === "both" ? "also " : "";
    const merged = carriers > 1 ? `, which takes what any of the ${carriers} served models with traffic takes` : "";
    return {
        pointer: under("#/paths", path),
        construct: "paths",
        effect: "rewritten",
        detail: `Published ${also}as ${stablePath}${merged}. That path stays when the model is retrained.`,
    };
}

/**
 * Paths below the endpoint's own URL, to which they are published. Some documents write them from the workspace's root,
 * as `/serving-endpoints/churn/invocations`.
 */
function relativeToEndpoint(
    document: JsonObject,
    moves: Map<string, string>,
    report: Change[],
): { paths: JsonObject } & JsonObject {
    const paths: JsonObject = {};
    let prefix: string | undefined;
    for (const [path, item] of Object.entries(document.paths as JsonObject)) {
        const [, root, rest] = fromRoot.exec(path) ?? [];
        if (root === undefined || rest === undefined) {
            setKey(paths, path, item);
            continue;
        }
        prefix = root;
        const pointer = under("#/paths", path);
        if (Object.hasOwn(document.paths as JsonObject, rest) || Object.hasOwn(paths, rest)) {
            const detail = `Left out: ${rest} is there already, and means the same.`;
            report.push({ pointer, construct: "paths", effect: "removed", detail });
        } else {
            setKey(paths, rest, item);
            moves.set(path, rest);
            report.push({ pointer, construct: "paths", effect: "rewritten", detail: `Now ${rest}, below ${root}.` });
        }
    }
    if (prefix === undefined) return { ...document, paths };
    return { ...document, paths, ...(document.servers !== undefined && { servers: below(prefix, document.servers) }) };
}

const fromRoot = /^(\/serving-endpoints\/[^/]+)(\/(?:served-models\/[^/]+\/)?invocations)$/;

function below(prefix: string, servers: unknown): unknown {
    if (!Array.isArray(servers)) return servers;
    return servers.map((server: unknown) => {
        if (!isObject(server) || typeof server.url !== "string") return server;
        const url = server.url.replace(/\/+$/, "");
        return { ...server, url: url.endsWith(prefix) ? url : url + prefix };
    });
}

function servedPaths(paths: JsonObject): ServedPath[] {
    return Object.entries(paths).flatMap(([path, item]) => {
        const entity = servedEntityOf(path);
        return entity === undefined || !isObject(item) ? [] : [{ path, entity, item }];
    });
}

/** Name of the served entity whose own path this is. */
export function servedEntityOf(path: string): string | undefined {
    const [, segment] = /^\/served-models\/([^/]+)\/invocations$/.exec(path) ?? [];
    return segment === undefined ? undefined : decoded(segment);
}

function decoded(segment: string): string {
    try {
        return decodeURIComponent(segment);
    } catch {
        return segment;
    }
}

/** Judges each entity by itself, so that it counts for nothing which others the document has. */
function carriers(own: readonly ServedPath[], endpoint: EndpointMetadata): ServedPath[] {
    const shares = trafficShares(endpoint);
    const known = new Set(shares.size === 0 ? [] : servedEntities(endpoint).map(({ name }) => name));
    return own.filter(({ entity }) => {
        const share = shares.get(entity);
        return share === undefined ? entity !== feedback && !known.has(entity) : share > 0;
    });
}

/** Names the calls by what stays of them, because the importer takes a renamed operation for another one. */
function withIds(paths: JsonObject, endpoint: EndpointMetadata): JsonObject {
    const result = { ...paths };
    if (isObject(paths[stablePath])) result[stablePath] = withId(paths[stablePath], "invoke");
    const own = servedPaths(paths);
    const ids = own.map(({ entity }) => idOf(unversionedName(entity, endpoint)));
    own.forEach(({ path, entity, item }, index) => {
        const unique = ids.indexOf(ids[index]!) === ids.lastIndexOf(ids[index]!);
        result[path] = withId(item, unique ? ids[index]! : idOf(entity));
    });
    return result;
}

function withId(item: JsonObject, operationId: string, always = false): JsonObject {
    if (!isObject(item.post) || (!always && item.post.operationId !== undefined)) return item;
    return { ...item, post: { ...item.post, operationId } };
}

/** In the importer's own alphabet, so that it is the operation's resource name too. */
function idOf(entity: string): string {
    const words = entity.toLowerCase().replace(/[^a-z0-9]+/g, "-");
    return `invoke-${words.replace(/^-|-$/g, "")}`;
}
