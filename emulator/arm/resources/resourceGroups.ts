import { ArmError } from "../kernel/armError";
import type { ControlPlane } from "../kernel/controlPlane";
import { softDelete } from "./deletedServices";
import { methodNotAllowed } from "../kernel/entities";
import type { Properties } from "../kernel/fields";
import { apiService, ArmAnswer, ArmRequest, record } from "../kernel/resourceType";
import type { Entity } from "../kernel/store";

const type = "Microsoft.Resources/resourceGroups";

/** @throws ArmError ResourceGroupNotFound */
export function existingGroup(plane: ControlPlane, name: string): Entity {
    const group = plane.store.get(groupId(plane, name));
    if (group) return group;
    throw new ArmError(404, "ResourceGroupNotFound", `Resource group '${name}' could not be found.`);
}

/** All resource groups of the subscription. @throws ArmError for another verb than GET */
export function listGroups(plane: ControlPlane, request: ArmRequest): ArmAnswer {
    if (request.method !== "GET") throw methodNotAllowed(request);
    const groups = plane.store.children(`/subscriptions/${plane.subscriptionId}`, type);
    return { status: 200, body: { value: groups.map(shown) } };
}

/** Serves one resource group; deletion is long-running and takes the services in it along. */
export function serveGroup(plane: ControlPlane, name: string, request: ArmRequest): ArmAnswer {
    switch (request.method) {
        case "GET":
            return { status: 200, body: shown(existingGroup(plane, name)) };
        case "HEAD":
            return { status: plane.store.get(groupId(plane, name)) ? 204 : 404 };
        case "PUT":
            return put(plane, name, request);
        case "PATCH": {
            const group = existingGroup(plane, name);
            const { tags = group.envelope.tags } = record(request.body);
            return { status: 200, body: shown(plane.save({ ...group, envelope: { ...group.envelope, tags } })) };
        }
        case "DELETE":
            return remove(plane, existingGroup(plane, name), request);
        default:
            throw methodNotAllowed(request);
    }
}

/** Stores a resource group. */
export function createGroup(plane: ControlPlane, name: string, location: string, tags: unknown = {}): Entity {
    const envelope = { location, tags };
    const properties: Properties = { provisioningState: "Succeeded" };
    return plane.save({ id: groupId(plane, name), type, name, envelope, properties, secrets: {} });
}

function put(plane: ControlPlane, name: string, request: ArmRequest): ArmAnswer {
    if (!/^[-\w._()]{1,90}$/.test(name) || name.endsWith(".")) {
        const rule = "Names hold letters, digits, '-', '_', '.', '(' and ')', at most 90, and do not end with '.'.";
        throw new ArmError(
            400,
            "InvalidResourceGroup",
            `The provided resource group name '${name}' is not valid. ${rule}`,
        );
    }
    const { location, tags } = record(request.body);
    if (typeof location !== "string" || location === "") {
        throw new ArmError(400, "LocationRequired", "The location property is required for this definition.");
    }
    const region = location.toLowerCase().replaceAll(" ", "");
    const existing = plane.store.get(groupId(plane, name));
    if (existing && existing.envelope.location !== region) {
        const message =
            `Invalid resource group location '${region}'. The Resource group already exists in location ` +
            `'${existing.envelope.location}'.`;
        throw new ArmError(409, "InvalidResourceGroupLocation", message);
    }
    const group = createGroup(plane, existing?.name ?? name, region, tags);
    return { status: existing ? 200 : 201, body: shown(group) };
}

function remove(plane: ControlPlane, group: Entity, request: ArmRequest): ArmAnswer {
    const operation = plane.operations.accept(group.id, 0, async () => {
        for (const service of plane.store.children(group.id, apiService)) await softDelete(plane, service);
        plane.store.delete(group.id);
    });
    const version = request.query.get("api-version");
    const path = `/subscriptions/${plane.subscriptionId}/operationresults/${operation.id}`;
    return { status: 202, headers: { location: `${request.origin}${path}?api-version=${version}` } };
}

function groupId(plane: ControlPlane, name: string): string {
    return `/subscriptions/${plane.subscriptionId}/resourceGroups/${name}`;
}

function shown({ id, name, envelope, properties }: Entity): object {
    return { id, name, type, ...envelope, properties };
}
