import type * as databricks from "@pulumi/databricks";
import type * as pulumi from "@pulumi/pulumi";
import type { CredentialSettings } from "../../settings/credential";
import type { Credential, CredentialMethod, CredentialResourcesArgs } from "./credential";
import { keyVaultPat } from "./keyVaultPat";
import { managedIdentity } from "./managedIdentity";
import { mintedPat } from "./mintedPat";
import { oauthM2M } from "./oauthM2M";
import { passthrough } from "./passthrough";
import { pat } from "./pat";

type Method = CredentialSettings["method"];

/** Every way for the gateway to call the workspace. */
const methods: { readonly [Name in Method]: CredentialMethod<Extract<CredentialSettings, { method: Name }>> } = {
    pat,
    mintedPat,
    keyVaultPat,
    managedIdentity,
    oauthM2M,
    passthrough,
};

/** The credential that settings ask for. Pure: nothing is declared. */
export function credentialFrom(settings: CredentialSettings): Credential {
    // The compiler does not see that the settings are those of the method.
    return (methods[settings.method] as CredentialMethod<CredentialSettings>)(settings);
}

/** What must be there before a policy uses a credential. */
export interface CredentialResources {
    /** What a policy names in its text only. */
    readonly needs: readonly pulumi.Resource[];
    /** The service principal that endpoints are to be granted to. */
    readonly grantee?: databricks.ServicePrincipal;
}

/** Declares what a credential consists of. @param owner logical name of what it is declared for */
export function credentialResources(
    owner: string,
    settings: CredentialSettings,
    args: CredentialResourcesArgs,
): CredentialResources {
    const { declare, grantTo } = credentialFrom(settings);
    return {
        needs: declare?.(owner, args) ?? [],
        grantee: grantTo === undefined ? undefined : args.principal(grantTo),
    };
}
