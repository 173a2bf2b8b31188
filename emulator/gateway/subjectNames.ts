import { parseApiName } from "../arm/resources/apiRevisions";
import type { Entity } from "../arm/kernel/store";

/** How policies name what a call is for. */

/** Without the revision. */
export function apiIdOf({ name }: Entity): string {
    return parseApiName(name).api;
}

/** The name that telemetry and expressions show: the display name, else the resource's name. */
export function displayNameOf({ name, properties }: Entity): string {
    return String(properties.displayName ?? name);
}

/** The owner of a subscription; one without an owner makes calls without a user. */
export function userIdOf(subscription: Entity | undefined): string | undefined {
    const owner = subscription?.properties.ownerId;
    return typeof owner === "string" ? owner.slice(owner.lastIndexOf("/") + 1) : undefined;
}
