import type * as pulumi from "@pulumi/pulumi";
import { priceOf } from "../../settings/prices";
import type { EndpointSettings } from "../../settings/settings";
import { defaultPath } from "../../settings/versions";
import { apiCenterEntry } from "../api/apiCenterEntry";
import { apiVersions } from "../api/apiVersions";
import type { PublishApiArgs } from "../api/publishApi";
import { ServingApi, type ServingApiArgs } from "../api/servingApi";
import type { PlannedMcpServer } from "../mcp/plannedServers";
import { observability } from "../telemetry/observability";
import { catalogue } from "./catalogue";
import type { GatewayService } from "./gatewayService";
import { declareOwnFragments } from "./ownFragments";
import type { PlannedGateway } from "./plannedGateway";
import { declareFragments, plannedFragments } from "./policyFragments";
import { observedSharedApis } from "./sharedApis";
import { bySegment } from "./wantedGateway";
import { credentialsIn, workspaceFor } from "./workspaceFor";

/** The published APIs by their identifier. */
export type GatewayApis = Readonly<Record<string, ServingApi>>;

/** What APIs have in common, and where each finds its own part of it. */
export type Common = ReturnType<typeof declareCommon>;

/**
 * Declares what APIs have in common. Each step may name what those before it declare: credentials, files of policies, products,
 * the logger, and the fragments of the gateway's own policies.
 *
 * @param name logical name of the gateway
 */
export function declareCommon(name: string, args: PlannedGateway, service: GatewayService, parent: pulumi.Resource) {
    const resourcesOf = credentialsIn(name, service, parent);
    const versionOf = apiVersions(args.endpoints, args.versioning ?? bySegment, service, parent, args.namePrefix);
    const credentials = new Map(
        inOrder(args).map((each) => [apiOf(each), resourcesOf(each, workspaceFor(name, each, args))]),
    );
    const values = [...new Set([...credentials.values()].flatMap((resources) => resources?.needs ?? []))];
    const policiesOf = declareOwnFragments(args, { service, values, parent, saved: args.savedFragments });
    const governed = args.products?.map((each) => ({ ...each, policies: policiesOf(each.policies) }));
    const { products, placeOf } = catalogue({ ...args, products: governed, service, parent });
    const telemetry = telemetryOf(name, args, service, parent);
    const fragments = plannedFragments(name, args);
    const credentialOf = (apiId: string) => credentials.get(apiId)?.needs ?? [];
    const fragmentsOf = declareFragments(fragments, { service, credentialOf, parent });
    return { service, versionOf, credentials, policiesOf, products, placeOf, telemetry, fragments, fragmentsOf };
}

/** Declares an API for each endpoint. Of those that share a path, each is written after the one before it. */
export function declareApis(
    name: string,
    args: PlannedGateway,
    servers: readonly PlannedMcpServer[],
    common: Common,
    parent: pulumi.Resource,
): GatewayApis {
    const apis: Record<string, ServingApi> = {};
    const lastOn = new Map<string, ServingApi>();
    for (const settings of inOrder(args)) {
        const apiId = apiOf(settings);
        const path = settings.path.toLowerCase();
        const before = [lastOn.get(path), ...(args.after?.get(apiId) ?? []).map((key) => apis[key])];
        const after = before.flatMap((api) => api?.api ?? []);
        const api = new ServingApi(apiId, { ...apiArgs(name, settings, args, servers, common), after }, { parent });
        apiCenterEntry(settings.apiCenter, { ...settings, apiId, namePrefix: args.namePrefix }, api);
        apis[apiId] = api;
        lastOn.set(path, api);
    }
    return apis;
}

/** What an endpoint's API is declared with, apart from its place among the others. */
function apiArgs(
    name: string,
    settings: EndpointSettings,
    args: PlannedGateway,
    servers: readonly PlannedMcpServer[],
    common: Common,
): ServingApiArgs & Pick<PublishApiArgs, "serviceId"> {
    const { name: endpoint, apiId = endpoint, ...published } = settings;
    const { access, credential } = workspaceFor(name, settings, args);
    const { service, telemetry, credentials, versionOf, placeOf, fragmentsOf, policiesOf } = common;
    const { resourceGroupName, serviceName, gatewayUrl, tier } = service;
    return {
        resourceGroupName,
        serviceName,
        gatewayUrl,
        tier,
        workspaceHost: access.host,
        ...published,
        endpoint,
        apiId,
        callers: args.callers,
        credential,
        namePrefix: args.namePrefix,
        version: versionOf(settings),
        ...placeOf({ ...settings, apiId }),
        observability: telemetry && published.observability && { ...telemetry, ...published.observability },
        auditLog: published.mock ? undefined : published.auditLog,
        serviceId: service.id,
        isInGateway: true,
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
}

/** Identifier of an endpoint's API, without the prefix. */
export function apiOf({ name, apiId = name }: Pick<EndpointSettings, "name" | "apiId">): string {
    return apiId;
}

/** Endpoints in the order of the settings, but for those whose APIs have to be written after others. */
function inOrder({ endpoints, after = new Map() }: Pick<PlannedGateway, "endpoints" | "after">): EndpointSettings[] {
    const ordered = new Set<EndpointSettings>();
    const add = (endpoint: EndpointSettings) => {
        for (const key of after.get(apiOf(endpoint)) ?? []) {
            const before = endpoints.find((other) => apiOf(other) === key);
            // The plan has no circles.
            if (before && !ordered.has(before)) add(before);
        }
        ordered.add(endpoint);
    };
    endpoints.forEach(add);
    return [...ordered];
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
