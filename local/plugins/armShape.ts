import type { ArmResource } from "./armResource";
import { isMap, UNKNOWN, type PropertyMap, type PropertyValue } from "./plugin";

/** Inputs that the provider puts in for itself, as azure-native 3 does: they show in the state, never in a request. */
export const AZURE_API_VERSION = "azureApiVersion";
/** Likewise: a replacement is created before its predecessor is deleted. */
export const CREATE_BEFORE_DELETE = "__createBeforeDelete";

/** Names of the inputs in the path, outermost first. */
export function pathParameters(resource: ArmResource): string[] {
    const names = [...resource.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
    return names.filter((name) => name !== "subscriptionId");
}

/** Name of the input that names the resource itself: the last one in its path. */
export function nameParameter(resource: ArmResource): string {
    return pathParameters(resource).at(-1) ?? "";
}

/** @throws when an input that the path needs is no text */
export function resourceId(resource: ArmResource, subscriptionId: string, inputs: PropertyMap): string {
    return resource.path.replace(/\{(\w+)\}/g, (_, name: string) => {
        const value = name === "subscriptionId" ? subscriptionId : inputs[name];
        if (typeof value !== "string") {
            throw new Error(`expected string value for path parameter '${name}', got ${typeof value}`);
        }
        return name === "scope" ? value.replace(/^\/?/, "/").replace(/\/$/, "") : encodeURIComponent(value);
    });
}

/** @throws when the id is of another kind of resource */
export function parseId(resource: ArmResource, id: string): PropertyMap {
    const pattern = resource.path.replace(/\{(\w+)\}/g, (_, name: string) =>
        name === "scope" ? "(?<scope>.+)" : `(?<${name}>[^/]+)`,
    );
    const groups = new RegExp(`^${pattern}$`, "i").exec(id)?.groups;
    if (groups === undefined) throw new Error(`'${id}' does not look like '${resource.path}'`);
    const values = Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]);
    return Object.fromEntries(values.filter(([name]) => name !== "subscriptionId"));
}

function restName(resource: ArmResource, name: string): string {
    return resource.renames[name] ?? name;
}

/**
 * What a PUT of the resource sends: members of the envelope, and `properties` under the names of the REST interface.
 *
 * @returns undefined for resources that are sent without a body
 */
export function requestBody(resource: ArmResource, inputs: PropertyMap): PropertyMap | undefined {
    if (!resource.hasBody) return undefined;
    const given = (names: readonly string[]) => names.filter((name) => inputs[name] !== undefined);
    const body = pick(inputs, given(resource.envelope));
    const properties = given(resource.properties).map((name) => [restName(resource, name), inputs[name] ?? null]);
    return properties.length === 0 ? body : { ...body, properties: Object.fromEntries(properties) };
}

/** Inputs that are sent as parameters of the query. */
export function requestQuery(resource: ArmResource, inputs: PropertyMap): PropertyMap {
    return pick(inputs, resource.query);
}

/** An ARM entity as the SDK shows it: `properties` flattened under their SDK names, members beside them win. */
export function outputsOf(resource: ArmResource, entity: PropertyMap): PropertyMap {
    const version = { [AZURE_API_VERSION]: resource.apiVersion };
    if (!resource.flattened) return { ...withoutNulls(entity), ...version };
    const { properties, ...envelope } = entity;
    const sdkNames = new Map(Object.entries(resource.renames).map(([sdk, rest]) => [rest, sdk]));
    const flattened = Object.entries((properties ?? {}) as PropertyMap).map(
        ([name, value]) => [sdkNames.get(name) ?? name, value] as const,
    );
    return { ...withoutNulls(Object.fromEntries(flattened) as PropertyMap), ...withoutNulls(envelope), ...version };
}

/** Outputs as inputs: only what can be set in the body and can be read back. */
export function inputsOf(resource: ArmResource, outputs: PropertyMap): PropertyMap {
    const names = [...resource.envelope, ...resource.properties].filter((name) => !resource.writeOnly.includes(name));
    const inputs = structuredClone(pick(outputs, names));
    for (const path of resource.computed) atPath(inputs, path.split("."), (holder, name) => delete holder[name]);
    return inputs;
}

/** Calls back with each map that holds the member at the end of the path. */
function atPath(map: PropertyMap, path: readonly string[], change: (holder: PropertyMap, name: string) => void): void {
    const [name = "", ...rest] = path;
    if (rest.length === 0) return change(map, name);
    for (const value of name === "*" ? Object.values(map) : [map[name]]) {
        if (isMap(value)) atPath(value, rest, change);
    }
}

/**
 * What is known of the outputs before anything is called: inputs that come back as outputs, and of a resource that
 * exists its name and location, which never change in place. The SDK takes whatever is missing for unknown.
 */
export function previewOutputs(resource: ArmResource, inputs: PropertyMap, state: PropertyMap): PropertyMap {
    const known = inputsOf(resource, inputs);
    for (const path of resource.computed) atPath(known, path.split("."), (holder, name) => (holder[name] = UNKNOWN));
    return {
        ...known,
        ...pick(state, ["location", "name"]),
        [AZURE_API_VERSION]: resource.apiVersion,
    };
}

function pick(map: PropertyMap, names: readonly string[]): PropertyMap {
    const found = names.map((name) => [name, map[name]] as const);
    return Object.fromEntries(found.filter((entry): entry is [string, PropertyMap[string]] => entry[1] !== undefined));
}

/** Absent and null are the same to the engine, at every depth. */
function withoutNulls<T extends PropertyValue>(value: T): T {
    if (Array.isArray(value)) return value.map(withoutNulls) as T;
    if (!isMap(value)) return value;
    const members = Object.entries(value).filter(([, member]) => member !== null);
    return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member)])) as T;
}
