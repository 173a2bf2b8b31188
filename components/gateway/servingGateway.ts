import * as pulumi from "@pulumi/pulumi";
import { textOf } from "../../databricks/sources/sources";
import { priceOf } from "../../settings/prices";
import type { EndpointSettings } from "../../settings/settings";
import { defaultPath } from "../../settings/versions";
import { canonicalJson } from "../../transforms/canonical";
import { apiCenterEntry } from "../api/apiCenterEntry";
import { apiVersions } from "../api/apiVersions";
import { announceBearerKeys } from "../api/bearerKeys";
import { warnOfFallbacks } from "../api/fallbackWarnings";
import { type HowToCall, howToCall } from "../api/howToCall";
import { catalogue } from "./catalogue";
import { withoutVersionAliases } from "../../startup/versionAliases";
import { announceLimits, announceUngranted } from "./callLimits";
import { EndpointSelection, type EndpointSelectionArgs, selectionName } from "./endpointSelection";
import { entityNeeds } from "./entityTotals";
import { type GatewayService, gatewayService } from "./gatewayService";
import { KeyGuard, type KeyGuardArgs } from "./keyGuard";
import { limitOperations } from "./operationTotal";
import { declareMcpServers } from "../mcp/mcpServers";
import { mcpUses, type PlannedMcpServer, plannedMcpServers } from "../mcp/plannedServers";
import { announceAuditLog } from "../telemetry/llmLog";
import { observability } from "../telemetry/observability";
import { warnOfPrices } from "../telemetry/priceWarnings";
import { groupUses } from "./groupUses";
import { plannedPolicies } from "./plannedPolicies";
import { declareOwnFragments, withFragmentNames } from "./ownFragments";
import { announceChanges, declareFragments, plannedFragments } from "./policyFragments";
import { serviceNeeds } from "./serviceNeeds";
import { declareSharedApis, observedSharedApis, type SharedApis } from "./sharedApis";
import { ServingApi } from "../api/servingApi";
import type { ServingProduct } from "../products/servingProduct";
import type { PlannedGateway } from "./plannedGateway";
import { plannedFrom, type ServingGatewayArgs } from "./servingGatewayArgs";
import { bySegment, gatewayType, wantedInService } from "./wantedGateway";
import { calledEndpoints, credentialsIn, workspaceFor } from "./workspaceFor";

/** Serving endpoints published as APIs of one API Management service. */
export class ServingGateway extends pulumi.ComponentResource {
    /** Where callers reach the service, without a trailing slash: at a custom domain, or e.g. `https://contoso.azure-api.net`. */
    readonly gatewayUrl: pulumi.Output<string>;
    /** The published APIs by their identifier, which is the name of the endpoint unless the settings say another. */
    readonly apis: Readonly<Record<string, ServingApi>>;
    /** How an API is called that has no version and no credential of its own. */
    readonly endpointDefaults: HowToCall;
    /** APIs in which callers reach several models, by the names of their outputs. */
    readonly sharedApis: SharedApis;
    /** The products by their identifier. */
    readonly products: Readonly<Record<string, ServingProduct>>;
    /** Where MCP clients reach the MCP servers, by their names, e.g. `https://contoso.azure-api.net/models/churn-mcp/mcp`. */
    readonly mcpServers: Readonly<Record<string, pulumi.Output<string>>>;

