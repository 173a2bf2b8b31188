import { distance } from "fastest-levenshtein";
import { Change } from "../change";
import { isObject, JsonObject, setKey } from "../jsonObject";
import { methods } from "../operations";
import { quoted } from "../quoted";
import { documentBase, References } from "../references";
import { UnimportableError } from "../unimportableError";
import { fitsPathPattern, PathPatterns } from "./pathPatterns";
import { usedComponents } from "./usedComponents";

/**
 * The document with the operations that patterns pick, and with the components that these use. Path items that are left
 * without an operation go.
 *
 * @param document with an object as `paths`; not changed
 * @throws UnimportableError for a pattern that fits no operation, or where none is left
 */
export function pickedPaths(document: JsonObject, patterns: PathPatterns, report: Change[]): JsonObject {
    const { include, exclude = [] } = patterns;
    if (include === undefined && exclude.length === 0) return document;
    const references = new References(document);
    const idle = new Set([...(include ?? []), ...exclude]);
    const fitting = (list: readonly string[], method: string, path: string) => {
        const found = list.filter((pattern) => fitsPathPattern(pattern, method, path));
        for (const pattern of found) idle.delete(pattern);
        return found.length > 0;
    };
    let [all, kept] = [0, 0];
    const paths: JsonObject = {};
    for (const [path, given] of Object.entries(document.paths as JsonObject)) {
        const item = path.startsWith("x-") ? undefined : referred(given, references);
        if (item === undefined) {
            setKey(paths, path, given);
            continue;
        }
        const own = methods.filter((method) => item[method] !== undefined);
        const picked = own.filter((method) => {
            const isExcluded = fitting(exclude, method, path);
            return (include === undefined || fitting(include, method, path)) && !isExcluded;
        });
        all += own.length;
        kept += picked.length;
        if (picked.length === own.length) setKey(paths, path, given);
        else if (picked.length > 0)
            setKey(
                paths,
                path,
                without(item, (key) => isIn(own, key) && !isIn(picked, key)),
            );
    }
    for (const pattern of idle) throw fitsNothing(pattern, document.paths as JsonObject);
    if (kept === 0) throw nothingLeft(all);
    if (kept === all) return document;
    const detail = `${all - kept} of ${all} operations are left out, and what only they use (paths).`;
    report.push({ pointer: "#/paths", construct: "paths", effect: "removed", detail });
    return usedComponents(withUsedTags({ ...document, paths }, paths));
}

/** Each tag that the document describes would become one of the service. */
function withUsedTags(document: JsonObject, paths: JsonObject): JsonObject {
    const { tags, ...rest } = document;
    if (!Array.isArray(tags)) return document;
    const operations = Object.values(paths).flatMap((item) =>
        isObject(item) ? methods.map((method) => item[method]) : [],
    );
    const used = new Set(operations.flatMap((operation) => (isObject(operation) ? operation.tags : [])));
    const left = tags.filter((tag: unknown) => isObject(tag) && used.has(tag.name));
    return left.length > 0 ? { ...rest, tags: left } : rest;
}

/** A path item, with what it refers to in its place; undefined where it is none. */
function referred(item: unknown, references: References): JsonObject | undefined {
    if (!isObject(item)) return undefined;
    if (typeof item.$ref !== "string") return item;
    const target = references.resolve(item.$ref, documentBase)?.value;
    return isObject(target) && target.$ref === undefined
        ? { ...target, ...without(item, (key) => key === "$ref") }
        : item;
}

function without(item: JsonObject, goes: (key: string) => boolean): JsonObject {
    return Object.fromEntries(Object.entries(item).filter(([key]) => !goes(key)));
}

function isIn(list: readonly string[], key: string): boolean {
    return list.includes(key);
}

function fitsNothing(pattern: string, paths: JsonObject): UnimportableError {
    const template = pattern.slice(pattern.indexOf("/"));
    const nearest = Object.keys(paths)
        .filter((path) => !path.startsWith("x-"))
        .map((path) => ({ path, steps: distance(template, path) }))
        .sort((one, other) => one.steps - other.steps || (one.path < other.path ? -1 : 1))
        .slice(0, mostNear)
        .map(({ path }) => `"${quoted(path)}"`);
    return new UnimportableError(
        "#/paths",
        `The pattern "${quoted(pattern)}" of paths fits no operation of the document.`,
        `Correct or remove the pattern. The nearest of the document's paths: ${nearest.join(", ")}.`,
    );
}

const mostNear = 3;

function nothingLeft(all: number): UnimportableError {
    return new UnimportableError(
        "#/paths",
        `paths leaves out all of the document's ${all} operations.`,
        "Exclude fewer, or include one more.",
    );
}
