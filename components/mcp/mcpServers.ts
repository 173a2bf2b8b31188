import * as apim from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import type { OpenAPIV3 } from "openapi-types";
import { mcpPreview } from "../../azure/armApiVersions";
import type { CallersSettings } from "../../settings/callers";
import { toolIn } from "../../transforms/publication/tool";
import { linkApi, wantedLinks } from "../api/apiLinks";
import type { ServingApi } from "../api/servingApi";
import type { GatewayService } from "../gateway/gatewayService";
import { startWithin } from "../identifier";
import { policyOf } from "../policies/contribution";
import { callerTokens } from "../policies/entraPolicies";
import { addresses } from "../policies/ipFilterPolicies";
import type { ServingProduct } from "../products/servingProduct";
import { type Registered, want, type Wanted } from "../wanted";
import { McpServer, type McpTool } from "./mcpServer";
import type { PlannedMcpServer } from "./plannedServers";

/** What the servers are declared with. */
export interface McpServersArgs {
    readonly service: GatewayService;
    readonly callers: CallersSettings;
    /** The APIs that the tools call, by their identifiers. */
    readonly apis: Readonly<Record<string, ServingApi>>;
    /** Descriptions that the settings give endpoints, by the identifiers of their APIs. */
    readonly descriptions: Readonly<Record<string, string | undefined>>;
    readonly products: Readonly<Record<string, ServingProduct>>;
    /** Goes in front of the identifiers of links. @default nothing */
    readonly namePrefix?: string;
    readonly parent: pulumi.Resource;
}

/**
 * Declares MCP servers, after the APIs that their tools call and so deleted before them: Azure deletes no operation that a
 * tool has.
 *
 * @returns by their keys, where clients reach them
 */
export function declareMcpServers(
    servers: readonly PlannedMcpServer[],
    args: McpServersArgs,
): Readonly<Record<string, pulumi.Output<string>>> {
    if (servers.length > 0) {
        const line = args.callers.entra ? `${announcement} ${tokensUnproven}` : announcement;
        void pulumi.log.warn(line, args.parent);
    }
    return Object.fromEntries(servers.map((server) => [server.key, declare(server, args)]));
}

const announcement = `serving-gateway:mcp uses a preview version of API Management (${mcpPreview}), which Microsoft may change.`;

/** Microsoft Learn, "Secure access to MCP servers in API Management"; Azure/MCP#26. */
const tokensUnproven =
    "It forwards headers of callers to the APIs behind tools with exceptions that are not documented: whether the tokens that " +
    "callers.entra asks for arrive there is unproven.";

function declare(planned: PlannedMcpServer, args: McpServersArgs): pulumi.Output<string> {
    const { service, callers, apis, products, namePrefix, parent } = args;
    const { resourceGroupName, serviceName } = service;
    const { key, serverName, path, displayName, description } = planned;
    const server = new McpServer(
        key,
        {
            serverId: pulumi.interpolate`${service.id}/apis/${serverName}`,
            path,
            displayName: startWithin(300, displayName),
            description,
            ...keysOf(callers),
            tools: planned.tools.map((tool) => toolOf(tool, args)),
        },
        // Nobody calls a tool before the policy of its API is in force.
        { parent, dependsOn: planned.tools.map(({ apiId }) => apis[apiId]!.published.last) },
    );
    const policyArgs = policyOfServer(planned, callers, service);
    const policy =
        policyArgs &&
        new apim.ApiPolicy(
            policyName(key),
            {
                resourceGroupName,
                serviceName,
                apiId: server.id.apply(() => serverName),
                policyId: "policy",
                format: "xml",
                ...policyArgs,
            },
            { parent },
        );
    const links = { resourceGroupName, serviceName, apiId: server.id, apiName: serverName, namePrefix };
    const linked = planned.products.map((name) => products[name]!);
    linkApi(key, links, linked, policy ?? server, parent);
    return pulumi.interpolate`${service.gatewayUrl}/${path}/mcp`;
}

const policyName = (key: string) => `${key}-policy`;

/** What the servers declare of azure-native. */
export function wantedMcpServers(
    servers: readonly PlannedMcpServer[],
    { callers, namePrefix }: Pick<McpServersArgs, "callers" | "namePrefix">,
    parents: readonly Registered[],
): Wanted[] {
    return servers.flatMap(({ key, serverName, products, ipFilter }) => [
        ...((callers.entra ?? ipFilter)
            ? [want("apimanagement:ApiPolicy", policyName(key), parents, { apiId: serverName, policyId: "policy" })]
            : []),
        ...wantedLinks(key, { apiName: serverName, namePrefix, tags: [], products }, parents),
    ]);
}

function keysOf({ subscriptionKey }: CallersSettings) {
    if (!subscriptionKey) return {};
    const { header, query, bearer } = subscriptionKey;
    return { keys: { header, query, ...(bearer && { bearer }) } };
}

function toolOf(
    { name, apiId, apiName }: PlannedMcpServer["tools"][number],
    { apis, descriptions }: McpServersArgs,
): pulumi.Output<McpTool> {
    return apis[apiId]!.spec.document.apply((text) => {
        const tool = toolIn(JSON.parse(text) as OpenAPIV3.Document, descriptions[apiId]);
        // Said before, where the document was read.
        if (typeof tool === "string") throw new pulumi.RunError(`API "${apiId}": ${tool}`);
        return {
            name,
            description: startWithin(1000, tool.words),
            operationId: `/apis/${apiName}/operations/${tool.operationId}`,
        };
    });
}

/** The list of tools is for those who may call them, with the token and from the addresses that their APIs ask for. */
function policyOfServer({ ipFilter }: PlannedMcpServer, callers: CallersSettings, { tier }: GatewayService) {
    if (!callers.entra && !ipFilter) return undefined;
    const api = { callers, ipFilter, resilience: noCalls };
    const contributions = [callerTokens, addresses].flatMap((feature) => feature(api));
    return { value: tier.apply((tier) => policyOf(contributions, { tier, ...noFacts })) };
}

/** The server itself calls no endpoint. */
const noCalls = { retry: false, timeout: 300, circuitBreaker: false } as const;
const noFacts = { streams: false, usesTokens: false, largestRequest: 16 };
