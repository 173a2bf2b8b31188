import { fitsPattern } from "./patterns";
import type { Model, Search } from "./sources/source";

/** Which endpoints are looked for; every filter has to fit. */
export interface EndpointFilter {
    /** By key, the values of which one has to be there; `true` for any. */
    readonly tags: Readonly<Record<string, readonly string[] | true>>;
    /** Patterns of which one has to fit; none fits all. */
    readonly names: readonly string[];
    /** Patterns of which one has to fit, `none` for no task; none fits all. */
    readonly tasks: readonly string[];
    /** Patterns of which none may fit. */
    readonly exclude: readonly string[];
}

/** Which endpoints of a workspace's list fit. @returns undefined where none are looked for: without a filter, none are */
export function searchForEndpoints(filter: EndpointFilter): Search | undefined {
    if (!findsEndpoints(filter)) return undefined;
    const fitsByName = (name: string) =>
        // It becomes part of paths, identifiers and queries, and no serving endpoint has another.
        /^[A-Za-z0-9_-]{1,63}$/.test(name) &&
        (filter.names.length === 0 || fitsOne(name, filter.names)) &&
        !fitsOne(name, filter.exclude);
    return {
        fitsByName,
        fits: (endpoint) =>
            fitsByName(endpoint.name) &&
            (filter.tasks.length === 0 || fitsOne(endpoint.task || "none", filter.tasks)) &&
            hasTags(endpoint, filter.tags),
    };
}

/** Whether endpoints are looked for at all: without a filter, none are, and not all. */
export function findsEndpoints({ tags, names, tasks }: Pick<EndpointFilter, "tags" | "names" | "tasks">): boolean {
    return Object.keys(tags).length + names.length + tasks.length > 0;
}

function fitsOne(text: string, patterns: readonly string[]): boolean {
    return patterns.some((pattern) => fitsPattern(pattern, text));
}

function hasTags({ tags = [] }: Model, wanted: EndpointFilter["tags"]): boolean {
    return Object.entries(wanted).every(([key, values]) =>
        // A tag without a value has the empty one.
        tags.some((tag) => tag.key === key && (values === true || values.includes(tag.value ?? ""))),
    );
}
