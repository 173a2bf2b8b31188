import { randomBytes } from "node:crypto";
import { apiOf, parseApiName } from "./apiRevisions";
import { refuseUsed } from "./mcpServers";
import { invalidFields, notImplemented } from "../kernel/armError";
import type { ControlPlane } from "../kernel/controlPlane";
import { checkTotal } from "../kernel/entityTotals";
import { ImportedApi, importFormats, importOpenApi } from "../importer/importer";
import { apiService, Draft } from "../kernel/resourceType";
import type { Entity } from "../kernel/store";

/**
 * Takes the document that came with a PUT of an API.
 * What the document's reader refuses is refused at once; the rest happens when the operation ends.
 * Members that the request sets win over the document's; what neither sets is cleared.
 */
export function importDocument(draft: Draft): void {
    const { sent, entity, plane } = draft;
    if (sent.format === undefined || sent.value === undefined) {
        const target = sent.format === undefined ? "format" : "value";
        throw invalidFields({ target, message: "An import needs both 'format' and 'value'." });
    }
    const format = String(sent.format);
    if (!importFormats.includes(format)) throw notImplemented(`the import format '${format}'`);
    const result = importOpenApi(String(sent.value), format, {
        translateRequiredQueryParameters: sent.translateRequiredQueryParameters === "query" ? "query" : "template",
        now: plane.now,
    });
    if ("errors" in result) {
        const errors = result.errors.map((error) => `Parsing error(s): ${error}`);
        throw invalidFields(...errors.map((message) => ({ target: "representation", message })));
    }
    const { api } = result;
    entity.properties.displayName ??= api.displayName;
    entity.properties.description ??= api.description;
    entity.properties.serviceUrl ??= api.serviceUrl;
    const operations = `${apiService}/apis/operations`;
    const replaced = plane.store.children(entity.id, operations).length;
    checkTotal(plane, draft.service, operations, api.operations.length, replaced);
    refuseUsed(plane, draft.service, leavingOperations(plane, entity, api));
    draft.latencyMs = plane.importMs;
    const { afterwards } = draft;
    draft.afterwards = (saved) => {
        afterwards?.(saved);
        replaceContent(plane, draft.service, saved, api);
        plane.operations.hold(apiOf(saved.id)!, plane.importLockMs);
    };
}

function replaceContent(plane: ControlPlane, service: Entity, api: Entity, imported: ImportedApi): void {
    const schema = replaceSchema(plane, api, imported.schemas);
    const leaving = leavingOperations(plane, api, imported);
    const policies = new Map(leaving.map((operation) => [routeOf(operation.properties), policyOf(plane, operation)]));
    for (const operation of leaving) plane.store.delete(operation.id);

    for (const { name, ...properties } of imported.operations) {
        const id = `${api.id}/operations/${name}`;
        const known = plane.store.get(id);
        const saved = plane.save({
            id: known?.id ?? id,
            type: `${apiService}/apis/operations`,
            name: known?.name ?? name,
            envelope: {},
            properties: withSchema({ ...properties, policies: null }, schema) as Record<string, unknown>,
            secrets: {},
        });
        const inherited = known ? undefined : policies.get(routeOf(properties));
        if (inherited) plane.save({ ...inherited, id: `${saved.id}/policies/policy` });
    }
    for (const tag of imported.tags) attachTag(plane, service, api, tag);
}

/** Operations that the document no longer has. */
function leavingOperations(plane: ControlPlane, api: Entity, imported: ImportedApi): Entity[] {
    const wanted = new Set(imported.operations.map((operation) => operation.name.toLowerCase()));
    const before = plane.store.children(api.id, `${apiService}/apis/operations`);
    return before.filter((operation) => !wanted.has(operation.name.toLowerCase()));
}

/** A renamed operation keeps the policy of the one that had its method and template. */
function policyOf(plane: ControlPlane, operation: Entity): Entity | undefined {
    return plane.store.get(`${operation.id}/policies/policy`);
}

function routeOf({ method, urlTemplate }: { method?: unknown; urlTemplate?: unknown }): string {
    return `${method} ${urlTemplate}`.toLowerCase();
}

function replaceSchema(plane: ControlPlane, api: Entity, schemas: object | undefined): string | undefined {
    const type = `${apiService}/apis/schemas`;
    for (const schema of plane.store.children(api.id, type)) plane.store.delete(schema.id);
    if (!schemas || Object.keys(schemas).length === 0) return undefined;
    const name = randomBytes(12).toString("hex");
    const contentType = "application/vnd.oai.openapi.components+json";
    const properties = { contentType, document: { components: { schemas } }, provisioningState: "Succeeded" };
    plane.save({ id: `${api.id}/schemas/${name}`, type, name, envelope: {}, properties, secrets: {} });
    return name;
}

/** Representations that name a type of the document get the id of the schema entity that holds it. */
function withSchema(value: unknown, schemaId: string | undefined): unknown {
    if (Array.isArray(value)) return value.map((item) => withSchema(item, schemaId));
    if (typeof value !== "object" || value === null || !schemaId) return value;
    const members = Object.entries(value).map(([name, member]) => [name, withSchema(member, schemaId)] as const);
    const copy: Record<string, unknown> = Object.fromEntries(members);
    return "typeName" in copy && "contentType" in copy ? { ...copy, schemaId } : copy;
}

function attachTag(plane: ControlPlane, service: Entity, api: Entity, displayName: string): void {
    const name = displayName.replace(/[*#&+:<>?/]/g, "-");
    const id = `${service.id}/tags/${name}`;
    const bare = { name, envelope: {}, secrets: {} };
    if (!plane.store.get(id)) plane.save({ ...bare, id, type: `${apiService}/tags`, properties: { displayName } });
    // Tags belong to the API, not to one of its revisions.
    const owner = `${service.id}/apis/${parseApiName(api.name).api}`;
    plane.save({ ...bare, id: `${owner}/tags/${name}`, type: `${apiService}/apis/tags`, properties: {} });
}
