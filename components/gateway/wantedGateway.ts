import { wantedVersionSets } from "../api/apiVersions";
import { productsOf, wantedCatalogue } from "./catalogue";
import { credentialFrom } from "../credentials/methods";
import { wantedService } from "./gatewayService";
import { wantedTelemetry } from "../telemetry/observability";
import { wantedMcpServers } from "../mcp/mcpServers";
import { plannedMcpServers } from "../mcp/plannedServers";
import { apiType, wantedApi } from "../api/servingApi";
import type { Registered, ServicePlace, StackName, Wanted } from "../wanted";
import { type WantedInWorkspace, wantedInWorkspace } from "../wantedInWorkspace";
import { wantedSharedApis } from "./sharedApis";
import type { PlannedGateway } from "./plannedGateway";
import { wantedOwnFragments } from "./ownFragments";
import { wantedFragments } from "./policyFragments";
import { workspaceFor } from "./workspaceFor";

/** Type of `ServingGateway` in URNs. Another one would be another resource: it never changes. */
export const gatewayType = "serving-gateway:index:ServingGateway";

/** How callers say which version they mean, unless the settings say another way. */
export const bySegment = { scheme: "segment", name: "" } as const;

/** What a `ServingGateway` declares in Azure, in the order in which it does. */
export function wantedGateway(name: string, args: PlannedGateway, place: ServicePlace): Wanted[] {
    const { endpoints, versioning = bySegment } = args;
    const parents = [{ type: gatewayType, name }];
    const credentials = new Set(endpoints.flatMap((endpoint) => workspaceFor(name, endpoint, args).credential ?? []));
    const wantedArgs = { gateway: name, service: place, parents };
    const all = [
        ...(args.service.create ? wantedService(name, args.service, parents) : []),
        ...[...credentials].flatMap((credential) => credentialFrom(credential).wanted?.(wantedArgs) ?? []),
        ...wantedVersionSets(endpoints, versioning, parents, args.namePrefix),
        ...wantedCatalogue(args, endpoints, parents),
        ...(args.observability
            ? wantedTelemetry(name, args.observability, place, parents, args.namePrefix, args.budgets)
            : []),
        ...wantedFragments(name, args, parents),
        ...wantedOwnFragments(name, args, parents),
        ...wantedApis(name, args, parents),
        ...wantedMcpServers(plannedMcpServers(args), args, parents),
        ...wantedSharedApis(name, args, parents),
    ];
    // Two credentials may have one vault.
    return [...new Map(all.map((wanted) => [`${wanted.type} ${wanted.name}`, wanted])).values()];
}

/** What a `ServingGateway` declares, for those who read identifiers in the service and no ids. */
export function wantedInService(name: string, args: PlannedGateway): Wanted[] {
    return wantedGateway(name, args, { subscriptionId: "", resourceGroupName: "", serviceName: "" });
}

function wantedApis(gateway: string, args: PlannedGateway, parents: readonly Registered[]): Wanted[] {
    const { endpoints, callers, products = [], namePrefix } = args;
    return endpoints.flatMap((endpoint) => {
        const { name, apiId = name, tags = [] } = endpoint;
        const { access, credential } = workspaceFor(gateway, endpoint, args);
        const api = {
            ...endpoint,
            endpoint: name,
            apiId,
            callers,
            workspaceHost: access.host,
            namePrefix,
            credential,
            isObserved: args.observability !== undefined && endpoint.observability !== undefined,
            tags: tags.map(({ id, existing }) => ({ id, tagId: existing ? id : `${namePrefix ?? ""}${id}` })),
            products: productsOf({ ...endpoint, apiId }, products),
        };
        return wantedApi(apiId, api, parents);
    });
}

/** What a `ServingGateway` declares in its workspaces. */
export function wantedGatewayInWorkspace(name: string, args: PlannedGateway, stack: StackName): WantedInWorkspace {
    const endpoints = args.endpoints.map((endpoint) => ({ ...endpoint, ...workspaceFor(name, endpoint, args) }));
    return wantedInWorkspace({ name, parents: [{ type: gatewayType, name }], endpoints, stack }, apiType);
}
