import { ArmError, invalidFields, invalidRequest } from "../kernel/armError";
import type { ControlPlane } from "../kernel/controlPlane";
import { apiService, ArmRequest, Draft, ResourceType } from "../kernel/resourceType";
import type { Entity } from "../kernel/store";

const apiType = `${apiService}/apis`;

/**
 * What all revisions of an API share, with the name that refusals give it. Only the current revision changes it
 * (documentation of revisions; the names by public reports: Name, Description, Path, ApiVersion).
 */
const shared: Readonly<Record<string, string>> = {
    displayName: "Name",
    description: "Description",
    path: "Path",
    protocols: "Protocols",
    subscriptionRequired: "SubscriptionRequired",
    type: "Type",
    apiVersion: "ApiVersion",
    apiVersionDescription: "ApiVersionDescription",
    apiVersionSetId: "ApiVersionSetId",
};

/** What a new revision takes over from its source, beside properties. Tags and releases belong to the API. */
const copiedTypes = ["operations", "operations/policies", "schemas", "policies", "diagnostics"].map(
    (name) => `${apiType}/${name}`,
);

/** @returns the API's own name, and the number after `;rev=` if there is one */
export function parseApiName(name: string): { api: string; revision: string | undefined } {
    const [, api = name, revision] = /^(.*);rev=([^;/]+)$/i.exec(name) ?? [];
    return { api, revision };
}

/** Id of the API that an id of a revision, or of something below one, belongs to; undefined if it is in no API. */
export function apiOf(id: string): string | undefined {
    const pattern = /^(\/.+\/providers\/Microsoft\.ApiManagement\/service\/[^/]+\/apis\/[^/;]+)(?:;[^/]*)?(?:\/.*)?$/i;
    return pattern.exec(id)?.[1]?.toLowerCase();
}

/**
 * The name under which the store has what a path calls `written`: the current revision is there under the API's own
 * name, and a link is one with the API, whatever revision it names (Azure/azure-cli#18758).
 */
export function storedName(plane: ControlPlane, service: Entity, type: ResourceType, written: string): string {
    if (type.label !== "Api") return written;
    const { api, revision } = parseApiName(written);
    if (revision === undefined || type.linkTo !== undefined) return api;
    const current = plane.store.get(`${service.id}/apis/${api}`);
    const number = current?.properties.apiRevision ?? "1";
    return number === revision ? api : `${api};rev=${revision}`;
}

/** The revisions that are not current. */
export function otherRevisions(plane: ControlPlane, service: Entity, api: string): Entity[] {
    const prefix = `${api.toLowerCase()};rev=`;
    return plane.store.children(service.id, apiType).filter(({ name }) => name.toLowerCase().startsWith(prefix));
}

/** Numbers and flags of revisions. @throws ArmError (records revision-*) */
export function checkRevision({ plane, service, entity, sent, existing }: Draft): void {
    const { api, revision } = parseApiName(entity.name);
    // What is sent for the current revision does not count: "v1" becomes "1" (Azure/azure-service-operator, recording).
    const number = revision ?? existing?.properties.apiRevision ?? "1";
    if (revision !== undefined && sent.apiRevision !== undefined && sent.apiRevision !== number) {
        const message = `Value should be '${number}', the revision that the request is about.`;
        throw invalidFields({ target: "apiRevision", message });
    }
    entity.properties.apiRevision = number;
    entity.envelope.created = existing?.envelope.created ?? plane.timestamp();
    entity.envelope.updated = plane.timestamp();
    if (revision === undefined) {
        if (sent.isCurrent === false) {
            throw invalidFields({ target: "isCurrent", message: "An API always has a current revision." });
        }
        return;
    }
    // Azure/azure-api-management-devops-resource-kit#316.
    if (sent.isCurrent === true)
        throw invalidFields({ target: "IsCurrent", message: "Can't set new revision as current." });
    if (!/^[1-9]\d{0,8}$/.test(revision)) {
        throw invalidFields({ target: "name", message: "A revision should be a whole number of at least 1." });
    }
    if (!plane.store.get(`${service.id}/apis/${api}`)) {
        throw invalidFields({ target: "apiRevision", message: "The first revision of an API should be 1." });
    }
    delete entity.properties.isCurrent;
}

/**
 * Where a new API or revision says what it is made from, takes over the source's settings, and its operations, schemas,
 * policies and diagnostics once it is stored.
 */
export function copySource(draft: Draft): void {
    const { plane, service, entity, sent, existing } = draft;
    if (sent.sourceApiId === undefined) return;
    const source = apiById(plane, service, String(sent.sourceApiId));
    if (!source) throw invalidFields({ target: "sourceApiId", message: "Api not found." });
    if (existing) return;
    const { apiRevision: _, apiRevisionDescription: __, isCurrent: ___, ...settings } = source.properties;
    for (const [name, value] of Object.entries(settings)) if (sent[name] === undefined) entity.properties[name] = value;
    before(draft, (saved) => copyChildren(plane, source, saved));
}

