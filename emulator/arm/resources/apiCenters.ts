import { ArmError, invalidFields, invalidRequest, notImplemented } from "../kernel/armError";
import type { ControlPlane } from "../kernel/controlPlane";
import { methodNotAllowed, propertiesOf } from "../kernel/entities";
import { anyText, checkFields, type Fields, objectOf, oneOf, type Properties, required } from "../kernel/fields";
import { pageOf } from "../kernel/paging";
import { etagHeader } from "../kernel/preconditions";
import { type ArmAnswer, type ArmRequest, record } from "../kernel/resourceType";
import { requireVersion } from "../kernel/resourceVersions";
import type { Entity } from "../kernel/store";
import { assignable, types } from "./apiCenterFields";
import { notFound } from "./insights";

const service = "Microsoft.ApiCenter/services";
const version = "2024-03-01";

/** Puts an API Center into a resource group, with the workspace that each one has and one environment. */
export function seedApiCenter(plane: ControlPlane, group: Entity, name: string): Entity {
    const id = `${group.id}/providers/${service}/${name}`;
    const envelope = { location: group.envelope.location, tags: {} };
    const save = (below: string, type: string, properties: Properties, own = {}) =>
        plane.save({
            id: id + below,
            type,
            name: (id + below).split("/").at(-1)!,
            envelope: own,
            properties,
            secrets: {},
        });
    const saved = save("", service, { provisioningState: "Succeeded" }, envelope);
    save("/workspaces/default", `${service}/workspaces`, { title: "Default workspace" });
    const environment = { title: "Emulated gateway", kind: "testing" };
    save("/workspaces/default/environments/emulated", `${service}/workspaces/environments`, environment);
    return saved;
}

/** Serves an API Center and what is below it. @param path its name, and then types and names in turn */
export function serveApiCenter(
    plane: ControlPlane,
    group: Entity,
    path: readonly string[],
    request: ArmRequest,
): ArmAnswer {
    requireVersion(request, service, [version]);
    const [name, ...below] = path;
    if (request.method !== "GET" && below.length === 0) {
        throw notImplemented(`${request.method} of the resource type '${service}'`);
    }
    if (name === undefined) {
        return pageOf(request, plane.store.children(group.id, service).map(shown));
    }
    const center = plane.store.get(`${group.id}/providers/${service}/${name}`);
    if (!center) throw notFound(service, group, name);
    if (below.length === 0) return { status: 200, body: shown(center) };
    if (below.length === 2 && below[0]!.toLowerCase() === "operationresults") {
        return resultOf(plane, below[1]!, request);
    }
    const action = /Specification$/i.test(below.at(-1)!) && below.length % 2 === 1 ? below.at(-1)! : undefined;
    return serveBelow(plane, center, action ? below.slice(0, -1) : below, action, request);
}

function serveBelow(
    plane: ControlPlane,
    center: Entity,
    below: readonly string[],
    action: string | undefined,
    request: ArmRequest,
): ArmAnswer {
    const words = below.filter((_, index) => index % 2 === 0).join("/");
    const type = Object.keys(types).find((each) => each.toLowerCase() === words.toLowerCase());
    if (type === undefined) throw notImplemented(`the resource type '${service}/${words}'`);
    const isList = below.length % 2 === 1;
    const parentId = [center.id, ...below.slice(0, isList ? -1 : -2)].join("/");
    const parent = plane.store.get(parentId);
    if (!parent) throw parentNotFound(parentId);
    if (isList) {
        if (request.method !== "GET") throw methodNotAllowed(request);
        return pageOf(request, plane.store.children(parent.id, `${service}/${type}`).map(shown));
    }
    const [collection, name] = [type.split("/").at(-1)!, below.at(-1)!];
    const id = `${parent.id}/${collection}/${name}`;
    const existing = plane.store.get(id);
    if (action !== undefined) {
        if (request.method !== "POST") throw methodNotAllowed(request);
        if (!existing) throw entityNotFound(id);
        if (/^importSpecification$/i.test(action)) return importInto(plane, center, existing, request);
        return exportFrom(plane, center, existing, request);
    }
    if (types[type]!.readOnly && request.method !== "GET") {
        throw notImplemented(`${request.method} of the resource type '${service}/${type}'`);
    }
    switch (request.method) {
        case "GET":
            if (!existing) throw entityNotFound(id);
            return { status: 200, headers: etagHeader(existing), body: shown(existing) };
        case "PUT": {
            if (!/^[a-zA-Z0-9-]{3,90}$/.test(name)) throw badName(name);
            const sent = checkFields(types[type]!.fields, propertiesOf(request));
            check(plane, center, type, sent);
            const { specification } = existing?.properties ?? {};
            const saved = plane.save({
                id: existing?.id ?? id,
                type: `${service}/${type}`,
                name: existing?.name ?? name,
                envelope: {},
                properties: { ...sent, ...(specification !== undefined && { specification }) },
                secrets: existing?.secrets ?? {},
            });
            return { status: existing ? 200 : 201, headers: etagHeader(saved), body: shown(saved) };
        }
        case "DELETE":
            if (type === "workspaces/environments") throw notImplemented("DELETE of an environment");
            if (!existing) return { status: 204 };
            plane.store.delete(existing.id);
            return { status: 200 };
        default:
            throw notImplemented(`${request.method} of the resource type '${service}/${type}'`);
    }
}

