import { randomBytes } from "node:crypto";
import { invalidFields } from "../kernel/armError";
import type { ControlPlane } from "../kernel/controlPlane";
import { anyText, flag, oneOf, readOnly, required, text, writeOnly } from "../kernel/fields";
import { apiService, ArmAnswer, Draft, ResourceType } from "../kernel/resourceType";
import type { Entity } from "../kernel/store";

/** `subscriptions`: pairs of keys and what they open. Only `listSecrets` shows the keys. */
export const subscriptions: ResourceType = {
    type: `${apiService}/subscriptions`,
    label: "Subscription",
    name: { max: 256, pattern: /^[^*#&+:<>?]+$/ },
    fields: {
        scope: required(anyText),
        displayName: required(text(100, 1)),
        ownerId: anyText,
        primaryKey: writeOnly(text(256, 1)),
        secondaryKey: writeOnly(text(256, 1)),
        state: oneOf("suspended", "active", "expired", "submitted", "rejected", "cancelled"),
        allowTracing: flag,
        stateComment: anyText,
        expirationDate: anyText,
        createdDate: readOnly,
    },
    defaults: { allowTracing: false },
    prepare: prepareSubscription,
    // Recordings of 2024-05-01 in Azure/azure-service-operator: a PUT is answered with the keys, a GET without.
    showWritten: ({ properties, secrets }) => ({ ...properties, ...secrets }),
    actions: {
        listsecrets: (_, { secrets }) => ({ status: 200, body: { ...secrets } }),
        regenerateprimarykey: (plane, subscription) => regenerate(plane, subscription, "primaryKey"),
        regeneratesecondarykey: (plane, subscription) => regenerate(plane, subscription, "secondaryKey"),
    },
};

/** A fresh pair of keys, 32 hexadecimal digits each. */
export function newKeys(): { primaryKey: string; secondaryKey: string } {
    return { primaryKey: newKey(), secondaryKey: newKey() };
}

/** Deletes the subscriptions whose scope is going away. */
export function removeSubscriptionsTo(plane: ControlPlane, service: Entity, scope: string): void {
    for (const subscription of plane.store.children(service.id, subscriptions.type)) {
        if (String(subscription.properties.scope).toLowerCase() === scope.toLowerCase()) {
            plane.store.delete(subscription.id);
        }
    }
}

function prepareSubscription({ plane, service, entity, sent, existing }: Draft): void {
    const { properties, secrets } = entity;
    properties.scope = fullScope(plane, service, String(properties.scope));
    properties.createdDate = existing?.properties.createdDate ?? plane.timestamp();
    if (properties.ownerId !== undefined) {
        const owner = String(properties.ownerId).toLowerCase();
        if (!owner.endsWith("/users/1")) throw invalidFields({ target: "ownerId", message: "User not found." });
        properties.ownerId = `${service.id}/users/1`;
    }
    properties.state ??= existing?.properties.state ?? initialState(plane, entity);
    const keys = { ...newKeys(), ...secrets };
    secrets.primaryKey = String(sent.primaryKey ?? keys.primaryKey);
    secrets.secondaryKey = String(sent.secondaryKey ?? keys.secondaryKey);
}

/**
 * The specification says Submitted; recordings say that what an administrator makes is active at once. What a user asks
 * for waits where the product wants approval (record subscription-waits-for-approval).
 */
function initialState(plane: ControlPlane, { properties }: Entity): string {
    const product = plane.store.get(String(properties.scope));
    return properties.ownerId !== undefined && product?.properties.approvalRequired ? "submitted" : "active";
}

/** Scopes may be sent relative to the service; they are shown as full ids. */
function fullScope(plane: ControlPlane, service: Entity, scope: string): string {
    const relative = scope.toLowerCase().startsWith(service.id.toLowerCase()) ? scope.slice(service.id.length) : scope;
    if (/^\/?$/.test(relative)) return `${service.id}/`;
    if (/^\/apis\/?$/i.test(relative)) return `${service.id}/apis`;
    if (!/^\/(?:apis|products)\/[^/]+$/i.test(relative)) {
        const message = "Subscription scope should be one of '/apis', '/apis/{apiId}', '/products/{productId}'";
        throw invalidFields({ target: "scope", message });
    }
    // Keys are to the API, not to one of its revisions.
    const target = plane.store.get(`${service.id}${relative.replace(/;rev=[^/]*$/i, "")}`);
    if (!target) throw invalidFields({ target: "scope", message: `Subscription scope '${scope}' could not be found.` });
    return target.id;
}

function regenerate(plane: ControlPlane, subscription: Entity, key: "primaryKey" | "secondaryKey"): ArmAnswer {
    plane.save({ ...subscription, secrets: { ...subscription.secrets, [key]: newKey() } });
    return { status: 204 };
}

function newKey(): string {
    return randomBytes(16).toString("hex");
}
