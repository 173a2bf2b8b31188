import { modelInWords } from "../databricks/sources/sources";
import { apiManagement, mcpPreview } from "../azure/armApiVersions";
import type { Entity } from "../azure/resourceManager";
import { mcpServerType } from "../components/mcp/mcpServer";
import { type PlannedMcpServer, plannedMcpServers } from "../components/mcp/plannedServers";
import { gatewayType } from "../components/gateway/wantedGateway";
import type { PlannedGateway } from "../components/gateway/plannedGateway";
import { idOfService, type ServicePlace, type StackName, urnOf } from "../components/wanted";
import type { Azure } from "./inPlace";
import type { Problem } from "./refusal";
import type { SavedState } from "./savedState";

/** What is in the way of the stack's MCP servers. */
export interface McpProblems {
    /** Servers that are in place, and that the state does not have. They cannot be imported. */
    readonly inPlace: readonly Problem[];
    readonly others: readonly Problem[];
}

/** The stack's MCP servers, by their Azure resource ids. */
export function mcpServers(settings: PlannedGateway, place: ServicePlace): { readonly id: string }[] {
    return plannedMcpServers(settings).map(({ serverName }) => ({ id: `${idOfService(place)}/apis/${serverName}` }));
}

/** Of a service that is created. */
export const noMcpProblems: McpProblems = { inPlace: [], others: [] };

/**
 * Looks for each MCP server with the version that has them, and reads the service's APIs where one takes a path. An operation
 * that a tool has, and that the next import leaves out, is told without reading.
 *
 * @param name logical name of the gateway
 * @throws {AzureError} the servers or the APIs cannot be read
 */
export async function readMcpProblems(
    name: string,
    settings: PlannedGateway,
    place: ServicePlace,
    stack: StackName,
    state: SavedState,
    azure: Azure,
): Promise<McpProblems> {
    const parents = [{ type: gatewayType, name }];
    const looked = plannedMcpServers(settings).map(async (server) => ({
        ...server,
        saved: state.at(urnOf({ type: mcpServerType, name: server.key, parents }, stack))?.outputs,
        found: await azure.get(`${idOfService(place)}/apis/${server.serverName}`, mcpPreview),
    }));
    const servers = await Promise.all(looked);
    const inPlace = servers.flatMap(({ setting, saved, found }) => {
        if (saved || !found) return [];
        return [
            `${String(found.id)} exists already, and is not in the stack's state. It cannot be imported\n` +
                `    Delete it (az rest --method delete), or set serving-gateway:namePrefix, or remove ${setting}`,
        ];
    });
    // An update would make it without its policy and its products, which have not changed.
    const gone = servers.flatMap(({ saved, found }) => {
        if (!saved || found) return [];
        return [
            `${String(saved.serverId)} was deleted outside of this stack. Run \`pulumi refresh\` and then \`pulumi up\`, ` +
                "which creates it again",
        ];
    });
    const taking = servers.filter(({ path, saved }) => saved?.path !== path);
    const apis = taking.length > 0 ? await azure.list(`${idOfService(place)}/apis`, apiManagement) : [];
    const paths = taking.flatMap((server) => pathProblems(server, apis));
    return { inPlace, others: [...gone, ...paths, ...leavingOperations(settings, state)] };
}

function pathProblems({ setting, serverName, path }: PlannedMcpServer, apis: readonly Entity[]): Problem[] {
    const pathOf = ({ properties }: Entity) => (properties as { path?: unknown } | undefined)?.path;
    const holder = apis.find((api) => isSame(pathOf(api), path) && !isSame(api.name, serverName));
    if (!holder) return [];
    return [
        `${setting}: the MCP server needs the path "${path}", which the API "${String(holder.name)}" of the service has\n` +
            "    Change the path of that API, or remove mcp",
    ];
}

/** Azure refuses an import that leaves out an operation of a tool, and the engine deletes tools last. */
function leavingOperations({ endpoints, namePrefix = "" }: PlannedGateway, state: SavedState): Problem[] {
    const tools = state
        .ofType("McpServer")
        .flatMap(({ outputs }) => (outputs.tools ?? []) as { operationId?: unknown }[]);
    return endpoints
        .filter(({ routes }) => routes === "as-published")
        .flatMap((model) => {
            const { name, apiId = name, apiName = namePrefix + apiId } = model;
            const prefix = `/apis/${apiName}/operations/`.toLowerCase();
            if (!tools.some(({ operationId }) => String(operationId).toLowerCase().startsWith(prefix))) return [];
            return [
                `the ${modelInWords(model)} gets routes: as-published, while an MCP tool of this stack has its operation\n` +
                    "    First remove mcp, in a separate deployment",
            ];
        });
}

function isSame(one: unknown, other: string): boolean {
    return String(one).toLowerCase() === other.toLowerCase();
}
