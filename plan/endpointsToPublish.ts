import * as apim from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import { apiNames } from "../settings/versions";
import type { Configuration } from "../settings/configuration";
import { type Settings, settingsOf } from "../settings/settings";
import { isReady, type Listed } from "../databricks/sources/source";
import {
    type Kind,
    kinds,
    modelInWords,
    modelKey,
    type ModelId,
    sourceOf,
    textOf,
} from "../databricks/sources/sources";
import type { Workspace } from "../databricks/workspace";
import { WorkspaceError } from "../databricks/workspaceError";
import { namingKeys, workspacePrefix } from "../databricks/workspaceKey";
import type { DiscoverSettings } from "../settings/discover";
import type { ByWorkspace } from "../settings/workspace";
import type { SavedModels } from "./unusableWorkspaces";

/** Settings with the endpoints that the workspace's list adds, and without those that have to wait. */
export interface PublishedSettings extends Settings {
    /** What was found in each workspace, where something was looked for. */
    readonly found?: ByWorkspace<Found>;
    /** Why workspaces cannot be used, where some cannot. Only models of these are among the settings that stay as they are. */
    readonly unusable?: ByWorkspace<WorkspaceError>;
}

/** What was found in a workspace, as `textOf` writes models. */
export interface Found {
    /** The models that are published because they were found. */
    readonly names: readonly string[];
    /** All models that the deploying identity sees, of the kinds that are looked for. */
    readonly visible: readonly string[];
}

/** A model that the deploying identity sees. */
interface Seen extends Listed {
    readonly workspace: string | undefined;
    readonly kind: Kind | undefined;
}

/** A listed endpoint that is not ready, or one that was found. */
interface Candidate {
    readonly apiId: string;
    /** Identifier of its API in the service. */
    readonly apiName: string;
    readonly endpoint: Seen;
}

/**
 * Turns a stack's configuration into settings, with what the workspace says of its endpoints.
 *
 * @param savedModels asked where a workspace cannot be used
 * @throws SettingsError as `settingsOf`
 * @throws pulumi.RunError endpoints are to be found and the workspace does not list them, or one that is not ready is
 * not to be left out
 */
export async function endpointsToPublish(
    configuration: Configuration,
    savedModels: () => Promise<Pick<SavedModels, "foundIn" | "isPublished">>,
): Promise<PublishedSettings> {
    const settings = settingsOf(configuration);
    const lists = await list(configuration.workspaces, settings);
    if (!lists) return settings;
    const { listed, unusable } = lists;
    const isListed = new Set(settings.endpoints.map(modelKey));
    refuseUnreadable(settings, listed, isListed);
    const visible = visibleTo(settings, listed);
    const found = fittingOf(settings, visible).filter((model) => !isListed.has(modelKey(model)));
    const unready = new Map(listed.filter((model) => !isReady(model)).map((model) => [modelKey(model), model]));
    const waiting = await unpublished(settings, [
        ...settings.endpoints.flatMap((listed) => {
            const { name, apiId = name, apiName = apiId } = listed;
            const endpoint = unready.get(modelKey(listed));
            return endpoint ? [{ apiId, apiName, endpoint }] : [];
        }),
        ...found
            .filter((model) => unready.has(modelKey(model)))
            .map((endpoint) => ({ ...apiNames(endpoint, settings.namePrefix ?? ""), endpoint })),
    ]);
    const held =
        unusable.size > 0 ? heldIn(unusable, settings, isListed, await savedModels()) : { found: [], leftOut: [] };
    const leftOut = new Set([...(await leave(settings, waiting, isListed)), ...held.leftOut]);
    const published = found.filter(
        (model) =>
            !leftOut.has(apiNames(model, "").apiId) &&
            (!isReady(model) || settings.discover.get(model.workspace)!.states.includes("READY")),
    );
    const all = [...published, ...held.found];
    const foundIn = [...settings.discover.keys()].map((id) => {
        const textsIn = (models: readonly ModelId[]) => models.filter(({ workspace }) => workspace === id).map(textOf);
        return [id, { names: textsIn(all), visible: textsIn(unusable.has(id) ? held.found : visible) }] as const;
    });
    const discovered = all.map(({ workspace, kind, name }) => ({ workspace, kind, name }));
    return {
        ...settingsOf(configuration, { discovered, leftOut: [...leftOut] }),
        ...(foundIn.length > 0 && { found: new Map(foundIn) }),
        ...(unusable.size > 0 && { unusable }),
    };
}

