import type { Entity, ResourceManager } from "../azure/resourceManager";
import { placeOf } from "../components/azurePlaces";
import {
    idOfWanted,
    type Registered,
    type ServicePlace,
    type StackName,
    urnOf,
    type Wanted,
} from "../components/wanted";
import { differences } from "./differences";
import type { SavedState } from "./savedState";

/** A wanted resource, with the names that Azure and the engine have for it. */
export interface Located extends Wanted {
    /** Azure resource id. */
    readonly id: string;
    readonly urn: string;
}

/** Something in place that the stack wants to create and that its state does not have. */
export interface Find extends Registered {
    /** Components that it is in, outermost first, without the stack. */
    readonly parents: readonly Registered[];
    /** Azure resource id, or what the workspace calls it. */
    readonly id: string;
    /** How it differs from what the stack would create, as `differences` says it. Empty if nothing shows a difference. */
    readonly differences: readonly string[];
    /** `id` of the workspace that it is in. @default the one of the setting `workspace`, or none */
    readonly workspace?: string;
    /** The provider that reads it, where that is not the default one: its name in the state, and its configuration. */
    readonly provider?: { readonly urn: string; readonly inputs: Readonly<Record<string, string>> };
}

/** What reads Azure, each collection once; one below something that does not exist is empty. */
export type Azure = Pick<ResourceManager, "get" | "list">;

/** Reads no collection twice. */
export function readingOnce(azure: Azure): Azure {
    const lists = new Map<string, Promise<Entity[]>>();
    return {
        get: (id, apiVersion) => azure.get(id, apiVersion),
        list: (id, apiVersion, query = {}) => {
            const key = JSON.stringify([id.toLowerCase(), query]);
            const listing = lists.get(key) ?? azure.list(id, apiVersion, query);
            lists.set(key, listing);
            return listing;
        },
    };
}

/** The collection that a resource is in. */
export function listWith({ id, type }: Pick<Located, "id" | "type">, azure: Azure): Promise<Entity[]> {
    return azure.list(id.slice(0, id.lastIndexOf("/")), placeOf(type)!.apiVersion);
}

/** Says of everything that the stack wants where Azure would have it, and under which URN the state would. */
export function locate(wanted: readonly Wanted[], place: ServicePlace, stack: StackName): Located[] {
    return wanted.map((each) => ({ ...each, id: idOfWanted(each, place), urn: urnOf(each, stack) }));
}

/** What the stack wants and its state does not have, or has in another place of Azure. */
export function notInState(wanted: readonly Located[], state: SavedState): Located[] {
    return wanted.filter(({ urn, id }) => {
        const saved = state.at(urn);
        return !saved || (isInService(id) && saved.id !== undefined && saved.id.toLowerCase() !== id.toLowerCase());
    });
}

/** Azure writes ids of other providers in ways of its own. */
function isInService(id: string): boolean {
    return /\/providers\/Microsoft\.ApiManagement\/service\/[^/]+/i.test(id);
}

/**
 * Looks for new resources in Azure: each collection is read once, and only below parents that exist. What has no
 * collection, as an API's policy, is read by itself.
 *
 * @param created what the state does not have
 * @throws {AzureError} something cannot be read
 */
export async function findInPlace(created: readonly Located[], azure: Azure): Promise<Find[]> {
    const byId = new Map(created.map((each) => [each.id.toLowerCase(), each]));
    const found = new Map<string, Promise<Entity | undefined>>();

    const find = (wanted: Located): Promise<Entity | undefined> => {
        const key = wanted.id.toLowerCase();
        const finding = found.get(key) ?? look(wanted);
        found.set(key, finding);
        return finding;
    };
    const look = async (wanted: Located): Promise<Entity | undefined> => {
        const { listed, apiVersion } = placeOf(wanted.type)!;
        const parent = ancestorsOf(wanted.id)
            .map((id) => byId.get(id.toLowerCase()))
            .find(Boolean);
        if (parent && !(await find(parent))) return undefined;
        // Revisions are not in the list of APIs.
        if (!listed || isRevision(wanted.id)) return azure.get(wanted.id, apiVersion);
        const [collection, name] = splitAtLast(wanted.id);
        const entities = await azure.list(collection, apiVersion);
        return entities.find((entity) => String(entity.name).toLowerCase() === name.toLowerCase());
    };

    const entities = await inTurn(created, find);
    return created.flatMap((wanted, index) => {
        const entity = entities[index];
        if (!entity) return [];
        const { type, name, parents, id } = wanted;
        return [{ type, name, parents, id, differences: differences(wanted.shown, entity) }];
    });
}

/** How many resources are looked for at the same time. */
const atOnce = 24;

/** Runs something for each item, for some at the same time. */
export async function inTurn<Item, Result>(
    items: readonly Item[],
    run: (item: Item) => Promise<Result>,
): Promise<Result[]> {
    const results: Result[] = new Array(items.length);
    let next = 0;
    const work = async () => {
        for (let index = next++; index < items.length; index = next++) results[index] = await run(items[index]!);
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
    return results;
}

/** Ids of what may have to be there before, nearest first: what it is below, and of a revision the API. */
function ancestorsOf(id: string): string[] {
    const segments = id.split("/");
    const above = segments.map((_, index) => segments.slice(0, -index - 1).join("/"));
    return isRevision(id) ? [id.replace(/;rev=[^/]*$/, ""), ...above] : above;
}

function isRevision(id: string): boolean {
    return /;rev=[^/]*$/.test(id);
}

function splitAtLast(id: string): [string, string] {
    const at = id.lastIndexOf("/");
    return [id.slice(0, at), id.slice(at + 1)];
}
