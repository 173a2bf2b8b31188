import type { CredentialSettings, EndpointSettings, WorkspaceAccess } from "../settings/settings";
import { modelKey } from "../databricks/sources/sources";
import { credentialFrom } from "./credentials/methods";
import { type Registered, urnOf, type StackName } from "./wanted";

/** A service principal that the program declares in the workspace. */
export interface WantedPrincipal extends Registered {
    readonly parents: readonly Registered[];
    readonly applicationId: string;
    readonly displayName: string;
    /** What the program's provider of the workspace is called, and what it is configured with. Never a secret. */
    readonly provider: { readonly urn: string; readonly inputs: Readonly<Record<string, string>> };
}

/** A right to query an endpoint that the program declares. */
export interface WantedGrant extends Registered {
    readonly parents: readonly Registered[];
    /** The endpoint's name. */
    readonly endpoint: string;
    readonly applicationId: string;
}

/** A personal access token that the program has the workspace mint. */
export interface WantedToken extends Registered {
    readonly parents: readonly Registered[];
    /** What the workspace lists it by. */
    readonly comment: string;
}

/** What the program declares in the workspace, known before anything is declared. */
export interface WantedInWorkspace {
    readonly tokens: readonly WantedToken[];
    readonly principals: readonly WantedPrincipal[];
    readonly grants: readonly WantedGrant[];
}

/** What decides which resources a gateway has in the workspace. */
export interface WantedInWorkspaceArgs {
    /** Logical name of the gateway. */
    readonly name: string;
    /** The components that everything is in, outermost first. */
    readonly parents: readonly Registered[];
    readonly workspace: WorkspaceAccess;
    /** The endpoints, with the credentials that they are called with. */
    readonly endpoints: readonly (Pick<EndpointSettings, "workspace" | "kind" | "name" | "apiId"> & {
        readonly credential?: CredentialSettings;
        /** Logical name of what the credential is declared for. */
        readonly owner: string;
    })[];
    readonly stack: StackName;
}

/** Logical name of the workspace's provider. */
export function providerName(gateway: string): string {
    return `${gateway}-workspace`;
}

/** Logical name of a service principal. */
export function principalName(gateway: string, applicationId: string): string {
    return `${gateway}-principal-${applicationId}`;
}

/** How the workspace shows a service principal that the stack adds. */
export function principalDisplayName(applicationId: string): string {
    return `Serving gateway ${applicationId}`;
}

/** Logical name of the right of an API's credential to query its endpoint. */
export function grantName(apiId: string): string {
    return `${apiId}-grant`;
}

/** @param apiType type of the component that each API is in */
export function wantedInWorkspace(args: WantedInWorkspaceArgs, apiType: string): WantedInWorkspace {
    const { name, parents, workspace, endpoints, stack } = args;
    const grants = new Map<string, WantedGrant>();
    for (const model of endpoints) {
        const { name: endpoint, apiId = endpoint, credential } = model;
        const applicationId = credential && credentialFrom(credential).grantTo;
        if (applicationId === undefined) continue;
        const key = JSON.stringify([applicationId, modelKey(model)]);
        // The first API of an endpoint has the grant, as in `grantOnce`.
        if (grants.has(key)) continue;
        grants.set(key, {
            type: "pulumi-nodejs:dynamic/serving-gateway:EndpointGrant",
            name: grantName(apiId),
            parents: [...parents, { type: apiType, name: apiId }],
            endpoint,
            applicationId,
        });
    }
    const { host, authType, clientId } = workspace;
    const provider = { type: "pulumi:providers:databricks", name: providerName(name), parents };
    const inputs = { host, ...(authType && { authType }), ...(clientId && { clientId }) };
    const applicationIds = new Set([...grants.values()].map(({ applicationId }) => applicationId));
    const tokens = new Map<string, WantedToken>();
    for (const { credential, owner } of endpoints) {
        const named = credential && credentialFrom(credential).wantedTokens?.(owner, stack);
        for (const token of named ?? []) {
            tokens.set(token.name, { ...token, type: "databricks:index/token:Token", parents });
        }
    }
    return {
        tokens: [...tokens.values()],
        grants: [...grants.values()],
        principals: [...applicationIds].map((applicationId) => ({
            type: "databricks:index/servicePrincipal:ServicePrincipal",
            name: principalName(name, applicationId),
            parents,
            applicationId,
            displayName: principalDisplayName(applicationId),
            provider: { urn: urnOf(provider, stack), inputs },
        })),
    };
}
