import type { CredentialSettings, EndpointSettings, WorkspaceAccess } from "../settings/settings";
import { modelKey, sourceOf } from "../databricks/sources/sources";
import { credentialFrom } from "./credentials/methods";
import { type Registered, urnOf, type StackName } from "./wanted";

/** A service principal that the program declares in the workspace. */
export interface WantedPrincipal extends Registered {
    readonly parents: readonly Registered[];
    /** `id` of the workspace. @default the one of the setting `workspace` */
    readonly workspace?: string;
    readonly applicationId: string;
    readonly displayName: string;
    /** What the program's provider of the workspace is called, and what it is configured with. Never a secret. */
    readonly provider: { readonly urn: string; readonly inputs: Readonly<Record<string, string>> };
}

/** A right to query an endpoint that the program declares. */
export interface WantedGrant extends Registered {
    readonly parents: readonly Registered[];
    /** `id` of the workspace. @default the one of the setting `workspace` */
    readonly workspace?: string;
    /** The endpoint's name. */
    readonly endpoint: string;
    readonly applicationId: string;
}

/** A personal access token that the program has the workspace mint. */
export interface WantedToken extends Registered {
    readonly parents: readonly Registered[];
    /** `id` of the workspace. @default the one of the setting `workspace` */
    readonly workspace?: string;
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
    /** The endpoints, each with its workspace and the credential that it is called with. */
    readonly endpoints: readonly (Pick<EndpointSettings, "workspace" | "kind" | "name" | "apiId"> & {
        /** How the program reaches the endpoint's workspace. */
        readonly access: WorkspaceAccess;
        readonly credential?: CredentialSettings;
        /** Logical name of what the credential is declared for. */
        readonly owner: string;
    })[];
    readonly stack: StackName;
}

/** Logical name of a workspace's provider. @param workspace its `id`. @default the workspace of the setting `workspace` */
export function providerName(gateway: string, workspace?: string): string {
    return `${gateway}-workspace${suffixOf(workspace)}`;
}

/** Logical name of a service principal. @param workspace as for `providerName` */
export function principalName(gateway: string, applicationId: string, workspace?: string): string {
    return `${gateway}-principal-${applicationId}${suffixOf(workspace)}`;
}

function suffixOf(workspace: string | undefined): string {
    return workspace === undefined ? "" : `-${workspace}`;
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
    const { name, parents, endpoints, stack } = args;
    const grants = new Map<string, WantedGrant>();
    const principals = new Map<string, WantedPrincipal>();
    const tokens = new Map<string, WantedToken>();
    for (const model of endpoints) {
        const { name: endpoint, apiId = endpoint, workspace, access, credential, owner } = model;
        const { grantTo: applicationId, wantedTokens } = (credential && credentialFrom(credential)) ?? {};
        for (const token of wantedTokens?.(owner, stack) ?? []) {
            tokens.set(token.name, { ...token, type: "databricks:index/token:Token", parents, workspace });
        }
        if (applicationId === undefined) continue;
        const key = JSON.stringify([applicationId, modelKey(model)]);
        // The first API of an endpoint has the grant, as in `grantOnce`.
        if (!grants.has(key) && sourceOf(model.kind).grants) {
            grants.set(key, {
                type: "pulumi-nodejs:dynamic/serving-gateway:EndpointGrant",
                name: grantName(apiId),
                parents: [...parents, { type: apiType, name: apiId }],
                workspace,
                endpoint,
                applicationId,
            });
        }
        const provider = { type: "pulumi:providers:databricks", name: providerName(name, workspace), parents };
        const { host, authType, clientId } = access;
        const inputs = { host, ...(authType && { authType }), ...(clientId && { clientId }) };
        const principal = principalName(name, applicationId, workspace);
        principals.set(principal, {
            type: "databricks:index/servicePrincipal:ServicePrincipal",
            name: principal,
            parents,
            workspace,
            applicationId,
            displayName: principalDisplayName(applicationId),
            provider: { urn: urnOf(provider, stack), inputs },
        });
    }
    return { tokens: [...tokens.values()], grants: [...grants.values()], principals: [...principals.values()] };
}