    /**
     * @param given what to publish, or what a plan has made of a stack's settings
     * @throws RunError, which ends the program with its message alone: the arguments or the service cannot be used
     */
    constructor(name: string, given: ServingGatewayArgs | PlannedGateway, opts?: pulumi.ComponentResourceOptions) {
        const args = withFragmentNames(name, "workspaces" in given ? given : plannedFrom(given));
        const transformations = [...(opts?.transformations ?? []), withoutVersionAliases];
        super(gatewayType, name, {}, { ...opts, transformations });
        const { callers, endpoints } = args;
        const servers = plannedMcpServers(args);
        // First of all: where it refuses, nothing has been done yet.
        for (const id of args.found?.keys() ?? []) {
            new EndpointSelection(selectionName(name, id), selectionArgs(id, args), { parent: this });
        }
        const workspaceOf = (endpoint: EndpointSettings) => workspaceFor(name, endpoint, args);
        const called = calledEndpoints(name, args);
        const used = called.flatMap(({ credential }) => credential ?? []);
        const isObserved = args.observability !== undefined;
        const needs = serviceNeeds({
            credentials: used,
            isNew: args.service.create !== undefined,
            policies: plannedPolicies({ ...args, endpoints: called, isObserved }),
            uses: [...groupUses(args.products, args.groups), ...mcpUses(servers)],
            entities: entityNeeds(wantedInService(name, args)),
            others: args.others,
        });
        const service = gatewayService(name, args.service, needs, this, args.softDeleted, args.existingService);
        this.gatewayUrl = service.gatewayUrl;
        this.endpointDefaults = howToCall(callers, args.credential);
        announceLimits(endpoints, service.tier, this);
        announceUngranted(called, this);
        announceAuditLog(endpoints, this);
        announceBearerKeys(callers.subscriptionKey, this);
        const resourcesOf = credentialsIn(name, service, this);
        const versionOf = apiVersions(endpoints, args.versioning ?? bySegment, service, this, args.namePrefix);
        const ordered = [...inOrder(endpoints, args.after)];
        const credentials = new Map(ordered.map((each) => [apiOf(each), resourcesOf(each, workspaceOf(each))]));
        const values = [...new Set([...credentials.values()].flatMap((resources) => resources?.needs ?? []))];
        const ownFragments = { service, values, parent: this, saved: args.savedFragments };
        const policiesOf = declareOwnFragments(args, ownFragments);
        const governed = args.products?.map((each) => ({ ...each, policies: policiesOf(each.policies) }));
        const { products, placeOf } = catalogue({ ...args, products: governed, service, parent: this });
        this.products = products;
        const telemetry = telemetryOf(name, args, service, this);
        const fragments = plannedFragments(name, args);
        const credentialOf = (api: string) => credentials.get(api)?.needs ?? [];
        const fragmentsOf = declareFragments(fragments, { service, credentialOf, parent: this });
        const apis: Record<string, ServingApi> = {};
        const onPath = new Map<string, ServingApi>();
        for (const settings of ordered) {
            const { name: endpoint, apiId = endpoint, path, ...published } = settings;
            const workspace = workspaceOf(settings);
            const before = [onPath.get(path.toLowerCase()), ...(args.after?.get(apiId) ?? []).map((key) => apis[key])];
            const { resourceGroupName, serviceName, gatewayUrl, tier } = service;
            const api = {
                resourceGroupName,
                serviceName,
                gatewayUrl,
                tier,
                workspaceHost: workspace.access.host,
                ...published,
                endpoint,
                apiId,
                path,
                callers,
                credential: workspace.credential,
                namePrefix: args.namePrefix,
                version: versionOf(settings),
                after: before.flatMap((api) => api?.api ?? []),
                ...placeOf({ ...settings, apiId }),
                observability: telemetry && published.observability && { ...telemetry, ...published.observability },
                auditLog: published.mock ? undefined : published.auditLog,
                serviceId: service.id,
                isInGateway: true as const,
                unready: args.notReady === "publish",
                unpublished: args.newApis?.has(apiId),
                isKept: args.unusable?.has(settings.workspace),
                whenWritable: args.whenWritable,
                isTool: servers.some(({ tools }) => tools.some((tool) => tool.apiId === apiId)),
                ownGrant: args.ownGrants?.includes(defaultPath(settings)),
                credentialResources: credentials.get(apiId),
                fragments: fragmentsOf(apiId),
                policies: policiesOf(published.policies),
            };
            const declared = (apis[apiId] = new ServingApi(apiId, api, { parent: this }));
            apiCenterEntry(settings.apiCenter, { ...settings, apiId, namePrefix: args.namePrefix }, declared);
            onPath.set(path.toLowerCase(), declared);
        }
        this.apis = apis;
        const specs = Object.entries(apis).map(([api, { spec }]) => [api, spec] as const);
        warnOfFallbacks(Object.fromEntries(specs), this);
        warnOfPrices(args.prices, endpoints, specs, this);
        announceChanges(fragments, apis, args.savedFragments, service, this);
        const descriptions = Object.fromEntries(
            endpoints.map(({ name, apiId = name, description }) => [apiId, description]),
        );
        this.mcpServers = declareMcpServers(servers, { ...args, service, apis, descriptions, products, parent: this });
        this.sharedApis = declareSharedApis(name, args, { service, apis, products, telemetry }, this);
        const shared = Object.values(this.sharedApis).map(({ document }) => ({ spec: { document } }));
        limitOperations(service.serviceName, [...Object.values(apis), ...shared], service.tier);
        // After all of the gateway, so that the engine deletes it before all of it.
        new KeyGuard(`${name}-key-guard`, keyGuardArgs(name, args, service, servers), {
            parent: this,
            dependsOn: this,
        });
        this.registerOutputs({ gatewayUrl: this.gatewayUrl });
    }
}

