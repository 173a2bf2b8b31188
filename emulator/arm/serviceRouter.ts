import { apiOf, storedName } from "./resources/apiRevisions";
import { notFound, notImplemented } from "./kernel/armError";
import type { ControlPlane } from "./kernel/controlPlane";
import { act, idOf, serveEntity, Target } from "./kernel/entities";
import { locationResult } from "./kernel/operationResults";
import { ArmAnswer, ArmRequest, record } from "./kernel/resourceType";
import { resourceTypes } from "./resourceTypes";
import type { Entity } from "./kernel/store";
import { apiWritten, operationInProgress } from "./writeLocks";

const byType = new Map(resourceTypes.map((type) => [type.type.toLowerCase(), type]));

/** Serves everything below a service by the table of resource types. @param segments of the path, after the service */
export function serveBelow(plane: ControlPlane, service: Entity, segments: string[], request: ArmRequest): ArmAnswer {
    const { target, action } = resolve(plane, service, segments, request);
    if (action !== undefined) return act(plane, target, action, request);
    const asyncId = request.query.get("asyncId");
    if (asyncId === null || request.method !== "GET") return serveEntity(plane, target, request);
    return locationResult(plane, request, asyncId, () => serveEntity(plane, target, request));
}

/** Walks down the segments, which alternate between a collection and a name in it. */
function resolve(
    plane: ControlPlane,
    service: Entity,
    segments: string[],
    request: ArmRequest,
): { target: Target; action?: string } {
    let parent = service;
    let target: Target | undefined;
    for (let index = 0; index < segments.length; index += 2) {
        const [collection, written] = [segments[index]!, segments[index + 1]];
        if (target && written === undefined && request.method === "POST") return { target, action: collection };
        if (target) parent = existingParent(plane, target);
        const type = byType.get(`${parent.type}/${collection}`.toLowerCase());
        if (!type) throw notImplemented(`the resource type '${parent.type}/${collection}'`);
        target = {
            type,
            service,
            parent,
            name: written === undefined ? undefined : storedName(plane, service, type, written),
        };
        if (request.method !== "GET" && request.method !== "HEAD") refuseDuringImport(plane, target, request);
    }
    return { target: target! };
}

function existingParent(plane: ControlPlane, target: Target): Entity {
    const parent = plane.store.get(idOf(target));
    if (!parent) throw notFound(target.type.label);
    return parent;
}

/**
 * While an API is imported, and for some time after that, neither it nor anything below it can be written, of whatever
 * revision, nor what puts it into a product or under a tag.
 */
function refuseDuringImport(plane: ControlPlane, target: Target, { method, body }: ArmRequest): void {
    if (target.name === undefined) return;
    const id = idOf(target);
    const stored = method === "DELETE" ? plane.store.get(id)?.properties : record(record(body).properties);
    const api = apiWritten(id, stored);
    const busy = plane.operations.runningOn(id, (other) => api !== undefined && apiOf(other) === api);
    if (busy || (api !== undefined && plane.operations.isHeld(api))) throw operationInProgress();
}
