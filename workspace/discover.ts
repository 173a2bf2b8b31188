import type { ServingEndpoint } from "./client";

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

/** The endpoints of a workspace's list that fit. Without the order of the list changing, nothing else does. */
export function discover(listed: readonly ServingEndpoint[], filter: EndpointFilter): ServingEndpoint[] {
    const [named, excluded, tasked] = [filter.names, filter.exclude, filter.tasks].map(patternsOf);
    return listed.filter(
        (endpoint) =>
            // It becomes part of paths, identifiers and queries, and no serving endpoint has another.
            /^[A-Za-z0-9_-]{1,63}$/.test(endpoint.name) &&
            (filter.names.length === 0 || named!(endpoint.name)) &&
            !excluded!(endpoint.name) &&
            (filter.tasks.length === 0 || tasked!(endpoint.task || "none")) &&
            hasTags(endpoint, filter.tags),
    );
}

function hasTags({ tags = [] }: ServingEndpoint, wanted: EndpointFilter["tags"]): boolean {
    return Object.entries(wanted).every(([key, values]) =>
        // A tag without a value has the empty one.
        tags.some((tag) => tag.key === key && (values === true || values.includes(tag.value ?? ""))),
    );
}

/** `*` stands for any characters, `?` for one; everything else for itself. */
function patternsOf(patterns: readonly string[]): (text: string) => boolean {
    const expressions = patterns.map((pattern) => {
        // Runs of stars mean the same as one, and would only take time.
        const escaped = pattern.replace(/\*+/g, "*").replace(/[.+^${}()|[\]\\/]/g, "\\$&");
        return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s");
    });
    return (text) => expressions.some((expression) => expression.test(text));
}
