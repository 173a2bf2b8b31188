import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import type { CredentialSettings, EndpointSettings, WorkspaceAccess } from "../../settings/settings";
import { modelInWords, modelKey, sourceOf } from "../../databricks/sources/sources";
import type { CredentialResourcesArgs } from "../credentials/credential";
import { grantOnce } from "../credentials/endpointGrant";
import { type CredentialResources, credentialResources } from "../credentials/methods";
import { vaultReader } from "../credentials/vaultReader";
import { principalDisplayName, principalName, providerName } from "../wantedInWorkspace";
import type { GatewayService } from "./gatewayService";
import type { PlannedGateway } from "./plannedGateway";

/** Where an endpoint is, and as whom the gateway calls it there. */
export interface EndpointWorkspace {
    /** How the program reaches the workspace. Its `host` is the origin that calls go to. */
    readonly access: WorkspaceAccess;
    /** As whom the gateway calls the endpoint. Absent: it does not, and callers get made-up answers. */
    readonly credential?: CredentialSettings;
    /** Logical name of what the credential is declared for: the gateway, a workspace with a name, or one endpoint. */
    readonly owner: string;
}

/**
 * All that an endpoint has of its workspace. Whatever a gateway declares, wants or checks of it comes from here.
 *
 * @param gateway logical name of the gateway
 * @throws RunError the endpoint is of a workspace that the stack does not have
 */
export function workspaceFor(
    gateway: string,
    endpoint: EndpointSettings,
    args: Pick<PlannedGateway, "workspaces" | "credential">,
): EndpointWorkspace {
    const { name, apiId = name, mock, credential } = endpoint;
    const access = args.workspaces.get(endpoint.workspace);
    if (!access)
        throw new pulumi.RunError(`${modelInWords(endpoint)}: the stack has no workspace "${endpoint.workspace}"`);
    return {
        access,
        credential: mock ? undefined : (credential ?? access.credential ?? args.credential),
        owner: credential ? `${gateway}-${apiId}` : ownerIn(gateway, endpoint.workspace),
    };
}

/** A dot, which no identifier of an API has, keeps a workspace apart from an API of the same name. */
function ownerIn(gateway: string, workspace: string | undefined): string {
    return workspace === undefined ? gateway : `${gateway}.${workspace}`;
}

/** An endpoint with its workspace's origin, and the credential that it is called with. */
export type CalledEndpoint = EndpointSettings & { readonly workspaceHost: string };

/** The endpoints of a gateway, as its policies take them. @param gateway its logical name */
export function calledEndpoints(
    gateway: string,
    args: Pick<PlannedGateway, "endpoints" | "workspaces" | "credential">,
): CalledEndpoint[] {
    return args.endpoints.map((endpoint) => {
        const { access, credential } = workspaceFor(gateway, endpoint, args);
        return { ...endpoint, credential, workspaceHost: access.host };
    });
}

/**
 * Declares what endpoints' credentials consist of, each once in a workspace, when the first endpoint with it does.
 *
 * @param gateway logical name of the gateway
 * @returns what the credential of one more API needs; undefined where the gateway does not call its endpoint
 */
export function credentialsIn(gateway: string, service: GatewayService, parent: pulumi.Resource) {
    const reader = vaultReader(gateway, service, parent);
    const declaredIn = memo((id: string | undefined, access: WorkspaceAccess) => {
        const shared = { service, parent, vaultReader: reader, ...inWorkspace(gateway, id, access, parent) };
        return memo((credential: CredentialSettings, owner: string) => credentialResources(owner, credential, shared));
    });
    const withGrant = grantOnce<CredentialResources>();
    return (endpoint: EndpointSettings, { access, credential, owner }: EndpointWorkspace) => {
        if (!credential) return undefined;
        const resources = declaredIn(endpoint.workspace, access)(credential, owner);
        // Rights on models of some sources are never given.
        if (!sourceOf(endpoint.kind).grants) return { ...resources, grantee: undefined };
        return withGrant(resources, modelKey(endpoint));
    };
}

/** What credentials may need in a workspace, declared when the first of them does. */
function inWorkspace(
    gateway: string,
    id: string | undefined,
    access: WorkspaceAccess,
    parent: pulumi.Resource,
): Pick<CredentialResourcesArgs, "inWorkspace" | "principal"> {
    const { credential: _, ...config } = access;
    const provider = memo((key: string) => new databricks.Provider(key, config, { parent }));
    const options = () => ({ parent, provider: provider(providerName(gateway, id)) });
    return {
        inWorkspace: options,
        principal: memo((applicationId: string) => {
            const principal = { applicationId, displayName: principalDisplayName(applicationId) };
            return new databricks.ServicePrincipal(principalName(gateway, applicationId, id), principal, options());
        }),
    };
}

/** Makes something once for each first argument. */
function memo<Key, Rest extends unknown[], Made>(make: (key: Key, ...rest: Rest) => Made): typeof make {
    const made = new Map<Key, Made>();
    return (key, ...rest) => {
        if (!made.has(key)) made.set(key, make(key, ...rest));
        return made.get(key)!;
    };
}
