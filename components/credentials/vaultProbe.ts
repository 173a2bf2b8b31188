import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";

/** The secret that the service has to be able to read before a named value refers to it. */
export interface VaultProbeArgs {
    /** Azure resource id of the API Management service. */
    readonly serviceId: pulumi.Input<string>;
    /** Azure resource id of the role assignment with which the service reads the vault. */
    readonly roleId: pulumi.Input<string>;
    /** Identifier of the secret that is read. */
    readonly secretId: string;
    /** The service's user-assigned identity that reads it. @default its own identity */
    readonly identityClientId?: string;
    /** Name of the named value that is made to find out, and deleted at once. @example "databricks-pat-vault-probe" */
    readonly probe: string;
    /** What tells people and the next run whose the probe is. */
    readonly tags: readonly string[];
}

/**
 * Waits until the service can read a secret of a key vault. A role that was assigned a moment ago takes minutes to work, and
 * API Management refuses a named value whose secret it cannot read. A named value of its own is tried until then, so that
 * the stack's are made once, and end well.
 *
 * Deleting it does nothing.
 */
export class VaultProbe extends DynamicResource {
    constructor(name: string, args: VaultProbeArgs, opts?: pulumi.CustomResourceOptions) {
        super("VaultProbe", "vaultProbeProvider", name, args, [], opts);
    }
}