/** Holds a revision to what it shares with the current one, and the others to what the current one says now. */
export function shareProperties(draft: Draft): void {
    const { plane, service, entity, sent } = draft;
    const { api, revision } = parseApiName(entity.name);
    if (revision === undefined) {
        before(draft, (saved) => {
            for (const other of otherRevisions(plane, service, api)) {
                plane.save({ ...other, properties: { ...other.properties, ...sharedOf(saved) } });
            }
        });
        return;
    }
    const current = plane.store.get(`${service.id}/apis/${api}`)!;
    // A document brings its title and description along where the request has none.
    const { displayName, description } = entity.properties;
    const given = sent.value === undefined ? sent : { displayName, description, ...sent };
    const changed = Object.keys(shared).find(
        (name) => given[name] !== undefined && !isSame(given[name], current.properties[name]),
    );
    if (changed !== undefined) {
        const { atEnd } = draft;
        draft.atEnd = async () => {
            await atEnd?.();
            throw unchangeable(shared[changed]!);
        };
    }
    for (const name of Object.keys(shared)) delete entity.properties[name];
    Object.assign(entity.properties, sharedOf(current));
}

/** @throws ArmError if the current revision would leave others behind */
export function deleteRevisions(plane: ControlPlane, service: Entity, api: Entity, request: ArmRequest): void {
    if (parseApiName(api.name).revision !== undefined) return;
    const others = otherRevisions(plane, service, api.name);
    if (others.length > 0 && request.query.get("deleteRevisions")?.toLowerCase() !== "true") {
        throw invalidRequest("Cannot delete the current revision of an API.");
    }
    for (const other of others) plane.store.delete(other.id);
}

/** `apis/revisions`: a list of the revisions, the current one among them (ApiRevisionContract, 2024-05-01). */
export const revisions: ResourceType = {
    type: `${apiType}/revisions`,
    label: "ApiRevision",
    name: { max: 256 },
    fields: {},
    listed: (plane, api, service) => {
        const own = parseApiName(api.name).api;
        const current = plane.store.get(`${service.id}/apis/${own}`);
        const all = [...otherRevisions(plane, service, own), ...(current ? [current] : [])];
        return all
            .sort((a, b) => Number(b.properties.apiRevision) - Number(a.properties.apiRevision))
            .map(({ name, properties, envelope }) => ({
                id: `/apis/${own};rev=${properties.apiRevision}/revisions/${own};rev=${properties.apiRevision}`,
                apiId: `/apis/${own};rev=${properties.apiRevision}`,
                apiRevision: properties.apiRevision,
                createdDateTime: envelope.created,
                updatedDateTime: envelope.updated,
                description: properties.apiRevisionDescription ?? null,
                privateUrl: `/${properties.path}${name === own ? "" : `;rev=${properties.apiRevision}`}`,
                isOnline: true,
                isCurrent: name === own,
            }));
    },
};

/** Makes a revision the current one; what was current becomes reachable as a revision only. */
export function makeCurrent(plane: ControlPlane, service: Entity, revision: Entity): void {
    const { api } = parseApiName(revision.name);
    const current = plane.store.get(`${service.id}/apis/${api}`)!;
    const belongsToRevision = ({ type }: Entity) => type === apiType || copiedTypes.includes(type);
    const former = plane.store.subtree(current.id).filter(belongsToRevision);
    const next = plane.store.subtree(revision.id);
    plane.store.delete(revision.id);
    // One by one: what belongs to the API stays.
    const kept = plane.store.subtree(current.id).filter((entity) => !belongsToRevision(entity));
    plane.store.delete(current.id);
    for (const entity of kept) plane.store.set(entity);
    const formerId = `${service.id}/apis/${api};rev=${current.properties.apiRevision}`;
    for (const entity of former) plane.save(moved(entity, current.id, formerId));
    for (const entity of next) plane.save(moved(entity, revision.id, current.id));
}

/** @returns the revision that an id of either form means: relative to the service, or whole */
export function apiById(plane: ControlPlane, service: Entity, id: string): Entity | undefined {
    const relative = id.toLowerCase().startsWith(`${service.id.toLowerCase()}/`) ? id.slice(service.id.length) : id;
    const [, written] = /^\/apis\/([^/]+)$/i.exec(relative) ?? [];
    if (written === undefined) return undefined;
    const { api, revision } = parseApiName(written);
    const current = plane.store.get(`${service.id}/apis/${api}`);
    if (revision === undefined || current?.properties.apiRevision === revision) return current;
    return plane.store.get(`${service.id}/apis/${written}`);
}

function copyChildren(plane: ControlPlane, source: Entity, saved: Entity): void {
    for (const child of plane.store.subtree(source.id)) {
        if (copiedTypes.includes(child.type)) plane.save(moved(child, source.id, saved.id));
    }
}

/** The entity under another root, with its own copy of all it holds. */
function moved(entity: Entity, from: string, to: string): Omit<Entity, "etag"> {
    const id = to + entity.id.slice(from.length);
    const copy = structuredClone(entity);
    const name = id.slice(id.lastIndexOf("/") + 1);
    if (entity.type === apiType) {
        if (parseApiName(name).revision === undefined) copy.properties.isCurrent = true;
        else delete copy.properties.isCurrent;
    }
    return { ...copy, id, name };
}

function sharedOf({ properties }: Entity): Record<string, unknown> {
    const values = Object.keys(shared).map((name) => [name, properties[name]] as const);
    return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** Puts something before what happens once the entity is stored. */
function before(draft: Draft, first: (saved: Entity) => void): void {
    const { afterwards } = draft;
    draft.afterwards = (saved) => {
        first(saved);
        afterwards?.(saved);
    };
}

function isSame(one: unknown, other: unknown): boolean {
    return JSON.stringify(one ?? null) === JSON.stringify(other ?? null) || (one === "" && (other ?? null) === null);
}

/** With the blank at its end, as the service says it (Azure/azure-powershell#9270, Azure/apiops#436). */
function unchangeable(property: string): ArmError {
    return invalidRequest(`Can't change property ${property} for non-current revision `);
}