function apiOf({ name, apiId = name }: EndpointSettings): string {
    return apiId;
}

/** Endpoints in the order of the settings, but for those whose APIs have to be written after others. */
function inOrder(endpoints: readonly EndpointSettings[], after: PlannedGateway["after"] = new Map()) {
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

/** Identifiers in order, so that another order of the endpoints changes nothing. */
function keyGuardArgs(
    name: string,
    args: PlannedGateway,
    service: GatewayService,
    servers: readonly PlannedMcpServer[],
): KeyGuardArgs {
    const wanted = wantedInService(name, args);
    const identifiers = (type: string, input: string) =>
        wanted.filter((each) => each.type === `azure-native:apimanagement:${type}`).map(({ at }) => at[input]!);
    return {
        serviceId: service.id,
        // A revision goes with its API.
        apis: [...identifiers("Api", "apiId"), ...servers.map(({ serverName }) => serverName)]
            .filter((api) => !api.includes(";rev="))
            .sort(),
        products: identifiers("Product", "productId")
            .filter((id) => !args.products!.find(({ name }) => name === id)!.deleteSubscriptions)
            .sort(),
        subscriptions: identifiers("Subscription", "sid").sort(),
    };
}

/** The logger that the observed endpoints have in common. */
function telemetryOf(name: string, args: PlannedGateway, service: GatewayService, parent: pulumi.Resource) {
    const observed = args.endpoints.filter((endpoint) => endpoint.observability);
    const { namePrefix = "", prices } = args;
    const apis = observed.map(({ name: model, apiId = model, apiName = namePrefix + apiId }) => ({
        api: apiName,
        model,
        price: prices && priceOf(model, prices),
    }));
    const shown = { apis, sharedApis: observedSharedApis(args), currency: prices?.currency, budgets: args.budgets };
    return (
        args.observability && observability(name, args.observability, service, shown, args.insights, parent, namePrefix)
    );
}

function selectionArgs(id: string | undefined, { discover, found, endpoints }: PlannedGateway): EndpointSelectionArgs {
    const { gone, path: _path, ...filter } = discover!.get(id)!;
    const { names, visible } = found!.get(id)!;
    const own = endpoints.filter(({ workspace }) => workspace === id).map(textOf);
    const listed = own.filter((name) => !names.includes(name));
    const args = { filter: canonicalJson(filter), names: [...names], visible: [...visible], listed, gone };
    return id === undefined ? args : { ...args, workspace: id };
}
