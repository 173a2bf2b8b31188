import { ArmError, invalidFields, notImplemented } from "../kernel/armError";
import type { ControlPlane } from "../kernel/controlPlane";
import { deletedIdOf, restoreService, softDelete } from "./deletedServices";
import { methodNotAllowed, propertiesOf } from "../kernel/entities";
import { checkFields, Properties } from "../kernel/fields";
import { seedGroups } from "./groups";
import { shownHostnames } from "./hostnames";
import { identityEnvelope } from "./managedIdentities";
import { acceptedByService } from "../kernel/operationResults";
import { pageOf } from "../kernel/paging";
import { seedGlobalPolicy } from "./policies";
import { apiService, ArmAnswer, ArmRequest, record } from "../kernel/resourceType";
import { checkClientCertificate, defaultsOf, serviceFields } from "./serviceProperties";
import { skuOf } from "./skus";
import type { Entity } from "../kernel/store";
import { newKeys, subscriptions } from "./subscriptions";
import { seedAdministrator } from "./users";

const namePattern = /^[a-zA-Z](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/;

/** Lists the services of a resource group, or of the subscription. */
export function listServices(plane: ControlPlane, parentId: string, request: ArmRequest): ArmAnswer {
    if (request.method !== "GET") throw methodNotAllowed(request);
    return pageOf(request, plane.store.children(parentId, apiService).map(shownService));
}

/** Serves one API Management service; creation and deletion are long-running, deletion is soft. */
export function serveService(plane: ControlPlane, group: Entity, name: string, request: ArmRequest): ArmAnswer {
    const id = `${group.id}/providers/${apiService}/${name}`;
    const existing = plane.store.get(id);
    switch (request.method) {
        case "GET":
        case "HEAD":
            if (!existing) throw serviceNotFound(group, name);
            return { status: 200, body: shownService(existing) };
        case "PUT":
            return put(plane, id, name, existing, request);
        case "PATCH":
            if (!existing) throw serviceNotFound(group, name);
            return patch(plane, existing, request);
        case "DELETE":
            return remove(plane, existing, request);
        default:
            throw methodNotAllowed(request);
    }
}

/** Resource Manager's own answer for a service that is not there. */
export function serviceNotFound(group: Entity, name: string): ArmError {
    const message =
        `The Resource '${apiService}/${name}' under resource group '${group.name}' was not found. ` +
        "For more details please go to https://aka.ms/ARMResourceNotFoundFix";
    return new ArmError(404, "ResourceNotFound", message);
}

/**
 * Stores a service with what Azure puts into every new one. The gateway is opened by the caller.
 * @param envelope location, sku, tags, identity
 */
export function createService(plane: ControlPlane, id: string, envelope: Properties, properties: Properties): Entity {
    const name = id.slice(id.lastIndexOf("/") + 1);
    const host = (label: string) => `https://${name}.${label}azure-api.net`;
    const service = plane.save({
        id,
        type: apiService,
        name,
        envelope: { identity: null, zones: null, ...envelope },
        properties: {
            ...defaultsOf(String(record(envelope.sku).name)),
            ...properties,
            hostnameConfigurations: shownHostnames(`${name}.azure-api.net`, properties.hostnameConfigurations),
            createdAtUtc: plane.timestamp(),
            developerPortalUrl: host("developer."),
            managementApiUrl: host("management."),
            scmUrl: host("scm."),
            platformVersion: "stv2",
        },
        secrets: {},
    });
    seedGlobalPolicy(plane, service);
    seedMasterSubscription(plane, service);
    seedGroups(plane, service);
    seedAdministrator(plane, service);
    return service;
}

/** Starts the service's data plane and shows its address on the service. */
export async function openGateway(plane: ControlPlane, service: Entity): Promise<void> {
    const gateway = await plane.openGateway(service.id);
    plane.gateways.set(service.id.toLowerCase(), gateway);
    const hostName = new URL(gateway.url).host;
    plane.save({
        ...service,
        properties: {
            ...service.properties,
            provisioningState: "Succeeded",
            targetProvisioningState: "",
            gatewayUrl: gateway.url,
            gatewayRegionalUrl: gateway.url,
            hostnameConfigurations: shownHostnames(hostName, service.properties.hostnameConfigurations),
        },
    });
}

function put(
    plane: ControlPlane,
    id: string,
    name: string,
    existing: Entity | undefined,
    request: ArmRequest,
): ArmAnswer {
    if (!namePattern.test(name) || name.length > 50) {
        throw invalidFields({
            target: "name",
            message: `Name should match ${namePattern.source}, 1 to 50 characters.`,
        });
    }
    const body = propertiesOf(request);
    if (body.restore === true) return restore(plane, id, existing, request);
    if (plane.store.get(deletedIdOf(plane, String(record(request.body).location), name)))
        throw inSoftDeletedState(name);
    refuseTransition(plane, id);
    const envelope = envelopeOf(plane, id, request);
    const { restore: _, ...properties } = checkFields(serviceFields, body);
    checkClientCertificate(String(record(envelope.sku).name), properties, !existing);
    if (existing) return update(plane, existing, envelope, properties, request);
    const taken = plane.store
        .children(`/subscriptions/${plane.subscriptionId}`, apiService)
        .some((other) => other.name.toLowerCase() === name.toLowerCase());
    if (taken) throw new ArmError(409, "ServiceAlreadyExists", `Api service already exists: ${name}`, null);
    const state = { provisioningState: "Created", targetProvisioningState: "Activating" };
    const service = createService(plane, id, envelope, { ...properties, ...state });
    const operation = plane.operations.accept(id, 0, () => openGateway(plane, plane.store.get(id)!));
    return { status: 201, headers: acceptedByService(request, id, operation), body: shownService(service) };
}

/** "All other properties will be ignored" (specification, 2024-05-01), also of a service that need not be restored. */
function restore(plane: ControlPlane, id: string, existing: Entity | undefined, request: ArmRequest): ArmAnswer {
    if (existing) return update(plane, existing, {}, {}, request);
    const name = id.slice(id.lastIndexOf("/") + 1);
    const deletedId = deletedIdOf(plane, String(record(request.body).location), name);
    const service = restoreService(plane, deletedId, id);
    const operation = plane.operations.accept(id, 0, () => openGateway(plane, service));
    return { status: 201, headers: acceptedByService(request, id, operation), body: shownService(service) };
}

function update(
    plane: ControlPlane,
    existing: Entity,
    envelope: Properties,
    properties: Properties,
    request: ArmRequest,
): ArmAnswer {
    const { gatewayUrl, hostnameConfigurations } = { ...existing.properties, ...properties };
    const saved = plane.save({
        ...existing,
        envelope: { ...existing.envelope, ...envelope, location: existing.envelope.location },
        properties: {
            ...existing.properties,
            ...properties,
            hostnameConfigurations: shownHostnames(new URL(String(gatewayUrl)).host, hostnameConfigurations),
        },
    });
    const operation = plane.operations.accept(existing.id, 0, () => undefined);
    return { status: 200, headers: acceptedByService(request, saved.id, operation), body: shownService(saved) };
}

function patch(plane: ControlPlane, existing: Entity, request: ArmRequest): ArmAnswer {
    refuseTransition(plane, existing.id);
    const { restore: _, ...properties } = checkFields(serviceFields, propertiesOf(request), true);
    const { tags, sku, identity } = record(request.body);
    checkClientCertificate(String(record(sku ?? existing.envelope.sku).name), properties, false);
    const envelope = {
        ...(tags !== undefined && { tags }),
        ...(sku !== undefined && { sku: skuOf(sku) }),
        ...(identity !== undefined && { identity: identityEnvelope(plane, existing.id, record(identity)) }),
    };
    return update(plane, existing, envelope, properties, request);
}

function remove(plane: ControlPlane, existing: Entity | undefined, request: ArmRequest): ArmAnswer {
    if (!existing) return { status: 204 };
    refuseTransition(plane, existing.id);
    const operation = plane.operations.accept(existing.id, 0, () => softDelete(plane, existing));
    const subscription = `/subscriptions/${plane.subscriptionId}`;
    const region = `${subscription}/providers/Microsoft.ApiManagement/locations/${existing.envelope.location}`;
    return { status: 202, headers: acceptedByService(request, region, operation), body: shownService(existing) };
}

function envelopeOf(plane: ControlPlane, id: string, request: ArmRequest): Properties {
    const { location, sku, tags = {}, identity, zones } = record(request.body);
    if (typeof location !== "string" || location === "") {
        throw new ArmError(400, "LocationRequired", "The location property is required for this definition.");
    }
    if (zones && (zones as unknown[]).length > 0) throw notImplemented("availability zones");
    return {
        location,
        sku: skuOf(sku),
        tags,
        ...(identity ? { identity: identityEnvelope(plane, id, record(identity)) } : {}),
    };
}

function refuseTransition(plane: ControlPlane, id: string): void {
    if (!plane.operations.runningOn(id)) return;
    const message = "Another operation is in progress on the API service. Please try again later.";
    throw new ArmError(409, "AnotherOperationInProgress", message, null);
}

function inSoftDeletedState(name: string): ArmError {
    const message =
        `Api service ${name} was soft-deleted. In order to create the new service with the same name, you have to ` +
        "either undelete the service or purge it. See https://aka.ms/apimsoftdelete.";
    return new ArmError(409, "ServiceAlreadyExistsInSoftDeletedState", message, null);
}

function seedMasterSubscription(plane: ControlPlane, service: Entity): void {
    plane.save({
        id: `${service.id}/subscriptions/master`,
        type: subscriptions.type,
        name: "master",
        envelope: {},
        properties: {
            scope: `${service.id}/`,
            displayName: "Built-in all-access subscription",
            state: "active",
            createdDate: plane.timestamp(),
            allowTracing: false,
        },
        secrets: newKeys(),
    });
}

function shownService({ id, type, name, envelope, properties, etag }: Entity): object {
    return { id, type, name, etag, ...envelope, properties };
}
