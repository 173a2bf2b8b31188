import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import type {
    CallersSettings,
    CredentialSettings,
    EndpointSettings,
    ServiceSettings,
    Settings,
    WorkspaceAccess,
} from "../../settings/settings";
import { modelKey } from "../../databricks/sources/sources";
import { canonicalJson } from "../../transforms/canonical";
import { apiVersions, wantedVersionSets } from "../api/apiVersions";
import { catalogue, productsOf, wantedCatalogue } from "./catalogue";
import { withoutVersionAliases } from "../../startup/versionAliases";
import { announceLimits, announceUngranted } from "./callLimits";
import type { ExistingService } from "./existingService";
import type { FoundComponent } from "../telemetry/insights";
import { EndpointSelection, type EndpointSelectionArgs } from "./endpointSelection";
import { grantOnce } from "../credentials/endpointGrant";
import { type EntityCounts, entityNeeds } from "./entityTotals";
import type { CredentialResourcesArgs } from "../credentials/credential";
import { credentialFrom, type CredentialResources, credentialResources } from "../credentials/methods";
import {
    type GatewayService,
    gatewayService,
    resourceGroupOf,
    wantedService,
    type SoftDeletedService,
} from "./gatewayService";
import { KeyGuard, type KeyGuardArgs } from "./keyGuard";
import { observability, wantedTelemetry } from "../telemetry/observability";
import { groupUses } from "./groupUses";
import { plannedPolicies } from "./plannedPolicies";
import { serviceNeeds } from "./serviceNeeds";
import { apiType, ServingApi, wantedApi } from "../api/servingApi";
import type { ServingProduct } from "../products/servingProduct";
import { vaultReader } from "../credentials/vaultReader";
import type { Registered, ServicePlace, StackName, Wanted } from "../wanted";
import {
    principalDisplayName,
    principalName,
    providerName,
    type WantedInWorkspace,
    wantedInWorkspace,
} from "../wantedInWorkspace";
import type { WhenWritable } from "../api/writableApi";

export interface ServingGatewayArgs {
    /** The workspace whose endpoints are published. */
    readonly workspace: WorkspaceAccess;
    /** The API Management service: an existing one, or how to create it. */
    readonly service: ServiceSettings;
    /** What Azure has of the service, from `readService`. @default none: the stack creates it */
    readonly existingService?: ExistingService;
    /** A deleted service that has the name of the one to be made. @default the name is free */
    readonly softDeleted?: SoftDeletedService;
    /** The serving endpoints to publish, one API each. */
    readonly endpoints: readonly EndpointSettings[];
    /** As whom the gateway calls the endpoints that have no credential of their own. */
    readonly credential?: CredentialSettings;
    /** Who may call. */
    readonly callers: CallersSettings;
    /** What callers subscribe to, several endpoints each. @default none */
    readonly products?: Settings["products"];
    /** Who sees products, beside the groups that every service has. @default none */
    readonly groups?: Settings["groups"];
    /** What the endpoints were looked for by. */
    readonly discover?: Settings["discover"];
    /** What was found, if some were looked for: their names, and those of all that the deploying identity sees. */
    readonly found?: { readonly names: readonly string[]; readonly visible: readonly string[] };
    /** What becomes of a new endpoint that is not ready. @default "skip", which was decided before */
    readonly notReady?: Settings["notReady"];
    /** Endpoints whose grants, where they are there already, are the stack's own. @default none */
    readonly ownGrants?: Settings["ownGrants"];
    /** Where telemetry goes. @default nowhere */
    readonly observability?: Settings["observability"];
    /** The Application Insights resource that `observability` names, from `readInsights`. @default it names none */
    readonly insights?: FoundComponent;
    /** How callers say which version they mean, where several share a path. @default a segment of the path */
    readonly versioning?: Settings["versioning"];
    /** Goes in front of every name in Azure that is derived, as opposed to given. @default nothing */
    readonly namePrefix?: string;
    /** By the identifier of an API, those that have to be written before, because of the path. @default none */
    readonly after?: ReadonlyMap<string, readonly string[]>;
    /** Identifiers of the APIs that are not published yet, whatever a deployment that failed left. @default not known */
    readonly newApis?: ReadonlySet<string>;
    /** What the service has beside the stack's own, of what it takes a limited number of. @default not known */
    readonly others?: EntityCounts;
    /** What the parts of an API wait for once it is there. @default nothing */
    readonly whenWritable?: WhenWritable;
}

/** Serving endpoints published as APIs of one API Management service. */
export class ServingGateway extends pulumi.ComponentResource {
    /** Where the service answers callers, without a trailing slash, e.g. `https://contoso.azure-api.net`. */
    readonly gatewayUrl: pulumi.Output<string>;
    /** The published APIs by their identifier, which is the name of the endpoint unless the settings say another. */
    readonly apis: Readonly<Record<string, ServingApi>>;
    /** The products by their identifier. */
    readonly products: Readonly<Record<string, ServingProduct>>;

