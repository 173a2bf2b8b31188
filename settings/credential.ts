import { type KeyVaultPat, keyVaultPat } from "./credentials/keyVaultPat";
import {
    type ManagedIdentity,
    managedIdentity,
    managedIdentityKey,
    managedIdentitySchema,
} from "./credentials/managedIdentity";
import type { MethodTraits } from "./credentials/method";
import { type MintedPat, mintedPat } from "./credentials/mintedPat";
import { type OAuthM2M, oauthM2M, oauthM2MKey, oauthM2MSchema } from "./credentials/oauthM2M";
import { type Passthrough, passthrough, passthroughKey, passthroughSchema } from "./credentials/passthrough";
import { type GivenPat, pat, patKey, patSchema } from "./credentials/pat";

/** As whom the gateway calls the workspace. */
export type CredentialSettings = GivenPat | MintedPat | KeyVaultPat | ManagedIdentity | OAuthM2M | Passthrough;

type Method = CredentialSettings["method"];

const methods: { readonly [Name in Method]: MethodTraits<Extract<CredentialSettings, { method: Name }>> } = {
    pat,
    mintedPat,
    keyVaultPat,
    managedIdentity,
    oauthM2M,
    passthrough,
};

/** The keys of the setting `credential` that say a method. Exactly one of them is set. */
export const credentialKeys = {
    pat: patKey,
    managedIdentity: managedIdentityKey,
    oauthM2M: oauthM2MKey,
    passthrough: passthroughKey,
} as const;

/** The schemas of these keys, with what each means. */
export const credentialSchemas = {
    pat: patSchema,
    managedIdentity: managedIdentitySchema,
    oauthM2M: oauthM2MSchema,
    passthrough: passthroughSchema,
} as const;

/** What the settings know of a credential's method. */
export function traitsOf(credential: Pick<CredentialSettings, "method">): MethodTraits<CredentialSettings> {
    // The compiler does not see that the settings are those of the method.
    return methods[credential.method] as MethodTraits<CredentialSettings>;
}

/** Display names of the named values that a credential needs. */
export function namedValuesOf(credential: CredentialSettings): string[] {
    return traitsOf(credential).namedValues?.(credential) ?? [];
}
