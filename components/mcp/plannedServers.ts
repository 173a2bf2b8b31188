import { modelInWords } from "../../databricks/sources/sources";
import * as pulumi from "@pulumi/pulumi";
import type { IpFilterSettings } from "../../settings/ipFilter";
import type { EndpointSettings } from "../../settings/settings";
import { originalVersion } from "../../settings/versions";
import { canonicalJson } from "../../transforms/canonical";
import { productsOf } from "../gateway/catalogue";
import type { PlannedGateway } from "../gateway/plannedGateway";
import { kindsOf } from "../gateway/sharedApis";
import { features, type Use } from "../gateway/tiers";

/** An MCP server that the settings ask for. */
export interface PlannedMcpServer {
    /** Its logical name, and its name in the output `mcpServers`. @example "churn-mcp" */
    readonly key: string;
    /** Its identifier in the service. */
    readonly serverName: string;
    /** Path under the gateway's host, without the `/mcp` that follows it. */
    readonly path: string;
    readonly displayName: string;
    readonly description: string;
    /** Where it is asked for. @example "serving-gateway:mcp" */
    readonly setting: string;
    /** The endpoints that its tools call. */
    readonly tools: readonly { readonly name: string; readonly apiId: string; readonly apiName: string }[];
    /** From where all of these may be called. @default from everywhere, or not the same for all of them */
    readonly ipFilter?: IpFilterSettings;
    /** Products whose keys reach it. */
    readonly products: readonly string[];
}

type Asked = Omit<PlannedMcpServer, "ipFilter">;

type Planned = Pick<
    PlannedGateway,
    "endpoints" | "products" | "namePrefix" | "mcp" | "callers" | "openai" | "databricksPaths"
>;

/**
 * The MCP servers of a gateway, known before anything is declared.
 *
 * @throws RunError, which ends the program with its message alone: the settings cannot be used together
 */
export function plannedMcpServers(args: Planned): PlannedMcpServer[] {
    const servers = serversOf(args)
        .filter(({ tools }) => tools.length > 0)
        .map((server) => ({ ...server, ipFilter: ipFilterOf(server, args) }));
    const problems = servers.flatMap((server, index) => [
        ...keyProblems(server, args),
        ...routeProblems(server, args),
        ...nameProblems(server),
        ...placeProblems(server, servers.slice(0, index), args),
    ]);
    if (problems.length > 0) throw new pulumi.RunError([...new Set(problems)].join("\n"));
    return servers;
}

/** What they need of the service's tier. */
export function mcpUses(servers: readonly PlannedMcpServer[]): Use[] {
    return servers.map(({ setting }) => ({ setting, feature: features.mcpServers }));
}

/** Whoever may call none of the tools may not list them either. */
function ipFilterOf({ tools }: Asked, { endpoints }: Planned): IpFilterSettings | undefined {
    const [first, ...others] = endpoints
        .filter(({ name, apiId = name }) => tools.some((tool) => tool.apiId === apiId))
        .map(({ ipFilter }) => ipFilter);
    return others.every((other) => canonicalJson(other) === canonicalJson(first)) ? first : undefined;
}