    constructor(name: string, args: ServingGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
        const transformations = [...(opts?.transformations ?? []), withoutVersionAliases];
        super(gatewayType, name, {}, { ...opts, transformations });
        const { callers, workspace, endpoints } = args;
        // First of all: where it refuses, nothing has been done yet.
        if (args.found) new EndpointSelection(`${name}-endpoints`, selectionArgs(args), { parent: this });
        const called = endpoints.map((endpoint) => ({ ...endpoint, credential: credentialOf(endpoint, args) }));
        const used = called.flatMap(({ credential }) => credential ?? []);
        const isObserved = args.observability !== undefined;
        const needs = serviceNeeds({
            credentials: used,
            isNew: args.service.create !== undefined,
            policies: plannedPolicies({ ...args, endpoints: called, workspaceHost: workspace.host, isObserved }),
            uses: groupUses(args.products, args.groups),
            entities: entityNeeds(wantedInService(name, args)),
            others: args.others,
        });
        const service = gatewayService(name, args.service, needs, this, args.softDeleted, args.existingService);
        this.gatewayUrl = service.gatewayUrl;
        announceLimits(endpoints, service.tier, this);
        announceUngranted(called, this);
        const shared: CredentialResourcesArgs = {
            service,
            parent: this,
            vaultReader: vaultReader(name, service, this),
            ...inWorkspace(name, workspace, this),
        };
        const declare = memo((credential: CredentialSettings, owner: string) =>
            credentialResources(owner, credential, shared),
        );
        const withGrant = grantOnce<CredentialResources>();
        const versionOf = apiVersions(endpoints, args.versioning ?? bySegment, service, this, args.namePrefix);
        const { products, placeOf } = catalogue({ ...args, service, parent: this });
        this.products = products;
        const telemetry = telemetryOf(name, args, service, this);
        const apis: Record<string, ServingApi> = {};
        const onPath = new Map<string, ServingApi>();
        for (const settings of inOrder(endpoints, args.after)) {
            const { name: endpoint, apiId = endpoint, path, ...published } = settings;
            const credential = credentialOf(settings, args);
            const before = [onPath.get(path.toLowerCase()), ...(args.after?.get(apiId) ?? []).map((key) => apis[key])];
            const { resourceGroupName, serviceName, gatewayUrl, tier } = service;
            const api = {
                resourceGroupName,
                serviceName,
                gatewayUrl,
                tier,
                workspaceHost: workspace.host,
                ...published,
                endpoint,
                apiId,
                path,
                callers,
                credential,
                namePrefix: args.namePrefix,
                version: versionOf(settings),
                after: before.flatMap((api) => api?.api ?? []),
                ...placeOf({ ...settings, apiId }),
                observability: telemetry && published.observability && { ...telemetry, ...published.observability },
                unready: args.notReady === "publish",
                unpublished: args.newApis?.has(apiId),
                whenWritable: args.whenWritable,
                ownGrant: args.ownGrants?.includes(endpoint),
                credentialResources:
                    credential && withGrant(declare(credential, ownerOf(name, settings)), modelKey(settings)),
            };
            apis[apiId] = new ServingApi(apiId, api, { parent: this });
            onPath.set(path.toLowerCase(), apis[apiId]);
        }
        this.apis = apis;
        // After all of the gateway, so that the engine deletes it before all of it.
        new KeyGuard(`${name}-key-guard`, keyGuardArgs(name, args, service), { parent: this, dependsOn: this });
        this.registerOutputs({ gatewayUrl: this.gatewayUrl });
    }
}

const gatewayType = "serving-gateway:index:ServingGateway";

const bySegment = { scheme: "segment", name: "" } as const;

/** As whom the gateway calls an endpoint; undefined where it makes no calls. */
function credentialOf({ mock, credential }: EndpointSettings, args: ServingGatewayArgs) {
    return mock ? undefined : (credential ?? args.credential);
}

/** Endpoints in the order of the settings, but for those whose APIs have to be written after others. */
function inOrder(endpoints: readonly EndpointSettings[], after: ServingGatewayArgs["after"] = new Map()) {
    const ordered = new Set<EndpointSettings>();
    const add = (endpoint: EndpointSettings) => {
        const { name, apiId = name } = endpoint;
        for (const key of after.get(apiId) ?? []) {
            const before = endpoints.find((other) => (other.apiId ?? other.name) === key);
            // The plan has no circles.
            if (before && !ordered.has(before)) add(before);
        }
        ordered.add(endpoint);
    };
    endpoints.forEach(add);
    return ordered;
}

/** Logical name of what a credential is declared for: the gateway, or the one endpoint that has it. */
function ownerOf(name: string, { credential, name: endpoint, apiId = endpoint }: EndpointSettings): string {
    return credential ? `${name}-${apiId}` : name;
}

