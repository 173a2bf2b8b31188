import { ArmError, notImplemented } from "./kernel/armError";
import type { ControlPlane } from "./kernel/controlPlane";
import { methodNotAllowed } from "./kernel/entities";
import type { ArmAnswer, ArmRequest } from "./kernel/resourceType";
import { apiVersion, requireVersion } from "./kernel/resourceVersions";
import { bearerKeysVersion } from "./resources/apis";
import { mcpVersion } from "./resources/mcpServers";

const apiManagementVersion = "2024-05-01";

/** Versions under which clients of 2026 address subscriptions, providers and resource groups. */
const resourceManagerVersions = [
    ...["2016-06-01", "2016-09-01", "2019-05-10", "2020-01-01", "2020-06-01", "2020-10-01", "2021-01-01", "2021-04-01"],
    ...["2022-09-01", "2022-12-01", "2023-07-01", "2024-03-01", "2024-07-01", "2024-11-01", "2025-03-01", "2025-04-01"],
];

/** The one subscription, in a list. */
export function subscriptionList(plane: ControlPlane, request: ArmRequest): ArmAnswer {
    return { status: 200, body: { value: [subscriptionDetails(plane, request).body] } };
}

/** The subscription. @throws ArmError for another verb than GET */
export function subscriptionDetails({ subscriptionId }: ControlPlane, request: ArmRequest): ArmAnswer {
    if (request.method !== "GET") throw methodNotAllowed(request);
    const id = `/subscriptions/${subscriptionId}`;
    return { status: 200, body: { id, subscriptionId, displayName: "Emulated subscription", state: "Enabled" } };
}

/** The resource providers that the emulator has. @throws ArmError for another verb than GET */
export function listProviders(plane: ControlPlane, request: ArmRequest): ArmAnswer {
    if (request.method !== "GET") throw methodNotAllowed(request);
    const value = ["Microsoft.ApiManagement", "Microsoft.Resources"].map((name) => provider(plane, name));
    return { status: 200, body: { value } };
}

/** One resource provider. @throws ArmError for another verb than GET, and for one that the emulator does not have */
export function showProvider(plane: ControlPlane, namespace: string, request: ArmRequest): ArmAnswer {
    if (request.method !== "GET") throw methodNotAllowed(request);
    return { status: 200, body: provider(plane, namespace) };
}

/** Registers the subscription for a resource provider, at once. @throws ArmError for one that the emulator does not have */
export function registerProvider(plane: ControlPlane, namespace: string): ArmAnswer {
    plane.unregistered.delete(namespace.toLowerCase());
    return { status: 200, body: provider(plane, namespace) };
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

/**
 * Checks what every request to API Management has to be, before its path is looked at.
 *
 * @throws ArmError for another resource provider, an unregistered subscription and an unknown version
 */
export function checkApiManagement(
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

/** APIs, backends and diagnostics have members in preview versions, and tools are in no other. */
function versionsOf(path: string): string[] {
    if (/\/apis\/[^/]+\/tools(\/[^/]+)?$/i.test(path)) return [mcpVersion];
    const isApi = /\/service\/[^/]+\/apis\/[^/]+$/i.test(path);
    if (/\/service\/[^/]+\/(?:backends|diagnostics|apis\/[^/]+\/diagnostics)\/[^/]+$/i.test(path)) {
        return [apiManagementVersion, mcpVersion];
    }
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

/** Checks the version of a request to Resource Manager itself. @throws ArmError */
export function checkResourceManagerVersion(request: ArmRequest): void {
    const version = apiVersion(request);
    if (resourceManagerVersions.includes(version)) return;
    const supported = resourceManagerVersions.join(",");
    const message = `The api-version '${version}' is invalid. The supported versions are '${supported}'.`;
    throw new ArmError(400, "InvalidApiVersionParameter", message);
}
