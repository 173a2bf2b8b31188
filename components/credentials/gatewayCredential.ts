import * as apim from "@pulumi/azure-native/apimanagement";
import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import {
    type CredentialSettings,
    type KeyVaultPat,
    type MintedPat,
    namedValuesOf,
    rotationsOf,
} from "../../settings/credential";
import type { GatewayService } from "../gateway/gatewayService";
import type { GatewayCredential } from "../policies/apiFeature";
import { callerCredential, identityCredential, tokenCredential } from "../policies/credentialPolicies";
import { oauthCredential } from "../policies/oauthPolicies";
import { identifierWithin } from "../identifier";
import { announceExpiry } from "./tokenExpiry";
import { VaultProbe } from "./vaultProbe";
import { tokenComment, tokenName } from "../wantedInWorkspace";
import { type VaultReader, wantedVaultReader } from "./vaultReader";
import { type Registered, type ServicePlace, want, type Wanted } from "../wanted";

/** Where an API's calls go. */
export interface CallTarget {
    readonly endpoint: string;
    /** The workspace's origin. */
    readonly origin: string;
}

/** What the policies of one API say about the credential. */
export function gatewayCredential(credential: CredentialSettings, target: CallTarget): GatewayCredential {
    const [namedValue, secondValue] = namedValuesOf(credential) as [string, string];
    switch (credential.method) {
        case "pat":
        case "keyVaultPat":
        case "mintedPat":
            return tokenCredential(namedValue);
        case "managedIdentity":
            return identityCredential(credential.clientId);
        case "oauthM2M": {
            const { origin, endpoint } = target;
            return oauthCredential(({ authorizationDetails }) => ({
                origin,
                // Unique in the service, as the named values are: its cache is shared by all its APIs.
                cacheKey: `databricks-token-${credential.namedValue}${authorizationDetails ? `-${endpoint}` : ""}`,
                clientId: namedValue,
                clientSecret: secondValue,
                authorizationDetails,
            }));
        }
        case "passthrough":
            return callerCredential;
    }
}

export interface CredentialResourcesArgs {
    readonly service: GatewayService;
    /** Options of what is made in the workspace. */
    readonly inWorkspace: () => pulumi.CustomResourceOptions;
    /** The workspace's service principal for an application of Microsoft Entra. */
    readonly principal: (applicationId: string) => databricks.ServicePrincipal;
    /** The role with which the service reads secrets of a vault. */
    readonly vaultReader: VaultReader;
    readonly parent: pulumi.Resource;
}

/** What must be there before a policy uses a credential. */
export interface CredentialResources {
    /** Named values, which a policy names in its text only. */
    readonly needs: readonly pulumi.Resource[];
    /** The service principal that endpoints are to be granted to. */
    readonly grantee?: databricks.ServicePrincipal;
}

/** Declares what a credential consists of. */
export function credentialResources(
    name: string,
    credential: CredentialSettings,
    args: CredentialResourcesArgs,
): CredentialResources {
    switch (credential.method) {
        case "pat":
            return { needs: [secretValue(credential.namedValue, credential.token, args)] };
        case "mintedPat":
            return { needs: mintedTokens(name, credential, args) };
        case "keyVaultPat":
            return { needs: [keyVaultValue(credential, args)] };
        case "oauthM2M": {
            const [id, secret] = namedValuesOf(credential) as [string, string];
            return {
                needs: [plainValue(id, credential.clientId, args), secretValue(secret, credential.clientSecret, args)],
            };
        }
        case "managedIdentity": {
            const { grantTo } = credential;
            return { needs: [], ...(grantTo && { grantee: args.principal(grantTo) }) };
        }
        case "passthrough":
            return { needs: [] };
    }
}

/**
 * The token in use and the one before it, which calls under way and gateways that are not up to date yet may still
 * send. Raising the rotation makes the next one, and ends the one before the previous.
 */
