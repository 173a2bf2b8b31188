import * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import type { KeySecretNames } from "../../settings/subscriptions";
import type { WhichKey } from "../subscriptionKey";
import { DynamicResource } from "../dynamicResource";

/** Which secrets there are, and what is in them. */
export interface KeySecretsArgs extends KeySecretNames {
    /** What callers' clients begin their URLs with. */
    readonly url: pulumi.Input<string>;
    /** Azure resource id of the subscription whose key it is. */
    readonly subscriptionId: pulumi.Input<string>;
    /** Changes with the key, which this resource does not hold: the provider asks for it when it writes. */
    readonly fingerprint: pulumi.Input<string>;
    /** Which of the subscription's keys it is. @default primary */
    readonly current?: pulumi.Input<WhichKey>;
    /**
     * The stack's state has secrets of these names, with the key of another subscription: this one takes its place.
     *
     * @default false
     */
    readonly takesOver?: boolean;
    /** What tells people and the next run whose the secrets are. */
    readonly tags: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * URL and key of a subscription as secrets of a key vault, where those who call find them. The key is in no input and no
 * output: the provider's process reads it from API Management and writes it to the vault.
 *
 * Nothing that somebody else has in the vault is written over: the preview fails. Deleted, the secrets are kept by the vault
 * as deleted for as long as it is set to; the same subscription recovers them.
 */
export class KeySecrets extends DynamicResource {
    constructor(name: string, args: KeySecretsArgs, opts?: pulumi.CustomResourceOptions) {
        super("KeySecrets", "keySecretsProvider", name, args, [], opts);
    }
}

/** The tag that says whose key a secret has. */
export const subscriptionTag = "serving-gateway-subscription";

/** What tells the secrets of one subscription from others: Azure compares names without case. */
export function secretKey({ vaultId, keySecret }: Pick<KeySecretNames, "vaultId" | "keySecret">): string {
    return `${vaultId}/secrets/${keySecret}`.toLowerCase();
}

/** Of a key that cannot be guessed: it says that two keys are the same, and nothing about them. */
export function fingerprintOf(key: pulumi.Input<string | undefined>): pulumi.Output<string> {
    return pulumi.output(key).apply((text = "") => createHash("sha256").update(text).digest("hex").slice(0, 16));
}
