import { ArmError, invalidRequest, notFound, notImplemented } from "./armError";
import type { ControlPlane } from "./controlPlane";
import { checkTotal } from "./entityTotals";
import { checkFields, type Fields, type Properties } from "./fields";
import { accepted } from "./operationResults";
import { pageOf } from "./paging";
import { checkPreconditions, etagHeader, isUnmodified } from "./preconditions";
import { ArmAnswer, ArmRequest, checkName, Draft, record, ResourceType } from "./resourceType";
import type { Entity } from "./store";

/** Where a request points: a row of the table, the parent entity, and the name if it is not the collection. */
export interface Target {
    readonly type: ResourceType;
    readonly service: Entity;
    readonly parent: Entity;
    readonly name: string | undefined;
}

/** Serves the uniform verbs of a row of the table. */
export function serveEntity(plane: ControlPlane, target: Target, request: ArmRequest): ArmAnswer {
    if (target.name === undefined) {
        if (request.method === "GET") return list(plane, target, request);
        throw methodNotAllowed(request);
    }
    if (target.type.listed) throw notImplemented(`'${request.path}'; the emulator only lists what is there`);
    if (target.type.readOnly && !["GET", "HEAD"].includes(request.method)) {
        throw notImplemented(`${request.method} of the resource type '${target.type.type}'`);
    }
    checkName(target.type, target.name);
    const existing = plane.store.get(idOf(target));
    switch (request.method) {
        case "GET":
        case "HEAD":
            return get(plane, target, existing, request);
        case "PUT":
            return put(plane, target, existing, request);
        case "PATCH":
            if (target.type.linkTo || target.type.unpatched) throw methodNotAllowed(request);
            return patch(plane, target, existing, request);
        case "DELETE":
            return remove(plane, target, existing, request);
        default:
            throw methodNotAllowed(request);
    }
}

/** Runs a POST action such as `listSecrets`. */
export function act(plane: ControlPlane, target: Target, action: string, request: ArmRequest): ArmAnswer {
    const run = target.type.actions?.[action.toLowerCase()];
    if (!run) throw notImplemented(`the action '${action}' of the resource type '${target.type.type}'`);
    const entity = plane.store.get(idOf(target));
    if (!entity) throw notFound(target.type.label);
    const answer = run(plane, entity, target.service, request);
    // What shows secrets has the version that they are of (specification, 2024-05-01: ListSecrets and ListValue headers).
    return action.toLowerCase().startsWith("list")
        ? { ...answer, headers: { ...etagHeader(entity), ...answer.headers } }
        : answer;
}

/** Azure resource id of what a request points to. Names have the case of the request, or of the stored entity. */
export function idOf(target: Target): string {
    const collection = target.type.type.slice(target.type.type.lastIndexOf("/") + 1);
    return `${target.parent.id}/${collection}/${target.name}`;
}

/** The refusal of a verb that a resource does not have: 405. */
export function methodNotAllowed(request: ArmRequest): ArmError {
    const message = `The requested resource does not support http method '${request.method}'.`;
    return new ArmError(405, "MethodNotAllowed", message);
}

/** The `properties` of a request's body. */
export function propertiesOf(request: ArmRequest): Properties {
    if (typeof request.body !== "object" || request.body === null || Array.isArray(request.body)) {
        throw invalidRequest("Request payload must contain JSON object.");
    }
    return record(record(request.body).properties);
}

function list(plane: ControlPlane, target: Target, request: ArmRequest): ArmAnswer {
    const { listed, type } = target.type;
    if (listed) return pageOf(request, listed(plane, target.parent, target.service));
    const entities = plane.store.children(target.parent.id, type);
    return pageOf(
        request,
        entities.map((entity) => shown(plane, target, entity, request)),
    );
}

function get(plane: ControlPlane, target: Target, entity: Entity | undefined, request: ArmRequest): ArmAnswer {
    const { linkTo, readable } = target.type;
    if (linkTo && !readable && request.method === "GET") throw methodNotAllowed(request);
    if (!entity) throw notFound(target.type.label);
    if (isUnmodified(request, entity)) return { status: 304, headers: etagHeader(entity) };
    // Without an entity of its own to show, HEAD answers 204 (specification, 2024-05-01).
    if (request.method === "HEAD") return { status: linkTo && !readable ? 204 : 200, headers: etagHeader(entity) };
    return { status: 200, headers: etagHeader(entity), body: shown(plane, target, entity, request) };
}

function put(plane: ControlPlane, target: Target, existing: Entity | undefined, request: ArmRequest): ArmAnswer {
    checkPreconditions(request, existing);
    const sent = target.type.linkTo ? {} : checkFields(...fieldsOf(target.type, propertiesOf(request)));
    const draft = draftOf(plane, target, request, existing, sent, {
        ...target.type.defaults,
        ...visible(target.type, sent),
    });
    if (target.type.linkTo) linkedEntity(plane, target);
    if (!existing) checkTotal(plane, target.service, target.type.type);
    target.type.prepare?.(draft);
    return write(target, draft, request, existing ? 200 : 201, target.type.asynchronous?.includes("PUT"));
}

