import type * as pulumi from "@pulumi/pulumi";
import type { WhichKey } from "../subscriptionKey";
import { DynamicResource } from "../dynamicResource";

/** Which keys are rotated, and when. */
export interface KeyRotationArgs {
    /** Azure resource id of the subscription. */
    readonly subscriptionId: pulumi.Input<string>;
    /** Another one rotates the keys. @example "2026-11-28" */
    readonly marker: string;
    /** What the keys are of, in words of messages. @example 'product "gold": subscription "desk"' */
    readonly subject: string;
    /** Where callers find the new key, in words of messages. */
    readonly place: string;
}

/**
 * Rotates the keys of a subscription. With each new marker, it regenerates the key that callers do not have, and this key is
 * handed out from then on. The other one works until the next rotation, so that callers can change over.
 *
 * Deleting it does nothing.
 */
export class KeyRotation extends DynamicResource {
    /** The key that is handed out. */
    declare readonly current: pulumi.Output<WhichKey>;

    constructor(name: string, args: KeyRotationArgs, opts?: pulumi.CustomResourceOptions) {
        super("KeyRotation", "keyRotationProvider", name, args, ["current"], opts);
    }
}
