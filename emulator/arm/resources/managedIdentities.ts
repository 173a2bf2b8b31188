import { createHash } from "node:crypto";
import type { EmulatedTenant } from "../../identity/tenant";
import { ArmError, invalidFields } from "../kernel/armError";
import type { ControlPlane } from "../kernel/controlPlane";
import type { Properties } from "../kernel/fields";
import { apiService, record } from "../kernel/resourceType";
import type { Entity, Store } from "../kernel/store";

/** Type of a user-assigned identity. */
export const userAssignedIdentity = "Microsoft.ManagedIdentity/userAssignedIdentities";

/** The service principal behind a managed identity. */
export interface ManagedIdentity {
    readonly principalId: string;
    readonly clientId: string;
}

/** The system-assigned identity of a resource: the same whenever it is switched on again (the real one is new then). */
export function systemAssigned(resourceId: string): ManagedIdentity {
    return { principalId: guid(`principal of ${resourceId}`), clientId: guid(`client of ${resourceId}`) };
}

/** What stands under `identity` of a service after a request asked for it. @throws ArmError */
export function identityEnvelope(plane: ControlPlane, serviceId: string, asked: Properties): Properties | null {
    const { type } = asked;
    const types = String(type)
        .split(",")
        .map((word) => word.trim());
    if (types.length === 0 || !types.every((word) => ["SystemAssigned", "UserAssigned", "None"].includes(word))) {
        throw invalidFields({ target: "identity", message: `Identity type '${type}' is not supported.` });
    }
    if (types.includes("None")) return null;
    const envelope: Properties = { type };
    if (types.includes("SystemAssigned")) {
        const { principalId } = systemAssigned(serviceId);
        Object.assign(envelope, { principalId, tenantId: plane.tenantId });
    }
    if (!types.includes("UserAssigned")) return envelope;
    const ids = Object.keys(record(asked.userAssignedIdentities));
    if (ids.length === 0) {
        const message = "The identity type 'UserAssigned' needs at least one user-assigned identity.";
        throw new ArmError(400, "InvalidIdentityConfiguration", message);
    }
    const assigned = ids.map((id) => [id, shownIdentity(existingIdentity(plane, id))] as const);
    return { ...envelope, userAssignedIdentities: Object.fromEntries(assigned) };
}

/**
 * The identity as which a service signs in.
 *
 * @param clientId of a user-assigned one. @default the system-assigned one
 * @returns undefined where the service does not have that identity
 */
export function serviceIdentity(store: Store, serviceId: string, clientId?: string): ManagedIdentity | undefined {
    const service = store.get(serviceId);
    const { principalId, userAssignedIdentities } = record(service?.envelope.identity);
    if (clientId === undefined) return principalId === undefined ? undefined : systemAssigned(service!.id);
    const assigned = Object.keys(record(userAssignedIdentities)).flatMap((id) => store.get(id) ?? []);
    const found = assigned.find(({ properties }) => properties.clientId === clientId.toLowerCase());
    return found && shownIdentity(found);
}

/**
 * What the identity endpoint gives a service: a token of one of its identities for a resource.
 *
 * @throws Error where the service does not have that identity
 */
export async function identityToken(
    store: Store,
    tenant: Pick<EmulatedTenant, "issueToken">,
    serviceId: string,
    { resource, clientId }: { resource: string; clientId?: string },
): Promise<string> {
    const identity = serviceIdentity(store, serviceId, clientId);
    if (identity) {
        const { principalId: oid, clientId: appid } = identity;
        return tenant.issueToken({ audience: resource, oid, appid, claims: { idtyp: "app" } });
    }
    const which = clientId === undefined ? "system-assigned identity" : `user-assigned identity '${clientId}'`;
    throw new Error(`the service has no ${which}`);
}

/** Whether the principal is a managed identity of the subscription. */
export function isManagedIdentity({ store, subscriptionId }: ControlPlane, principalId: string): boolean {
    const root = `/subscriptions/${subscriptionId}`;
    const services = store.children(root, apiService).map(({ envelope }) => record(envelope.identity).principalId);
    const assigned = store.children(root, userAssignedIdentity).map(({ properties }) => properties.principalId);
    return [...services, ...assigned].includes(principalId.toLowerCase());
}

/** A UUID that is the same for the same name, regardless of case. */
function guid(name: string): string {
    const bytes = createHash("sha256").update(name.toLowerCase()).digest().subarray(0, 16);
    // Version 8 (RFC 9562, 5.8): made by a rule of one's own.
    bytes[6] = (bytes[6]! & 0x0f) | 0x80;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function existingIdentity(plane: ControlPlane, id: string): Entity {
    const found = plane.store.get(id);
    if (found?.type === userAssignedIdentity) return found;
    const message = `The user-assigned identity '${id}' could not be found.`;
    throw new ArmError(400, "FailedIdentityOperation", message);
}

function shownIdentity({ properties }: Entity): ManagedIdentity {
    return { clientId: String(properties.clientId), principalId: String(properties.principalId) };
}
