import { ArmError, notImplemented } from "../kernel/armError";
import type { ControlPlane } from "../kernel/controlPlane";
import { methodNotAllowed } from "../kernel/entities";
import { systemAssigned, userAssignedIdentity } from "./managedIdentities";
import { ArmAnswer, ArmRequest, record } from "../kernel/resourceType";
import { requireVersion } from "../kernel/resourceVersions";
import type { Entity } from "../kernel/store";

const versions = ["2018-11-30", "2023-01-31", "2024-11-30"];

/** Serves `Microsoft.ManagedIdentity/userAssignedIdentities` of a resource group. */
export function serveUserAssignedIdentity(
    plane: ControlPlane,
    group: Entity,
    name: string | undefined,
    request: ArmRequest,
): ArmAnswer {
    requireVersion(request, userAssignedIdentity, versions);
    if (name === undefined) {
        if (request.method !== "GET") throw methodNotAllowed(request);
        return { status: 200, body: { value: plane.store.children(group.id, userAssignedIdentity).map(shown) } };
    }
    const id = `${group.id}/providers/${userAssignedIdentity}/${name}`;
    const existing = plane.store.get(id);
    switch (request.method) {
        case "GET":
            if (!existing) throw missing(group, name);
            return { status: 200, body: shown(existing) };
        case "PUT":
            return put(plane, existing?.id ?? id, name, existing, request);
        case "DELETE":
            plane.store.delete(id);
            return { status: existing ? 200 : 204 };
        default:
            throw methodNotAllowed(request);
    }
}

/** `{resource}/providers/Microsoft.ManagedIdentity/identities/default`: the only place that shows its client id. */
export function systemAssignedIdentity(
    plane: ControlPlane,
    resourceId: string,
    name: string | undefined,
    request: ArmRequest,
): ArmAnswer {
    const type = "Microsoft.ManagedIdentity/identities";
    requireVersion(request, type, versions);
    if (name?.toLowerCase() !== "default") throw notImplemented(`the path '${request.path}'`);
    if (request.method !== "GET") throw methodNotAllowed(request);
    const resource = plane.store.get(resourceId);
    if (record(resource?.envelope.identity).principalId === undefined) {
        throw new ArmError(404, "ResourceNotFound", `The Resource '${type}/default' was not found.`);
    }
    const properties = { tenantId: plane.tenantId, ...systemAssigned(resource!.id) };
    const id = `${resource!.id}/providers/${type}/default`;
    return { status: 200, body: { id, name: "default", type, location: resource!.envelope.location, properties } };
}

function put(
    plane: ControlPlane,
    id: string,
    name: string,
    existing: Entity | undefined,
    request: ArmRequest,
): ArmAnswer {
    if (!/^[A-Za-z0-9][-_A-Za-z0-9]{2,127}$/.test(name)) {
        throw new ArmError(400, "InvalidResourceName", `The resource name '${name}' is not valid.`);
    }
    const { location, tags = {} } = record(request.body);
    if (typeof location !== "string" || location === "") {
        throw new ArmError(400, "LocationRequired", "The location property is required for this definition.");
    }
    const identity = plane.save({
        id,
        type: userAssignedIdentity,
        name: existing?.name ?? name,
        envelope: { location, tags },
        properties: { tenantId: plane.tenantId, ...systemAssigned(id) },
        secrets: {},
    });
    return { status: existing ? 200 : 201, body: shown(identity) };
}

function missing(group: Entity, name: string): ArmError {
    const message = `The Resource '${userAssignedIdentity}/${name}' under resource group '${group.name}' was not found.`;
    return new ArmError(404, "ResourceNotFound", message);
}

function shown({ id, name, type, envelope, properties }: Entity): object {
    return { id, name, type, ...envelope, properties };
}