/** What single members do not say (record api-center-metadata, api-center-references). */
function check(plane: ControlPlane, center: Entity, type: string, sent: Properties): void {
    for (const member of ["environmentId", "definitionId"]) {
        const id = sent[member];
        if (id === undefined || plane.store.get(`${center.id}${String(id)}`)) continue;
        throw invalidFields({ target: member, message: `'${String(id)}' does not exist.` });
    }
    const entity = assignable[type];
    if (entity === undefined) return;
    const given = record(sent.customProperties);
    const assigned = plane.store.children(center.id, `${service}/metadataSchemas`).flatMap(({ name, properties }) => {
        const found = ((properties.assignedTo ?? []) as Properties[]).find((each) => each.entity === entity);
        return found ? [{ name, isRequired: found.required === true }] : [];
    });
    const unknown = Object.keys(given).find((name) => !assigned.some((each) => each.name === name));
    if (unknown !== undefined) {
        const message = `The metadata '${unknown}' is not defined for the entity '${entity}'.`;
        throw invalidFields({ target: "customProperties", message });
    }
    const missing = assigned.find(({ name, isRequired }) => isRequired && !(name in given));
    if (!missing) return;
    throw invalidFields({ target: "customProperties", message: `The metadata '${missing.name}' is required.` });
}

/** "Imports the API specification": accepted with 202 and a Location (specification); the rest is record api-center-import. */
function importInto(plane: ControlPlane, center: Entity, definition: Entity, request: ArmRequest): ArmAnswer {
    const fields: Fields = {
        value: required(anyText),
        format: required(oneOf("inline", "link")),
        specification: objectOf({ name: anyText, version: anyText }),
    };
    if (request.body === undefined) throw invalidRequest("Request payload must contain JSON object.");
    const { value, format, specification } = checkFields(fields, record(request.body));
    if (format === "link") throw notImplemented("an import from a link");
    return accepted(plane, center, definition, request, () => {
        const document = objectIn(String(value));
        if (document?.openapi === undefined && document?.swagger === undefined) {
            throw new ArmError(400, "ValidationError", "The API specification is not a valid OpenAPI document.");
        }
        plane.save({
            ...definition,
            properties: { ...definition.properties, ...(specification !== undefined && { specification }) },
            secrets: { specification: String(value) },
        });
    });
}

function exportFrom(plane: ControlPlane, center: Entity, definition: Entity, request: ArmRequest): ArmAnswer {
    if (definition.secrets.specification === undefined) throw entityNotFound(`${definition.id}/specification`);
    return accepted(plane, center, definition, request, () => undefined);
}

function accepted(
    plane: ControlPlane,
    center: Entity,
    definition: Entity,
    request: ArmRequest,
    work: () => void,
): ArmAnswer {
    const { id } = plane.operations.accept(definition.id, plane.importMs, work);
    const isExport = /exportSpecification$/i.test(request.path);
    const location = `${request.origin}${center.id}/operationResults/${id}?api-version=${version}${isExport ? "&export" : ""}`;
    return { status: 202, headers: { location } };
}

/** What the Location of an import or an export answers with. */
function resultOf(plane: ControlPlane, id: string, request: ArmRequest): ArmAnswer {
    const operation = plane.operations.get(id);
    if (!operation) throw entityNotFound(request.path);
    if (operation.status === "InProgress") {
        return { status: 202, headers: { location: `${request.origin}${request.path}?${request.query}` } };
    }
    if (operation.error) throw operation.error;
    if (!request.query.has("export")) return { status: 200 };
    const value = plane.store.get(operation.target)?.secrets.specification;
    return { status: 200, body: { format: "inline", value } };
}

function objectIn(text: string): Properties | undefined {
    try {
        return record(JSON.parse(text));
    } catch {
        throw notImplemented("an import of a document that is not JSON");
    }
}

function shown({ id, name, type, envelope, properties }: Entity) {
    return { id, name, type, ...envelope, properties };
}

function entityNotFound(id: string): ArmError {
    return new ArmError(404, "ResourceNotFound", `The resource '${id}' was not found.`);
}

function parentNotFound(id: string): ArmError {
    const name = id.slice(id.lastIndexOf("/") + 1);
    const message = `Can not perform requested operation on nested resource. Parent resource '${name}' not found.`;
    return new ArmError(404, "ParentResourceNotFound", message);
}

function badName(name: string): ArmError {
    return invalidFields({ target: "name", message: `'${name}' should match the pattern ^[a-zA-Z0-9-]{3,90}$` });
}
