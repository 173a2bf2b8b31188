import { apiOf, storedName } from "./resources/apiRevisions";
import { ArmError, notFound, notImplemented } from "./kernel/armError";
import type { ControlPlane } from "./kernel/controlPlane";
import { listDeletedServices, serveDeletedService } from "./resources/deletedServices";
import { act, idOf, methodNotAllowed, serveEntity, Target } from "./kernel/entities";
import { locationResult, operationResult } from "./kernel/operationResults";
import { existingGroup, listGroups, serveGroup } from "./resources/resourceGroups";
import { apiService, ArmAnswer, ArmRequest, record } from "./kernel/resourceType";
import { apiVersion, requireVersion } from "./kernel/resourceVersions";
import { bearerKeysVersion } from "./resources/apis";
import { mcpVersion } from "./resources/mcpServers";
import { extensions, inGroups, resourceTypes } from "./resourceTypes";
import { listServices, serveService } from "./resources/services";
import type { Entity } from "./kernel/store";
import { apiWritten, operationInProgress } from "./writeLocks";

const apiManagementVersion = "2024-05-01";

/** Versions under which clients of 2026 address subscriptions, providers and resource groups. */
const resourceManagerVersions = [
    ...["2016-06-01", "2016-09-01", "2019-05-10", "2020-01-01", "2020-06-01", "2020-10-01", "2021-01-01", "2021-04-01"],
    ...["2022-09-01", "2022-12-01", "2023-07-01", "2024-03-01", "2024-07-01", "2024-11-01", "2025-03-01", "2025-04-01"],
];

const byType = new Map(resourceTypes.map((type) => [type.type.toLowerCase(), type]));

/** Finds what serves a request by its path. @throws ArmError */
export function route(plane: ControlPlane, request: ArmRequest): ArmAnswer {
    const [root, subscriptionId, area, ...rest] = segmentsOf(request.path);
    if (root?.toLowerCase() !== "subscriptions") throw notImplemented(`the path '${request.path}'`);
    if (subscriptionId === undefined) return subscriptionList(plane, request);
    if (subscriptionId.toLowerCase() !== plane.subscriptionId.toLowerCase()) {
        const message = `The subscription '${subscriptionId}' could not be found.`;
        throw new ArmError(404, "SubscriptionNotFound", message);
    }
    const extension = routeToExtension(plane, request);
    if (extension) return extension;
    switch (area?.toLowerCase()) {
        case undefined:
            return subscriptionDetails(plane, request);
        case "resourcegroups":
            return routeInGroups(plane, rest, request);
        case "providers":
            return routeInProviders(plane, rest, request);
        case "operationresults":
            checkResourceManagerVersion(request);
            return locationResult(plane, request, rest[0] ?? "", () => ({ status: 200 }));
        default:
            throw notImplemented(`the path '${request.path}'`);
    }
}