/** Of workspaces that cannot be used, what was found there last time, and identifiers of APIs that cannot be new now. */
function heldIn(
    unusable: ByWorkspace<WorkspaceError>,
    { endpoints }: Settings,
    isListed: ReadonlySet<string>,
    saved: Pick<SavedModels, "foundIn" | "isPublished">,
): { readonly found: readonly ModelId[]; readonly leftOut: readonly string[] } {
    const found = [...unusable.keys()]
        .flatMap((id) => saved.foundIn(id))
        .filter((model) => !isListed.has(modelKey(model)) && saved.isPublished(model, apiNames(model, "").apiId));
    const leftOut = endpoints.flatMap((endpoint) => {
        const { workspace, name, apiId = name } = endpoint;
        return unusable.has(workspace) && !saved.isPublished(endpoint, apiId) ? [apiId] : [];
    });
    return { found, leftOut };
}

/** What of a list may be found: of the kinds that are looked for in its workspace. */
function visibleTo({ discover }: Settings, listed: readonly Seen[]): Seen[] {
    return listed.filter(({ workspace, kind }) => kindsOf(discover.get(workspace)).includes(kind));
}

/** Kinds of models that are looked for. */
function kindsOf(filter: DiscoverSettings | undefined): (Kind | undefined)[] {
    return filter ? kinds.filter((kind) => sourceOf(kind).search(filter)) : [];
}

function fittingOf({ discover }: Settings, visible: readonly Seen[]): Seen[] {
    return visible.filter((model) => sourceOf(model.kind).search(discover.get(model.workspace)!)?.fits(model));
}

/** What the workspaces of a stack have. */
interface Lists {
    readonly listed: readonly Seen[];
    /** Why those cannot be used that do not answer. */
    readonly unusable: ByWorkspace<WorkspaceError>;
}

/**
 * What the sources of the settings have, or undefined where nothing depends on it. Of several workspaces, each is asked, so
 * that one that cannot be used is known before anything is declared.
 */
async function list(
    workspaces: ByWorkspace<Workspace>,
    { discover, notReady, endpoints }: Settings,
): Promise<Lists | undefined> {
    const areSeveral = [...workspaces.keys()].some((id) => id !== undefined);
    if (discover.size === 0 && notReady !== "skip" && !areSeveral) return undefined;
    const asked = [
        ...[...discover].flatMap(([workspace, filter]) => kindsOf(filter).map((kind) => ({ workspace, kind }))),
        ...endpoints.filter(({ kind }) => !sourceOf(kind).isAlwaysReady),
        ...(areSeveral ? endpoints.map(({ workspace }) => ({ workspace, kind: undefined })) : []),
    ];
    const places = new Map(
        asked.map(({ workspace, kind }) => [modelKey({ workspace, kind, name: "" }), { workspace, kind }]),
    );
    const listOf = async ({ workspace, kind }: Pick<Seen, "workspace" | "kind">) =>
        (await sourceOf(kind).list(workspaces.get(workspace)!)).map((model) => ({ ...model, workspace, kind }));
    const unusable = new Map<string | undefined, WorkspaceError>();
    const lists = [...places.values()].map((place) =>
        listOf(place).catch((thrown: unknown) => {
            const error = namingKeys(thrown, place.workspace);
            if (!(error instanceof WorkspaceError)) throw error;
            unusable.set(place.workspace, error);
            return [];
        }),
    );
    const listed = (await Promise.all(lists)).flat();
    const [error] = unusable.values();
    if (error === undefined || areSeveral) return { listed, unusable };
    // What is wrong is said of each endpoint that is listed, with what to do about it.
    if (discover.size === 0) return undefined;
    throw new pulumi.RunError(`the endpoints to publish cannot be listed: ${error.message}`);
}

