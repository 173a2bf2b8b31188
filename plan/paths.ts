import { modelInWords } from "../databricks/sources/sources";
import type { Entity } from "../azure/resourceManager";
import { versionSetIdOf } from "../components/api/apiVersions";
import { apiType as servingApiType } from "../components/api/servingApi";
import type { SharedKind } from "../components/api/sharedKinds";
import type { PlannedGateway } from "../components/gateway/plannedGateway";
import { kindsOf } from "../components/gateway/sharedApis";
import { originalVersion } from "../settings/versions";
import { type Azure, listWith, type Located } from "./inPlace";
import type { Problem } from "./refusal";
import type { SavedState } from "./savedState";

/** An API as the stack wants it. */
interface WantedApi {
    /** What it is called in the settings and in the state. */
    readonly key: string;
    /** Name of the endpoint. Absent: it is the one of several models. */
    readonly endpoint?: string;
    /** What messages call it. @example `endpoint "churn"` */
    readonly inWords?: string;
    readonly path: string;
    /** Identifier of the version set of its path, if there is one. */
    readonly versionSet?: string;
    readonly version?: string;
    readonly resource: Located;
    /** Whether it is a new one, that callers have no keys of. */
    readonly isNew: boolean;
    /** The setting that asks for it, where models share it. It is written after all others. @default it has one model */
    readonly shared?: string;
}

const apiType = "azure-native:apimanagement:Api";

/** What has to be written first. */
export interface PathOrder {
    /** By the key of an API, the keys of those that have to leave its path or version, or join its version set, before. */
    readonly after: ReadonlyMap<string, readonly string[]>;
    readonly problems: readonly Problem[];
}

/** An API that has a path now. */
interface Holder {
    readonly name: string;
    readonly id: string;
    readonly path: string;
    readonly versionSet?: string;
    readonly version?: string;
    /** What becomes of it, if the stack wants it. */
    readonly wanted?: WantedApi;
    /** Its name in the state, where the state has it. */
    readonly urn?: string;
}

/** The order where no path has to be waited for, and no path is taken. */
export const noPaths: PathOrder = { after: new Map(), problems: [] };

/** Reads the service's APIs where one of the stack's takes a path, and orders them as `orderPaths`. */
export async function readPaths(
    settings: Pick<PlannedGateway, "endpoints" | "namePrefix" | "openai" | "databricksPaths">,
    wanted: readonly Located[],
    created: readonly Located[],
    state: SavedState,
    azure: Azure,
): Promise<PathOrder> {
    const { endpoints, namePrefix } = settings;
    const resources = new Map(wanted.filter(({ type }) => type === apiType).map((api) => [api.name, api]));
    const isNew = new Set(created);
    const apis = endpoints.map((endpoint): WantedApi => {
        const { name, apiId: key = name, path, version } = endpoint;
        const resource = resources.get(`${key}-api`)!;
        return {
            key,
            path,
            resource,
            endpoint: name,
            inWords: modelInWords(endpoint),
            isNew: isNew.has(resource),
            versionSet: versionSetIdOf(endpoint, endpoints, namePrefix),
            version: version === originalVersion ? undefined : version,
        };
    });
    for (const { kind, path } of kindsOf(settings)) apis.push(sharedOf(kind, path, wanted, isNew));
    const taking = apis.filter((api) => takesPath(api, state));
    if (taking.length === 0) return noPaths;
    return orderPaths(taking, apis, await listWith(taking[0]!.resource, azure), state);
}

/** An API that models share. It is written after all others. */
function sharedOf(
    { id, type, setting }: SharedKind,
    path: string,
    wanted: readonly Located[],
    isNew: ReadonlySet<Located>,
): WantedApi {
    const resource = wanted.find((each) => each.type === apiType && each.parents.at(-1)?.type === type)!;
    return { key: id, path, resource, isNew: isNew.has(resource), shared: setting };
}

/** Whether an API takes a path or a version that it does not have yet: only then others can be in its way. */
function takesPath({ path, versionSet, version, resource, isNew }: WantedApi, state: SavedState): boolean {
    if (isNew) return true;
    const { outputs = {} } = state.at(resource.urn) ?? {};
    if (typeof outputs.path !== "string") return false;
    return (
        !isSame(outputs.path, path) ||
        !isSame(lastOf(outputs.apiVersionSetId), versionSet ?? "") ||
        !isSame(String(outputs.apiVersion ?? ""), version ?? "")
    );
}

/**
 * Azure refuses two APIs with one path unless both are in one version set, with versions of their own, and the engine deletes
 * what goes away last. So what leaves a path or a version is written before what takes it, and what cannot be ordered is refused.
 *
 * @param taking APIs that take a path
 * @param wanted all APIs of the stack
 * @param entities all APIs of the service
 */
function orderPaths(
    taking: readonly WantedApi[],
    wanted: readonly WantedApi[],
    entities: readonly Entity[],
    state: SavedState,
): PathOrder {
    const holders = entities.map((entity) => holderOf(entity, wanted, state));
    const after = new Map<string, string[]>();
    const problems = taking.flatMap((api) =>
        holders
            .filter((holder) => isSame(holder.path, api.path) && !isSame(holder.name, nameOf(api.resource.id)))
            .flatMap((holder) => {
                const before = orderedAfter(api, holder);
                if (typeof before === "string") return [before];
                if (before) after.set(api.key, [...(after.get(api.key) ?? []), before.key]);
                return [];
            }),
    );
    return { after, problems: [...problems, ...cycleProblems(after, wanted)] };
}

