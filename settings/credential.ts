import type * as pulumi from "@pulumi/pulumi";

/** A personal access token from the stack's configuration. */
export interface GivenPat {
    readonly method: "pat";
    readonly token: pulumi.Output<string>;
    /** Display name of the named value that holds it. */
    readonly namedValue: string;
}

/** A personal access token that the stack makes, and makes anew for each rotation. */
export interface MintedPat {
    readonly method: "mintedPat";
    /** How long each token lives, in days. */
    readonly lifetimeDays: number;
    /** Which token is in use, counted from 1; the one before stays valid. */
    readonly rotation: number;
    /** Display names are this, a hyphen and the rotation. */
    readonly namedValue: string;
}

/** A personal access token that the service itself reads from Key Vault. */
export interface KeyVaultPat {
    readonly method: "keyVaultPat";
    /** The secret's identifier. Without a version, the service follows the secret within four hours. */
    readonly secretId: string;
    /** Azure resource id of the vault, on which the service's identity gets the role to read secrets. */
    readonly vaultId?: string;
    /** Client id of the user-assigned identity that reads the secret. Absent: the service's own. */
    readonly identityClientId?: string;
    readonly namedValue: string;
}

/** The service's identity in Microsoft Entra. */
export interface ManagedIdentity {
    readonly method: "managedIdentity";
    /** Client id of a user-assigned identity. Absent: the service's own. */
    readonly clientId?: string;
    /** Azure resource id of that identity, which a new service gets. */
    readonly resourceId?: string;
    /** Application id of the identity: it becomes a service principal of the workspace with CAN_QUERY. */
    readonly grantTo?: string;
}

/** A Databricks service principal with an OAuth secret. */
export interface OAuthM2M {
    readonly method: "oauthM2M";
    readonly clientId: string;
    readonly clientSecret: pulumi.Output<string>;
    /** Display names are this with `-client-id` and `-client-secret`. */
    readonly namedValue: string;
}

/** The caller's own token. */
export interface Passthrough {
    readonly method: "passthrough";
}

/** As whom the gateway calls the workspace. */
export type CredentialSettings = GivenPat | MintedPat | KeyVaultPat | ManagedIdentity | OAuthM2M | Passthrough;

/**
 * What route-optimized endpoints refuse, in words: they take OAuth tokens of Databricks only. Undefined for methods that
 * send such a token, and for the caller's own.
 */
export const routeOptimizedRefuses: { readonly [Method in CredentialSettings["method"]]: string | undefined } = {
    pat: "personal access tokens",
    mintedPat: "personal access tokens",
    keyVaultPat: "personal access tokens",
    managedIdentity: "tokens of managed identities",
    oauthM2M: undefined,
    passthrough: undefined,
};

/** Display names of the named values that a credential needs. */
export function namedValuesOf(credential: CredentialSettings): string[] {
    switch (credential.method) {
        case "pat":
        case "keyVaultPat":
            return [credential.namedValue];
        case "mintedPat":
            return rotationsOf(credential).map((rotation) => `${credential.namedValue}-${rotation}`);
        case "oauthM2M":
            return [`${credential.namedValue}-client-id`, `${credential.namedValue}-client-secret`];
        case "managedIdentity":
        case "passthrough":
            return [];
    }
}

/** The rotations whose tokens are valid: the one in use, and the one before it for calls that are under way. */
export function rotationsOf({ rotation }: MintedPat): number[] {
    return rotation === 1 ? [1] : [rotation, rotation - 1];
}