/**
 * Whether these fit cannot be decided, and one that no longer fits loses its API. Those that are listed are read one by
 * one, where each says what is wrong with it.
 */
function refuseUnreadable({ discover }: Settings, listed: readonly Seen[], known: ReadonlySet<string>) {
    const unreadable = listed.filter((each) => each.problem !== undefined && !known.has(modelKey(each)));
    const fitting = unreadable.filter(({ workspace, kind, name }) => {
        const filter = discover.get(workspace);
        return filter && sourceOf(kind).search(filter)?.fitsByName(name);
    });
    if (fitting.length === 0) return;
    const [{ workspace, kind }] = fitting as [Seen];
    throw new pulumi.RunError(
        "the endpoints to publish cannot be listed: the workspace's list has members of the wrong type:\n" +
            `${fitting.map((each) => `  ${modelInWords(each)}: ${each.problem}`).join("\n")}\n` +
            `Exclude them (${workspacePrefix(workspace)}${sourceOf(kind).settings.filters}.exclude) until the workspace, or a proxy on ` +
            "the way, answers correctly.",
    );
}

/** Those without an API yet: one that callers have stays, with the document of last time. */
async function unpublished({ service }: Settings, candidates: readonly Candidate[]): Promise<Candidate[]> {
    const { name: serviceName, resourceGroup: resourceGroupName = `rg-${serviceName}` } = service;
    const has = await Promise.all(
        candidates.map(({ apiName: apiId }) =>
            apim.getApi({ resourceGroupName, serviceName, apiId }).then(
                () => true,
                // Whatever else goes wrong must not make an API look as if nobody called it.
                (error: Error) => !saysNotFound(error, [apiId, serviceName, resourceGroupName]),
            ),
        ),
    );
    return candidates.filter((_, index) => !has[index]);
}

/** @param names in the address that the message may tell, which may read like a status themselves */
function saysNotFound({ message }: Error, names: readonly string[]): boolean {
    return /\b404\b|NotFound/i.test(names.reduce((text, name) => text.replaceAll(name, ""), message));
}

/** Identifiers of the APIs that have to wait, with a line for each; none where they are published all the same. */
async function leave(
    { notReady, discover }: Settings,
    waiting: readonly Candidate[],
    isListed: ReadonlySet<string>,
): Promise<string[]> {
    // A filter for ready endpoints says that the others are nothing to talk about.
    const unwanted = waiting.filter(
        ({ endpoint }) =>
            !isListed.has(modelKey(endpoint)) && !discover.get(endpoint.workspace)?.states.includes("NOT_READY"),
    );
    const wanted = waiting.filter((candidate) => !unwanted.includes(candidate));
    if (notReady === "refuse" && wanted.length > 0) {
        throw new pulumi.RunError(
            `these endpoints are to be published, but are not ready:\n${wanted.map(line).join("\n")}\n` +
                "Start them or wait for them, or set serving-gateway:notReady to skip, which leaves them out until " +
                "they are ready.",
        );
    }
    if (notReady === "skip") {
        for (const candidate of wanted) await pulumi.log.warn(`${line(candidate).trim()}, and is left out until it is`);
    }
    return [...unwanted, ...(notReady === "publish" ? [] : wanted)].map(({ apiId }) => apiId);
}

function line({ endpoint }: Candidate): string {
    return `  ${modelInWords(endpoint)} is not ready (${sourceOf(endpoint.kind).stateInWords!(endpoint)})`;
}