function fieldsOf({ fields, optional }: ResourceType, sent: Properties): [Fields, Properties] {
    const free = optional?.(sent) ?? [];
    const members = Object.entries(fields).map(([name, field]) => {
        return [name, free.includes(name) ? { ...field, required: undefined } : field] as const;
    });
    return [Object.fromEntries(members), sent];
}

function patch(plane: ControlPlane, target: Target, existing: Entity | undefined, request: ArmRequest): ArmAnswer {
    if (!existing) throw notFound(target.type.label);
    checkPreconditions(request, existing);
    const changes = checkFields(target.type.fields, propertiesOf(request), true);
    const merged = Object.entries({ ...existing.properties, ...visible(target.type, changes) });
    const properties = Object.fromEntries(merged.filter(([, value]) => value !== null));
    const draft = draftOf(plane, target, request, existing, changes, properties);
    target.type.prepare?.(draft);
    return write(target, draft, request, 200, target.type.asynchronous?.includes("PATCH"));
}

function remove(plane: ControlPlane, target: Target, existing: Entity | undefined, request: ArmRequest): ArmAnswer {
    if (!existing) return { status: 204 };
    checkPreconditions(request, existing);
    const run = () => {
        target.type.beforeDelete?.(plane, existing, target.service, request);
        plane.store.delete(existing.id);
        target.type.afterDelete?.(plane, target.service, existing);
    };
    if (!target.type.asynchronous?.includes("DELETE")) {
        run();
        return { status: 200 };
    }
    const operation = plane.operations.accept(existing.id, 0, run);
    return { status: 202, headers: accepted(request, target.service, existing.id, operation, 200) };
}

function draftOf(
    plane: ControlPlane,
    target: Target,
    request: ArmRequest,
    existing: Entity | undefined,
    sent: Properties,
    properties: Properties,
): Draft {
    const id = existing?.id ?? idOf(target);
    const name = existing?.name ?? target.name!;
    const secrets = { ...existing?.secrets };
    const entity = { id, type: target.type.type, name, envelope: {}, properties, secrets, etag: "" };
    return { plane, service: target.service, request, existing, sent, entity, latencyMs: 0 };
}

function write(target: Target, draft: Draft, request: ArmRequest, status: number, asynchronous = false): ArmAnswer {
    const { plane, entity, service } = draft;
    const etag = plane.nextEtag();
    const store = () => {
        const saved = plane.save(entity, etag);
        draft.afterwards?.(saved);
        return saved;
    };
    if (target.type.asynchronous) entity.properties.provisioningState = "Succeeded";
    if (!asynchronous) {
        void draft.atEnd?.();
        const saved = store();
        const body = { ...shown(plane, target, saved, request), ...linkedId(plane, target) };
        const properties = target.type.showWritten?.(saved) ?? body.properties;
        return { status, headers: etagHeader(saved), body: { ...body, properties } };
    }
    const operation = plane.operations.accept(entity.id, draft.latencyMs, async () => {
        await draft.atEnd?.();
        store();
    });
    const body = shown(plane, target, entity, request);
    return {
        status,
        // The version that is there once the operation has ended.
        headers: { ...accepted(request, service, entity.id, operation, status), etag: `"${etag}"` },
        body: { ...body, properties: { ...record(body.properties), provisioningState: "InProgress" } },
    };
}

function visible(type: ResourceType, sent: Properties): Properties {
    return Object.fromEntries(Object.entries(sent).filter(([name]) => !type.fields[name]!.writeOnly));
}

/**
 * The answer to the PUT of a link has the id of what it links to, and no id of its own (examples of the specification,
 * 2024-05-01). Who deletes by that id deletes the API, group or tag.
 */
function linkedId(plane: ControlPlane, target: Target): { id?: string } {
    return target.type.linkTo ? { id: linkedEntity(plane, target).id } : {};
}

function linkedEntity(plane: ControlPlane, target: Target): Entity {
    const linkTo = target.type.linkTo!;
    const collection = linkTo.slice(linkTo.lastIndexOf("/") + 1);
    const linked = plane.store.get(`${target.service.id}/${collection}/${target.name}`);
    if (!linked) throw notFound(target.type.label);
    return linked;
}

function shown(
    plane: ControlPlane,
    target: Target,
    entity: Entity,
    request: ArmRequest,
): { id: string; type: string; name: string; properties: Properties } {
    const { id, type, name } = entity;
    const named: Target = { ...target, name };
    const properties = target.type.linkTo ? linkedEntity(plane, named).properties : entity.properties;
    return { id, type, name, properties: target.type.show?.(entity, request) ?? properties };
}
