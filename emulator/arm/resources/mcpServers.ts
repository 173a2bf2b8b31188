import { ArmError, invalidFields, notImplemented } from "../kernel/armError";
import type { ControlPlane } from "../kernel/controlPlane";
import { anyText, arrayOf, type Field, objectOf, oneOf, required, text } from "../kernel/fields";
import { apiService, type ArmRequest, type Draft, record, type ResourceType } from "../kernel/resourceType";
import type { Entity } from "../kernel/store";

/** The version in which an API can be an MCP server. */
export const mcpVersion = "2025-09-01-preview";

/** `mcpProperties` of an API (Azure.Bicep.Types.Az 0.2.972, 2025-09-01-preview). */
export const mcpProperties: Field = objectOf({
    transportType: oneOf("sse", "streamable"),
    endpoints: arrayOf(
        objectOf({ name: required(text(256, 1)), uriTemplate: required({ type: "string", pattern: /^\/./ }) }),
        { min: 1 },
    ),
});

const defaults = { transportType: "streamable", endpoints: [{ name: "mcp", uriTemplate: "/mcp" }] };

/** Whether an API is an MCP server. */
export function isMcpServer({ properties }: Pick<Entity, "properties">): boolean {
    return properties.type === "mcp";
}

/** What only an MCP server has, and has not. @throws ArmError (records mcp-*) */
export function checkMcpServer({ entity, existing, sent, request, service }: Draft): void {
    const { properties } = entity;
    if (!isMcpServer(entity)) {
        if (sent.mcpProperties === undefined) return;
        throw invalidFields({ target: "mcpProperties", message: "Only APIs of type 'mcp' have MCP properties." });
    }
    if (request.query.get("api-version") !== mcpVersion) {
        throw invalidFields({ target: "type", message: `APIs of type 'mcp' need api-version ${mcpVersion}.` });
    }
    if (record(service.envelope.sku).name === "Consumption") {
        throw invalidFields({ target: "type", message: "MCP servers are not supported in the Consumption tier." });
    }
    if (existing && !isMcpServer(existing)) throw notImplemented("changing the type of an API");
    for (const name of ["value", "format", "sourceApiId", "serviceUrl", "apiVersionSetId"]) {
        if (sent[name] !== undefined) throw notImplemented(`'${name}' of an MCP server`);
    }
    properties.mcpProperties = { ...defaults, ...record(properties.mcpProperties) };
    if (record(properties.mcpProperties).transportType === "sse") throw notImplemented("the transport 'sse'");
}

/** `mcpProperties` as a version shows it. */
export function shownMcpProperties(stored: unknown, { query }: ArmRequest): object {
    return stored !== undefined && query.get("api-version") === mcpVersion ? { mcpProperties: stored } : {};
}

/** `apis/tools`: the operations of other APIs that an MCP server offers (Azure.Bicep.Types.Az 0.2.972). */
export const tools: ResourceType = {
    type: `${apiService}/apis/tools`,
    label: "Tool",
    name: { max: 256, pattern: /^[^*#&+:<>?]+$/ },
    fields: {
        displayName: required({ type: "string", min: 1, max: 300, pattern: /^[A-Za-z0-9_-]+$/ }),
        description: text(1000),
        operationId: required(anyText),
    },
    prepare: ({ plane, service, entity }) => {
        const server = plane.store.get(entity.id.slice(0, entity.id.toLowerCase().lastIndexOf("/tools/")))!;
        if (!isMcpServer(server)) {
            throw invalidFields({ target: "apiId", message: "Only APIs of type 'mcp' have tools." });
        }
        if (!operationOf(plane.store, service.id, entity)) {
            throw invalidFields({ target: "operationId", message: "Operation not found." });
        }
        const twin = plane.store.children(server.id, tools.type).find(({ name, properties: { displayName } }) => {
            return name !== entity.name && displayName === entity.properties.displayName;
        });
        if (!twin) return;
        const message = `The MCP server has a tool of this name already: ${twin.name}.`;
        throw invalidFields({ target: "displayName", message });
    },
};

/** The operation that a tool calls, if it is there. */
export function operationOf(
    store: ControlPlane["store"],
    serviceId: string,
    { properties }: Entity,
): Entity | undefined {
    return store.get(`${serviceId}${relative(serviceId, String(properties.operationId))}`);
}

/**
 * @param leaving operations that are about to be deleted
 * @throws ArmError where a tool uses one (service changelog, June 2026; record mcp-tool-keeps-its-operation)
 */
export function refuseUsed(plane: ControlPlane, service: Entity, leaving: readonly Entity[]): void {
    const used = new Map(
        plane.store
            .children(service.id, tools.type)
            .map((tool) => [relative(service.id, String(tool.properties.operationId)).toLowerCase(), tool]),
    );
    for (const operation of leaving) {
        const tool = used.get(relative(service.id, operation.id).toLowerCase());
        if (tool) throw inUse(operation, tool);
    }
}

function inUse(operation: Entity, { properties }: Entity): ArmError {
    const message = `Operation '${operation.name}' cannot be deleted: the MCP tool '${properties.displayName}' uses it.`;
    return invalidFields({ target: "operationId", message });
}

/** Ids start at the service, or at the root. */
function relative(serviceId: string, id: string): string {
    return id.toLowerCase().startsWith(`${serviceId.toLowerCase()}/`) ? id.slice(serviceId.length) : id;
}
