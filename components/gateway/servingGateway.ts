import * as pulumi from "@pulumi/pulumi";
import { textOf } from "../../databricks/sources/sources";
import { canonicalJson } from "../../transforms/canonical";
import { announceBearerKeys } from "../api/bearerKeys";
import { warnOfFallbacks } from "../api/fallbackWarnings";
import { type HowToCall, howToCall } from "../api/howToCall";
import type { ServingApi } from "../api/servingApi";
import { withoutVersionAliases } from "../../startup/versionAliases";
import { declareMcpServers } from "../mcp/mcpServers";
import { mcpUses, type PlannedMcpServer, plannedMcpServers } from "../mcp/plannedServers";
import type { ServingProduct } from "../products/servingProduct";
import { announceAuditLog } from "../telemetry/llmLog";
import { warnOfPrices } from "../telemetry/priceWarnings";
import { announceLimits, announceUngranted } from "./callLimits";
import { EndpointSelection, type EndpointSelectionArgs, selectionName } from "./endpointSelection";
import { entityNeeds } from "./entityTotals";
import { apiOf, type Common, declareApis, declareCommon, type GatewayApis } from "./gatewayApis";
import { type GatewayService, gatewayService, type ServiceNeeds } from "./gatewayService";
import { groupUses } from "./groupUses";
import { KeyGuard, type KeyGuardArgs, keyGuardName } from "./keyGuard";
import { limitOperations } from "./operationTotal";
import { withFragmentNames } from "./ownFragments";
import type { PlannedGateway } from "./plannedGateway";
import { plannedPolicies } from "./plannedPolicies";
import { announceChanges } from "./policyFragments";
import { serviceNeeds } from "./serviceNeeds";
import { plannedFrom, type ServingGatewayArgs } from "./servingGatewayArgs";
import { declareSharedApis, type SharedApis } from "./sharedApis";
import { gatewayType, wantedInService } from "./wantedGateway";
import { calledEndpoints } from "./workspaceFor";

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
        const servers = plannedMcpServers(args);
        // First of all: where it refuses, nothing has been done yet.
        declareSelections(name, args, this);
        const needs = needsOfService(name, args, servers);
        const service = gatewayService(name, args.service, needs, this, args.softDeleted, args.existingService);
        announceSettings(name, args, service, this);
        const common = declareCommon(name, args, service, this);
        const { products, telemetry } = common;
        const apis = declareApis(name, args, servers, common, this);
        announceApis(args, common, apis, this);
        const descriptions = descriptionsOf(args);
        this.mcpServers = declareMcpServers(servers, { ...args, service, apis, descriptions, products, parent: this });
        this.sharedApis = declareSharedApis(name, args, { service, apis, products, telemetry }, this);
        checkOperations(apis, this.sharedApis, service);
        this.gatewayUrl = service.gatewayUrl;
        this.endpointDefaults = howToCall(args.callers, args.credential);
        this.products = products;
        this.apis = apis;
        // After all of the gateway, so that the engine deletes it before all of it.
        const guarded = keyGuardArgs(name, args, service, servers);
        new KeyGuard(keyGuardName(name), guarded, { parent: this, dependsOn: this });
        this.registerOutputs({ gatewayUrl: this.gatewayUrl });
    }
}

/** Records which models were looked for in each workspace, and refuses where a published one is gone. */
function declareSelections(name: string, args: PlannedGateway, parent: pulumi.Resource): void {
    for (const id of args.found?.keys() ?? []) {
        new EndpointSelection(selectionName(name, id), selectionArgs(id, args), { parent });
    }
}

/** What the service must have for what the gateway is about to declare. */
function needsOfService(name: string, args: PlannedGateway, servers: readonly PlannedMcpServer[]): ServiceNeeds {
    const called = calledEndpoints(name, args);
    const isObserved = args.observability !== undefined;
    return serviceNeeds({
        credentials: called.flatMap(({ credential }) => credential ?? []),
        isNew: args.service.create !== undefined,
        policies: plannedPolicies({ ...args, endpoints: called, isObserved }),
        uses: [...groupUses(args.products, args.groups), ...mcpUses(servers)],
        entities: entityNeeds(wantedInService(name, args)),
        others: args.others,
    });
}

/** Says what the settings come to on this service, before anything is declared on it. */
function announceSettings(name: string, args: PlannedGateway, service: GatewayService, owner: pulumi.Resource): void {
    announceLimits(args.endpoints, service.tier, owner);
    announceUngranted(calledEndpoints(name, args), owner);
    announceAuditLog(args.endpoints, owner);
    announceBearerKeys(args.callers.subscriptionKey, owner);
}

/** Says what is known of the APIs once their documents are read. */
function announceApis(args: PlannedGateway, common: Common, apis: GatewayApis, owner: pulumi.Resource): void {
    const specs = Object.entries(apis).map(([api, { spec }]) => [api, spec] as const);
    warnOfFallbacks(Object.fromEntries(specs), owner);
    warnOfPrices(args.prices, args.endpoints, specs, owner);
    announceChanges(common.fragments, apis, args.savedFragments, common.service, owner);
}

function descriptionsOf({ endpoints }: PlannedGateway): Record<string, string | undefined> {
    return Object.fromEntries(endpoints.map((endpoint) => [apiOf(endpoint), endpoint.description]));
}

/** Refuses more operations than the tier takes. */
function checkOperations(apis: GatewayApis, sharedApis: SharedApis, { serviceName, tier }: GatewayService): void {
    const shared = Object.values(sharedApis).map(({ document }) => ({ spec: { document } }));
    limitOperations(serviceName, [...Object.values(apis), ...shared], tier);
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
        serviceName: args.service.name,
        resourceGroup: args.service.resourceGroup,
        namePrefix: args.namePrefix || undefined,
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

function selectionArgs(id: string | undefined, { discover, found, endpoints }: PlannedGateway): EndpointSelectionArgs {
    const { gone, path: _path, ...filter } = discover!.get(id)!;
    const { names, visible } = found!.get(id)!;
    const own = endpoints.filter(({ workspace }) => workspace === id).map(textOf);
    const listed = own.filter((name) => !names.includes(name));
    const args = { filter: canonicalJson(filter), names: [...names], visible: [...visible], listed, gone };
    return id === undefined ? args : { ...args, workspace: id };
}