/** What has to be written before an API, or why it cannot be published while another one has its path. */
function orderedAfter(api: WantedApi, holder: Holder): WantedApi | Problem | undefined {
    const isInSet = holder.versionSet !== undefined && isSame(holder.versionSet, api.versionSet ?? "");
    const isBeside = isInSet && !isSame(holder.version ?? "", api.version ?? "");
    if (holder.wanted) {
        const stays = isSame(holder.wanted.path, api.path);
        // Two of one path are versions of it, or the settings had been refused.
        const { shared } = holder.wanted;
        if (shared && !stays) {
            return `${toBeAt(api)}, which ${shared} leaves last\n    Change ${shared} first, in a separate deployment`;
        }
        return stays && isBeside ? undefined : holder.wanted;
    }
    if (isBeside) return undefined;
    const path = isInSet && api.version !== undefined ? `${toBeAt(api)} as version "${api.version}"` : toBeAt(api);
    if (holder.urn === undefined) {
        const adopting = ` To manage that API with this stack, set apiId: ${holder.name} at the endpoint and run adopt`;
        return [
            `${path}, which the API "${holder.name}" of the service has. That API is not in the stack's state`,
            `    ${api.path === "" ? oneRoot : "Choose another path."}${api.shared ? "" : adopting}`,
        ].join("\n");
    }
    const goes =
        `${path}, which the stack's API "${holder.name}" keeps until it is deleted at the end of this ` + "deployment";
    if (api.versionSet === undefined && holder.versionSet !== undefined) {
        return `${goes}\n    Set version: original at the endpoint, so that it stays among the versions of its path`;
    }
    return `${goes}\n    ${wayToTakeOver(api, holder)}`;
}

const oneRoot = "A service takes one such API. Remove the setting from one of the stacks.";

const toBeAt = ({ inWords, shared, path }: WantedApi) =>
    `${shared ?? inWords} is to be published at ${path === "" ? "the gateway's root" : `the path "${path}"`}`;

function wayToTakeOver({ isNew, endpoint }: WantedApi, { name, urn }: Holder): string {
    // An API that models share is no endpoint's.
    return isNew && endpoint !== undefined && urn?.includes(`$${servingApiType}$`)
        ? `Set apiId: ${name} at the entry of "${endpoint}", which then takes over that API with its URL and keys, ` +
              "or choose another path"
        : `Choose another path, or remove "${name}" first, in a separate deployment`;
}

/** E.g. two endpoints that swap their paths or their versions: one of them would have to go first. */
function cycleProblems(after: ReadonlyMap<string, readonly string[]>, wanted: readonly WantedApi[]): Problem[] {
    const reported = new Set<string>();
    return [...after.keys()].flatMap((key) => {
        const cycle = cycleFrom(key, after);
        if (!cycle || cycle.some((member) => reported.has(member))) return [];
        for (const member of cycle) reported.add(member);
        const members = cycle.map((member) => wanted.find((api) => api.key === member)!);
        const what = members.every(({ path }) => isSame(path, members[0]!.path)) ? "version" : "path";
        const names = members.map(({ endpoint, path, version = originalVersion }) =>
            what === "path" ? `"${endpoint}" (to "${path}")` : `"${endpoint}" (to ${version} of "${path}")`,
        );
        return [
            `the endpoints ${names.join(", ")} exchange their ${what}s, and Azure applies one change at a time\n` +
                `    First publish "${members[0]!.endpoint}" at an unused ${what}, in a separate deployment`,
        ];
    });
}

function cycleFrom(start: string, after: ReadonlyMap<string, readonly string[]>): string[] | undefined {
    const walk = (key: string, trail: readonly string[]): string[] | undefined => {
        for (const next of after.get(key) ?? []) {
            if (next === start) return [...trail, key];
            if (trail.includes(next) || next === key) continue;
            const cycle = walk(next, [...trail, key]);
            if (cycle) return cycle;
        }
        return undefined;
    };
    return walk(start, []);
}

function holderOf({ name, id, properties }: Entity, wanted: readonly WantedApi[], state: SavedState): Holder {
    const { path, apiVersionSetId, apiVersion } = (properties ?? {}) as Record<string, unknown>;
    const current = String(name).replace(/;rev=.*$/, "");
    const versionSet = lastOf(apiVersionSetId);
    return {
        name: current,
        id: String(id),
        path: String(path ?? ""),
        ...(versionSet && { versionSet }),
        ...(typeof apiVersion === "string" && apiVersion && { version: apiVersion }),
        wanted: wanted.find(({ resource }) => isSame(nameOf(resource.id), current)),
        urn: state.withId(String(id))?.urn,
    };
}

function nameOf(id: string): string {
    return id.slice(id.lastIndexOf("/") + 1);
}

function lastOf(id: unknown): string {
    return typeof id === "string" ? nameOf(id) : "";
}

function isSame(one: string, other: string): boolean {
    return one.toLowerCase() === other.toLowerCase();
}