/** Resources that stand below any other one: the last type in the path says which. */
function routeToExtension(plane: ControlPlane, request: ArmRequest): ArmAnswer | undefined {
    const path = `/${segmentsOf(request.path).join("/")}`;
    const [, scope, type, name] = /^(.+)\/providers\/([^/]+\/[^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
    return extensions[type?.toLowerCase() ?? ""]?.(plane, scope!, name, request);
}

function routeInGroups(plane: ControlPlane, segments: string[], request: ArmRequest): ArmAnswer {
    const [name, providers, namespace, collection, serviceName, ...rest] = segments;
    if (providers === undefined) {
        checkResourceManagerVersion(request);
        return name === undefined ? listGroups(plane, request) : serveGroup(plane, name, request);
    }
    if (providers.toLowerCase() !== "providers") throw notImplemented(`the path '${request.path}'`);
    const type = `${namespace}/${collection}`.toLowerCase();
    const serve = rest.length === 0 ? inGroups[type] : undefined;
    if (serve) return serve(plane, existingGroup(plane, name!), serviceName, request);
    checkApiManagement(plane, namespace, collection, request);
    const group = existingGroup(plane, name!);
    if (collection!.toLowerCase() !== "service") throw unknownType(`Microsoft.ApiManagement/${collection}`);
    if (serviceName === undefined) return listServices(plane, group.id, request);
    if (rest.length === 0) return serveService(plane, group, serviceName, request);
    return routeInService(plane, existingService(plane, group, serviceName), rest, request);
}

function routeInService(plane: ControlPlane, service: Entity, segments: string[], request: ArmRequest): ArmAnswer {
    const [first, second, operationId] = segments.map((segment) => segment.toLowerCase());
    if (first === "operationresults") return operationResult(plane, request.path, second ?? "");
    if (first === "tenant" && second === "operationresults") {
        return operationResult(plane, request.path, operationId ?? "");
    }
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
        if (!type) throw unknownType(`${parent.type}/${collection}`);
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

function existingService(plane: ControlPlane, group: Entity, name: string): Entity {
    const service = plane.store.get(`${group.id}/providers/${apiService}/${name}`);
    if (service) return service;
    const message = `Can not perform requested operation on nested resource. Parent resource '${name}' not found.`;
    throw new ArmError(404, "ParentResourceNotFound", message);
}

function routeInProviders(plane: ControlPlane, segments: string[], request: ArmRequest): ArmAnswer {
    const [namespace, collection, name, below, deletedName] = segments;
    if (collection === undefined) {
        checkResourceManagerVersion(request);
        return providers(plane, namespace, request);
    }
    if (collection.toLowerCase() === "register" && request.method === "POST") {
        plane.unregistered.delete(namespace!.toLowerCase());
        return { status: 200, body: provider(plane, namespace!) };
    }
    checkApiManagement(plane, namespace, collection, request);
    const subscription = `/subscriptions/${plane.subscriptionId}`;
    const words = [collection, below].map((word) => word?.toLowerCase()).join("/");
    if (words === "service/" && name === undefined) return listServices(plane, subscription, request);
    if (words === "deletedservices/" && name === undefined) return listDeletedServices(plane, request);
    if (words === "locations/deletedservices" && deletedName !== undefined) {
        return serveDeletedService(plane, name!, deletedName, request);
    }
    if (words === "locations/operationresults") return operationResult(plane, request.path, deletedName ?? "");
    throw unknownType(`Microsoft.ApiManagement/${[collection, below].filter(Boolean).join("/")}`);
}

function subscriptionList(plane: ControlPlane, request: ArmRequest): ArmAnswer {
    return { status: 200, body: { value: [subscriptionDetails(plane, request).body] } };
}

function subscriptionDetails({ subscriptionId }: ControlPlane, request: ArmRequest): ArmAnswer {
    checkResourceManagerVersion(request);
    if (request.method !== "GET") throw methodNotAllowed(request);
    const id = `/subscriptions/${subscriptionId}`;
    return { status: 200, body: { id, subscriptionId, displayName: "Emulated subscription", state: "Enabled" } };
}

function providers(plane: ControlPlane, namespace: string | undefined, request: ArmRequest): ArmAnswer {
    if (request.method !== "GET") throw methodNotAllowed(request);
    if (namespace !== undefined) return { status: 200, body: provider(plane, namespace) };
    const value = ["Microsoft.ApiManagement", "Microsoft.Resources"].map((name) => provider(plane, name));
    return { status: 200, body: { value } };
}

function provider({ subscriptionId, unregistered }: ControlPlane, namespace: string): object {
    const known = {
        "microsoft.apimanagement": ["service", "deletedServices"],
        "microsoft.resources": ["resourceGroups"],
    };
    const types = known[namespace.toLowerCase() as keyof typeof known];
    if (!types) throw notImplemented(`the resource provider '${namespace}'`);
    const apiVersions = namespace.toLowerCase().endsWith("resources")
        ? resourceManagerVersions
        : [apiManagementVersion];
    return {
        id: `/subscriptions/${subscriptionId}/providers/${namespace}`,
        namespace,
        registrationState: unregistered.has(namespace.toLowerCase()) ? "NotRegistered" : "Registered",
        resourceTypes: types.map((resourceType) => ({ resourceType, locations: [], apiVersions })),
    };
}

function checkApiManagement(
    plane: ControlPlane,
    namespace: string | undefined,
    collection: string | undefined,
    request: ArmRequest,
): void {
    if (namespace?.toLowerCase() !== "microsoft.apimanagement" || collection === undefined) {
        throw notImplemented(`the resource provider '${namespace}'`);
    }
    if (plane.unregistered.has(namespace.toLowerCase())) throw notRegistered("Microsoft.ApiManagement");
    requireVersion(request, `Microsoft.ApiManagement/${collection}`, versionsOf(request.path));
}

/** APIs have members in preview versions, and tools are in no other. */
function versionsOf(path: string): string[] {
    if (/\/apis\/[^/]+\/tools(\/[^/]+)?$/i.test(path)) return [mcpVersion];
    const isApi = /\/service\/[^/]+\/apis\/[^/]+$/i.test(path);
    return [apiManagementVersion, ...(isApi ? [bearerKeysVersion, mcpVersion] : [])];
}

/** Resource Manager's own refusal of all calls to a provider that the subscription does not use yet. */
function notRegistered(target: string): ArmError {
    const message =
        `The subscription is not registered to use namespace '${target}'. See https://aka.ms/rps-not-found for how to ` +
        "register subscriptions.";
    const code = "MissingSubscriptionRegistration";
    return new ArmError(409, code, message, [{ code, target, message }]);
}

function checkResourceManagerVersion(request: ArmRequest): void {
    const version = apiVersion(request);
    if (resourceManagerVersions.includes(version)) return;
    const supported = resourceManagerVersions.join(",");
    const message = `The api-version '${version}' is invalid. The supported versions are '${supported}'.`;
    throw new ArmError(400, "InvalidApiVersionParameter", message);
}

function unknownType(type: string): ArmError {
    return notImplemented(`the resource type '${type}'`);
}

function segmentsOf(path: string): string[] {
    try {
        return path.split("/").filter(Boolean).map(decodeURIComponent);
    } catch {
        throw new ArmError(400, "InvalidUri", `The path '${path}' is not a valid URI.`);
    }
}
