import type * as databricks from "@pulumi/databricks";
import type * as pulumi from "@pulumi/pulumi";
import type { GatewayService } from "../gateway/gatewayService";
import type { GatewayCredential } from "../policies/apiFeature";
import type { Registered, ServicePlace, StackName, Wanted } from "../wanted";
import type { VaultReader } from "./vaultReader";

/** Makes a credential of what the stack's configuration says of it. Each method is a file, and listed in `methods.ts`. */
export type CredentialMethod<Settings> = (settings: Settings) => Credential;

/** As whom the gateway calls the workspace: what is declared for it, what policies make of it, and what it needs. */
export interface Credential {
    /** Whom the workspace sees, in words, for outputs. */
    readonly calledAs: string;
    /** What policies send in place of what the caller sent as `Authorization`. */
    readonly policy: (target: CallTarget) => GatewayCredential;
    /** An identity that the service must have. @default none */
    readonly identity?: NeededIdentity;
    /** Application id of the service principal of the workspace that gets CAN_QUERY on each endpoint. @default nobody */
    readonly grantTo?: string;
    /**
     * Declares what it consists of. @default nothing
     *
     * @param owner logical name of what the credential is declared for
     * @returns what must be there before a policy names it
     */
    readonly declare?: (owner: string, args: CredentialResourcesArgs) => readonly pulumi.Resource[];
    /** What `declare` declares in Azure. @default nothing */
    readonly wanted?: (args: WantedCredentialArgs) => readonly Wanted[];
    /** The tokens that `declare` has the workspace make. @default none */
    readonly wantedTokens?: (owner: string, stack: StackName) => readonly NamedToken[];
}

/** Where an API's calls go. */
export interface CallTarget {
    /** Name of the serving endpoint. */
    readonly endpoint: string;
    /** The workspace's origin. */
    readonly origin: string;
}

/** An identity of the service, with the keys of the stack's configuration that ask for it. */
export interface NeededIdentity {
    /** Below `serving-gateway:credential`. @example "pat.keyVault" */
    readonly key: string;
    /** Of a user-assigned identity. @default the service's own identity */
    readonly clientId?: string;
    /** Below `key`, where the client id is set. @example "identityClientId" */
    readonly clientIdKey: string;
    /** Azure resource id of the user-assigned identity, which a new service gets. @default it gets none */
    readonly resourceId?: string;
}

/** What credentials are declared with: the service, and what several of them share. */
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

/** Where a credential's resources will be. */
export interface WantedCredentialArgs {
    /** Logical name of the gateway. */
    readonly gateway: string;
    readonly service: ServicePlace;
    readonly parents: readonly Registered[];
}

/** A token that the workspace makes. */
export interface NamedToken {
    /** Logical name. */
    readonly name: string;
    /** What the workspace lists it by. */
    readonly comment: string;
}