function mintedTokens(name: string, credential: MintedPat, args: CredentialResourcesArgs): apim.NamedValue[] {
    const names = namedValuesOf(credential);
    return rotationsOf(credential).map((rotation, index) => {
        const token = new databricks.Token(
            tokenName(name, rotation),
            {
                comment: tokenComment({ project: pulumi.getProject(), stack: pulumi.getStack() }, rotation),
                lifetimeSeconds: credential.lifetimeDays * 24 * 60 * 60,
            },
            {
                ...args.inWorkspace(),
                // A token cannot be changed, and one that is replaced ends at once: another lifetime is for the next one.
                ignoreChanges: ["lifetimeSeconds", "comment"],
            },
        );
        if (rotation === credential.rotation) announceExpiry(token, rotation);
        return secretValue(names[index]!, pulumi.secret(token.tokenValue), args);
    });
}

function keyVaultValue(credential: KeyVaultPat, args: CredentialResourcesArgs): apim.NamedValue {
    const { identityClientId, secretId, namedValue } = credential;
    const { service, parent } = args;
    const keyVault = { secretIdentifier: secretId, identityClientId };
    return new apim.NamedValue(
        logicalName(namedValue),
        { ...valueArgs(namedValue, service), secret: true, keyVault },
        // The service reads the secret as soon as the value is made.
        { parent, dependsOn: vaultAccess(credential, args) },
    );
}

/** What makes the vault readable, where the stack assigns the role. */
function vaultAccess(credential: KeyVaultPat, args: CredentialResourcesArgs): pulumi.Resource[] {
    const { vaultId, identityClientId, secretId, namedValue } = credential;
    const { service, parent, vaultReader } = args;
    if (!vaultId) return [];
    const role = vaultReader(vaultId, identityClientId);
    const probeArgs = {
        serviceId: service.id,
        roleId: role.id,
        secretId,
        identityClientId,
        probe: probeName(namedValue),
        tags: [...shownValue(namedValue).tags, "vault-probe"],
    };
    return [role, new VaultProbe(`${logicalName(namedValue)}-probe`, probeArgs, { parent })];
}

/** Longest name of a named value (API Management, 2024-05-01). */
const longestName = 256;

function probeName(namedValue: string): string {
    const suffix = "-vault-probe";
    return `${identifierWithin(longestName - suffix.length, namedValue)}${suffix}`;
}

function plainValue(displayName: string, value: string, { service, parent }: CredentialResourcesArgs) {
    return new apim.NamedValue(logicalName(displayName), { ...valueArgs(displayName, service), value }, { parent });
}

function secretValue(
    displayName: string,
    value: pulumi.Output<string>,
    { service, parent }: CredentialResourcesArgs,
): apim.NamedValue {
    const args = { ...valueArgs(displayName, service), secret: true, value };
    return new apim.NamedValue(logicalName(displayName), args, { parent });
}

/** Another display name is another resource: the old value stays until no policy names it any more. */
function logicalName(displayName: string): string {
    return `named-value-${displayName}`;
}

function valueArgs(displayName: string, { resourceGroupName, serviceName }: GatewayService) {
    return { resourceGroupName, serviceName, namedValueId: displayName, ...shownValue(displayName) };
}

/** The tag tells people whose a value is: Azure does not show what is in it. */
function shownValue(displayName: string) {
    return { displayName, tags: [`${pulumi.getProject()}/${pulumi.getStack()}`] };
}

/** What `credentialResources` declares in Azure. */
export function wantedCredential(
    name: string,
    credential: CredentialSettings,
    service: ServicePlace,
    parents: readonly Registered[],
): Wanted[] {
    const values = namedValuesOf(credential).map((displayName) => {
        const shown = { ...shownValue(displayName), secret: !isPlain(displayName, credential), ...vaultOf(credential) };
        return want(
            "apimanagement:NamedValue",
            logicalName(displayName),
            parents,
            { namedValueId: displayName },
            shown,
        );
    });
    if (credential.method !== "keyVaultPat" || !credential.vaultId) return values;
    return [wantedVaultReader(name, service, credential.vaultId, credential.identityClientId, parents), ...values];
}

/** A client id is no secret. */
function isPlain(displayName: string, credential: CredentialSettings): boolean {
    return credential.method === "oauthM2M" && displayName === namedValuesOf(credential)[0];
}

function vaultOf(credential: CredentialSettings) {
    return credential.method === "keyVaultPat" && { keyVault: { secretIdentifier: credential.secretId } };
}
