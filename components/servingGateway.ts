import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import type {
    CallersSettings,
    CredentialSettings,
    EndpointSettings,
    ServiceSettings,
    WorkspaceAccess,
} from "../settings";
import { announceLimits } from "./callUses";
import { type CredentialResourcesArgs, credentialResources } from "./gatewayCredential";
import { gatewayService } from "./gatewayService";
import { serviceNeeds } from "./serviceNeeds";
import { ServingApi } from "./servingApi";
import { vaultReader } from "./vaultReader";

export interface ServingGatewayArgs {
    /** The workspace whose endpoints are published. */
    readonly workspace: WorkspaceAccess;
    /** The API Management service: an existing one, or how to create it. */
    readonly service: ServiceSettings;
    /** The serving endpoints to publish, one API each. */
    readonly endpoints: readonly EndpointSettings[];
    /** As whom the gateway calls the endpoints that have no credential of their own. */
    readonly credential?: CredentialSettings;
    /** Who may call. */
    readonly callers: CallersSettings;
}

/** Serving endpoints published as APIs of one API Management service. */
export class ServingGateway extends pulumi.ComponentResource {
    /** Where the service answers callers, without a trailing slash, e.g. `https://contoso.azure-api.net`. */
    readonly gatewayUrl: pulumi.Output<string>;
    /** The published APIs by the name of their endpoint. */
    readonly apis: Readonly<Record<string, ServingApi>>;

    constructor(name: string, args: ServingGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
        super("serving-gateway:index:ServingGateway", name, {}, opts);
        const { callers, workspace, endpoints } = args;
        const credentials = endpoints.map(({ mock, credential = args.credential }) => (mock ? undefined : credential));
        const used = credentials.filter((credential) => credential !== undefined);
        const needs = serviceNeeds(used, callers, args.service.create !== undefined);
        const service = gatewayService(name, args.service, needs, this);
        this.gatewayUrl = service.gatewayUrl;
        announceLimits(endpoints, service.tier, this);
        const shared: CredentialResourcesArgs = {
            ...{ service, parent: this, vaultReader: vaultReader(name, service, this) },
            ...inWorkspace(name, workspace, this),
        };
        const declare = memo((credential: CredentialSettings, owner: string) =>
            credentialResources(owner, credential, shared),
        );
        this.apis = Object.fromEntries(
            endpoints.map(({ name: endpoint, ...published }, index) => {
                const credential = credentials[index];
                const { resourceGroupName, serviceName, gatewayUrl, tier } = service;
                const api = {
                    ...{ resourceGroupName, serviceName, gatewayUrl, tier, workspaceHost: workspace.host },
                    ...{ ...published, endpoint, callers, credential },
                    credentialResources:
                        credential && declare(credential, published.credential ? `${name}-${endpoint}` : name),
                };
                return [endpoint, new ServingApi(endpoint, api, { parent: this })];
            }),
        );
        this.registerOutputs({ gatewayUrl: this.gatewayUrl });
    }
}

/** What credentials may need in the workspace, declared when the first of them does. */
function inWorkspace(name: string, workspace: WorkspaceAccess, parent: pulumi.Resource) {
    const provider = memo((key: string) => new databricks.Provider(key, { ...workspace }, { parent }));
    const options = () => ({ parent, provider: provider(`${name}-workspace`) });
    return {
        inWorkspace: options,
        principal: memo((applicationId: string) => {
            const principal = { applicationId, displayName: `Serving gateway ${applicationId}` };
            return new databricks.ServicePrincipal(`${name}-principal-${applicationId}`, principal, options());
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