/** What a `ServingGateway` declares in Azure, in the order in which it does. */
export function wantedGateway(name: string, args: ServingGatewayArgs, place: ServicePlace): Wanted[] {
    const { endpoints, versioning = bySegment } = args;
    const parents = [{ type: gatewayType, name }];
    const credentials = new Set(endpoints.flatMap((endpoint) => credentialOf(endpoint, args) ?? []));
    const wantedArgs = { gateway: name, service: place, parents };
    const all = [
        ...wantedService(name, args.service, parents),
        ...[...credentials].flatMap((credential) => credentialFrom(credential).wanted?.(wantedArgs) ?? []),
        ...wantedVersionSets(endpoints, versioning, parents, args.namePrefix),
        ...wantedCatalogue(args, endpoints, parents),
        ...(args.observability ? wantedTelemetry(name, args.observability, place, parents, args.namePrefix) : []),
        ...wantedApis(args, parents),
    ];
    // Two credentials may have one vault.
    return [...new Map(all.map((wanted) => [`${wanted.type} ${wanted.name}`, wanted])).values()];
}

/** What a `ServingGateway` declares, for those who read identifiers in the service and no ids. */
function wantedInService(name: string, args: ServingGatewayArgs): Wanted[] {
    const { service } = args;
    const place = { subscriptionId: "", resourceGroupName: resourceGroupOf(service), serviceName: service.name };
    return wantedGateway(name, args, place);
}

function wantedApis(args: ServingGatewayArgs, parents: readonly Registered[]): Wanted[] {
    const { endpoints, workspace, callers, products = [], namePrefix } = args;
    return endpoints.flatMap((endpoint) => {
        const { name, apiId = name, tags = [] } = endpoint;
        const api = {
            ...endpoint,
            endpoint: name,
            apiId,
            callers,
            workspaceHost: workspace.host,
            namePrefix,
            credential: credentialOf(endpoint, args),
            isObserved: args.observability !== undefined && endpoint.observability !== undefined,
            tags: tags.map(({ id, existing }) => ({ id, tagId: existing ? id : `${namePrefix ?? ""}${id}` })),
            products: productsOf({ ...endpoint, apiId }, products),
        };
        return wantedApi(apiId, api, parents);
    });
}

/** What a `ServingGateway` declares in the workspace. */
export function wantedGatewayInWorkspace(name: string, args: ServingGatewayArgs, stack: StackName): WantedInWorkspace {
    const { workspace } = args;
    const endpoints = args.endpoints.map((endpoint) => {
        return { ...endpoint, credential: credentialOf(endpoint, args), owner: ownerOf(name, endpoint) };
    });
    return wantedInWorkspace({ name, parents: [{ type: gatewayType, name }], workspace, endpoints, stack }, apiType);
}

/** Identifiers in order, so that another order of the endpoints changes nothing. */
function keyGuardArgs(name: string, args: ServingGatewayArgs, service: GatewayService): KeyGuardArgs {
    const wanted = wantedInService(name, args);
    const identifiers = (type: string, input: string) =>
        wanted.filter((each) => each.type === `azure-native:apimanagement:${type}`).map(({ at }) => at[input]!);
    return {
        serviceId: service.id,
        // A revision goes with its API.
        apis: identifiers("Api", "apiId")
            .filter((api) => !api.includes(";rev="))
            .sort(),
        products: identifiers("Product", "productId")
            .filter((id) => !args.products!.find(({ name }) => name === id)!.deleteSubscriptions)
            .sort(),
        subscriptions: identifiers("Subscription", "sid").sort(),
    };
}

/** The logger that the observed endpoints have in common. */
function telemetryOf(name: string, args: ServingGatewayArgs, service: GatewayService, parent: pulumi.Resource) {
    const observed = args.endpoints.filter((endpoint) => endpoint.observability);
    const { namePrefix = "" } = args;
    const apis = observed.map(({ name: endpoint, apiId = endpoint, apiName = namePrefix + apiId }) => apiName);
    return (
        args.observability && observability(name, args.observability, service, apis, args.insights, parent, namePrefix)
    );
}

function selectionArgs({ discover, found, endpoints }: ServingGatewayArgs): EndpointSelectionArgs {
    const { gone, path: _path, ...filter } = discover!;
    const { names, visible } = found!;
    const listed = endpoints.map(({ name }) => name).filter((name) => !names.includes(name));
    return { filter: canonicalJson(filter), names: [...names], visible: [...visible], listed, gone };
}

/** What credentials may need in the workspace, declared when the first of them does. */
function inWorkspace(name: string, workspace: WorkspaceAccess, parent: pulumi.Resource) {
    const provider = memo((key: string) => new databricks.Provider(key, { ...workspace }, { parent }));
    const options = () => ({ parent, provider: provider(providerName(name)) });
    return {
        inWorkspace: options,
        principal: memo((applicationId: string) => {
            const principal = { applicationId, displayName: principalDisplayName(applicationId) };
            return new databricks.ServicePrincipal(principalName(name, applicationId), principal, options());
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
