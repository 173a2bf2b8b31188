import { notFound } from "../kernel/armError";
import type { ControlPlane } from "../kernel/controlPlane";
import { acceptedByService } from "../kernel/operationResults";
import { methodNotAllowed } from "../kernel/entities";
import { pageOf } from "../kernel/paging";
import { ArmAnswer, ArmRequest } from "../kernel/resourceType";
import type { Entity } from "../kernel/store";

const type = "Microsoft.ApiManagement/deletedservices";
const retentionMs = 48 * 60 * 60 * 1000;

/** Id under which a service of this name waits for its end after deletion. */
export function deletedIdOf(plane: ControlPlane, location: string, name: string): string {
    const region = location.toLowerCase().replaceAll(" ", "");
    const provider = `/subscriptions/${plane.subscriptionId}/providers/Microsoft.ApiManagement`;
    return `${provider}/locations/${region}/deletedservices/${name}`;
}

/** Closes the gateway and puts the service aside for 48 hours. */
export async function softDelete(plane: ControlPlane, service: Entity): Promise<void> {
    const location = String(service.envelope.location);
    const id = deletedIdOf(plane, location, service.name);
    plane.softDeleted.set(id.toLowerCase(), plane.store.subtree(service.id));
    plane.store.delete(service.id);
    plane.save({
        id,
        type,
        name: service.name,
        envelope: { location },
        properties: {
            serviceId: service.id,
            deletionDate: plane.timestamp(),
            scheduledPurgeDate: new Date(plane.now() + retentionMs).toISOString(),
        },
        secrets: {},
    });
    const gateway = plane.gateways.get(service.id.toLowerCase());
    plane.gateways.delete(service.id.toLowerCase());
    await gateway?.close();
}

/** Brings a soft-deleted service back with all it held. @throws ArmError if there is none */
export function restoreService(plane: ControlPlane, deletedId: string, serviceId: string): Entity {
    const held = plane.softDeleted.get(deletedId.toLowerCase());
    const service = held?.find((entity) => entity.id.toLowerCase() === serviceId.toLowerCase());
    if (!held || !service) throw notFound("Deleted service");
    for (const entity of held) plane.store.set(entity);
    purge(plane, deletedId);
    return service;
}

/** Serves the list of soft-deleted services of the subscription. */
export function listDeletedServices(plane: ControlPlane, request: ArmRequest): ArmAnswer {
    if (request.method !== "GET") throw methodNotAllowed(request);
    return pageOf(request, plane.store.children(`/subscriptions/${plane.subscriptionId}`, type).map(shown));
}

/** Serves one soft-deleted service: GET, and DELETE, which purges it. */
export function serveDeletedService(
    plane: ControlPlane,
    location: string,
    name: string,
    request: ArmRequest,
): ArmAnswer {
    const entity = plane.store.get(deletedIdOf(plane, location, name));
    if (request.method === "GET") {
        if (!entity) throw notFound("Deleted service");
        return { status: 200, body: shown(entity) };
    }
    if (request.method !== "DELETE") throw methodNotAllowed(request);
    if (!entity) return { status: 204 };
    const operation = plane.operations.accept(entity.id, 0, () => purge(plane, entity.id));
    const region = entity.id.slice(0, entity.id.toLowerCase().lastIndexOf("/deletedservices/"));
    return { status: 202, headers: acceptedByService(request, region, operation), body: shown(entity) };
}

/** Ends the services whose 48 hours are over. */
export function purgeExpired(plane: ControlPlane): void {
    for (const id of plane.softDeleted.keys()) {
        const purgeDate = plane.store.get(id)?.properties.scheduledPurgeDate;
        if (Date.parse(String(purgeDate)) <= plane.now()) purge(plane, id);
    }
}

function purge(plane: ControlPlane, id: string): void {
    plane.store.delete(id);
    plane.softDeleted.delete(id.toLowerCase());
}

function shown({ id, name, envelope, properties }: Entity): object {
    return { id, type, name, ...envelope, properties };
}
