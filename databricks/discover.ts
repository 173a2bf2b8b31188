import { fitsPattern } from "./patterns";
import { type ModelService, modelServiceName } from "./sources/modelServices";
import type { Model } from "./sources/source";

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
export function discover<Each extends Model>(listed: readonly Each[], filter: EndpointFilter): Each[] {
    const fitsOne = (text: string, patterns: readonly string[]) =>
        patterns.some((pattern) => fitsPattern(pattern, text));
    return listed.filter(
        (endpoint) =>
            // It becomes part of paths, identifiers and queries, and no serving endpoint has another.
            /^[A-Za-z0-9_-]{1,63}$/.test(endpoint.name) &&
            (filter.names.length === 0 || fitsOne(endpoint.name, filter.names)) &&
            !fitsOne(endpoint.name, filter.exclude) &&
            (filter.tasks.length === 0 || fitsOne(endpoint.task || "none", filter.tasks)) &&
            hasTags(endpoint, filter.tags),
    );
}

/** Which model services are looked for; every filter has to fit. Each is a list of patterns of which one has to fit. */
export interface ModelServiceFilter {
    /** Of catalogs; none fits all. */
    readonly catalogs: readonly string[];
    /** Of schemas, without the catalog; none fits all. */
    readonly schemas: readonly string[];
    /** Of names, without catalog and schema; none fits all. */
    readonly names: readonly string[];
    /** Of API types; none fits all. */
    readonly apiTypes: readonly string[];
    /** Of full names, of which none may fit. */
    readonly exclude: readonly string[];
}

/** The model services of a workspace's list that fit, and that can be published: with a task, and a name of plain characters. */
export function discoverModelServices(listed: readonly ModelService[], filter: ModelServiceFilter): ModelService[] {
    const fitsOne = (patterns: readonly string[], ...texts: readonly string[]) =>
        patterns.length === 0 || patterns.some((pattern) => texts.some((text) => fitsPattern(pattern, text)));
    return listed.filter(({ name: fullName, task, apiTypes }) => {
        const [catalog, schema, name] = fullName.split(".") as [string, string, string];
        return (
            task !== undefined &&
            modelServiceName.test(fullName) &&
            fitsOne(filter.catalogs, catalog) &&
            fitsOne(filter.schemas, schema) &&
            fitsOne(filter.names, name) &&
            fitsOne(filter.apiTypes, ...apiTypes) &&
            !filter.exclude.some((pattern) => fitsPattern(pattern, fullName))
        );
    });
}

function hasTags({ tags = [] }: Model, wanted: EndpointFilter["tags"]): boolean {
    return Object.entries(wanted).every(([key, values]) =>
        // A tag without a value has the empty one.
        tags.some((tag) => tag.key === key && (values === true || values.includes(tag.value ?? ""))),
    );
}