function serversOf({ endpoints, products = [], namePrefix = "", mcp }: Planned): Asked[] {
    const toolOf = (endpoint: EndpointSettings) => {
        const { name, apiId = name, apiName = namePrefix + apiId } = endpoint;
        return { name: apiId.replace(/[^A-Za-z0-9_]/g, "_"), apiId, apiName };
    };
    const isIn = ({ workspace, name, apiId = name }: EndpointSettings) =>
        productsOf({ workspace, name, apiId }, products);
    const ofEndpoints = endpoints
        .filter((endpoint) => endpoint.mcp)
        .map((endpoint): Asked => {
            const tool = toolOf(endpoint);
            const { name, path, version, displayName = name } = endpoint;
            const versioned = version === undefined || version === originalVersion ? path : `${path}-${version}`;
            return {
                key: `${tool.apiId}-mcp`,
                serverName: `${tool.apiName}-mcp`,
                path: `${versioned}-mcp`,
                displayName: `${displayName} (MCP)`,
                description: `The endpoint ${name} as a tool for models.`,
                setting: `serving-gateway:endpoints ("${tool.apiId}").mcp`,
                tools: [tool],
                products: isIn(endpoint),
            };
        });
    const ofProducts = products
        .filter((product) => product.mcp)
        .map(({ name, displayName = name }): Asked => ({
            key: `product-${name}-mcp`,
            serverName: `${namePrefix}product-${name}-mcp`,
            path: `${namePrefix}${name}-mcp`,
            displayName: `${displayName} (MCP)`,
            description: `The endpoints of the product ${name} as tools for models.`,
            setting: `serving-gateway:products ("${name}").mcp`,
            tools: endpoints.filter((endpoint) => isIn(endpoint).includes(name)).map(toolOf),
            products: [name],
        }));
    const ofStack: Asked = {
        key: "mcp",
        serverName: `${namePrefix}mcp`,
        path: `${namePrefix}mcp`,
        displayName: "All models (MCP)",
        description: "All published endpoints as tools for models.",
        setting: "serving-gateway:mcp",
        tools: endpoints.map(toolOf),
        products: products
            .map(({ name }) => name)
            .filter((name) => endpoints.every((each) => isIn(each).includes(name))),
    };
    return [...ofEndpoints, ...ofProducts, ...(mcp ? [ofStack] : [])];
}

/** A key opens one API, or those of a product: the server and the APIs behind its tools are several. */
function keyProblems({ setting, products, tools }: PlannedMcpServer, { callers }: Planned): string[] {
    if (!callers.subscriptionKey || products.length > 0) return [];
    const whose = setting === "serving-gateway:mcp" ? "all endpoints" : `the API "${tools[0]!.apiId}"`;
    return [
        `${setting}: callers reach an MCP server with the key of a product, and no product of serving-gateway:products has ` +
            `${whose}. Add one, or set mcp at a product`,
    ];
}

function routeProblems({ setting, tools }: PlannedMcpServer, { endpoints }: Planned): string[] {
    return endpoints
        .filter(
            ({ name, apiId = name, routes }) => routes === "as-published" && tools.some((tool) => tool.apiId === apiId),
        )
        .map(
            (model) =>
                `${setting}: the ${modelInWords(model)} has routes: as-published, whose operations change with each version of ` +
                "a model. Set routes: stable or both, or remove mcp",
        );
}

function nameProblems({ setting, tools }: PlannedMcpServer): string[] {
    return tools.flatMap(({ name, apiId }, index) => {
        const twin = tools.slice(0, index).find((other) => other.name === name);
        if (!twin) return [];
        return [
            `${setting}: "${twin.apiId}" and "${apiId}" would both be the tool "${name}". Set apiId at one of them`,
        ];
    });
}

/** Azure compares names and paths without case. */
function placeProblems(server: PlannedMcpServer, before: readonly PlannedMcpServer[], args: Planned): string[] {
    const { endpoints, namePrefix = "" } = args;
    const others = [
        ...before.map(({ serverName, path, setting }) => ({ serverName, path, what: `that of ${setting}` })),
        ...endpoints.map((model) => {
            const { name, apiId = name, apiName: serverName = namePrefix + apiId, path } = model;
            return { serverName, path, what: `the API of the ${modelInWords(model)}` };
        }),
        ...kindsOf(args).map(({ output, kind, path }) => {
            return { serverName: namePrefix + kind.id, path, what: `the API of serving-gateway:${output}` };
        }),
    ];
    const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
    return others.flatMap(({ serverName, path, what }) => {
        const at = isSame(path, server.path) ? `the path "${path}"` : undefined;
        const as = isSame(serverName, server.serverName) ? `the identifier "${serverName}"` : undefined;
        if (!at && !as) return [];
        return [`${server.setting}: its MCP server and ${what} would both have ${at ?? as}. Rename one of them`];
    });
}
