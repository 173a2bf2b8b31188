import { operationOf, tools } from "../../arm/resources/mcpServers";
import type { Entity, Store } from "../../arm/kernel/store";
import type { Exchange, GatewayRequest } from "../exchange";

/** A tool of an MCP server, with the operation behind it. */
export interface Tool {
    /** As `tools/list` has it. */
    readonly listed: { readonly name: string; readonly description: string; readonly inputSchema: object };
    readonly api: Entity;
    readonly operation: Entity;
    /** Names of arguments that go into the path, the query and the headers. */
    readonly inPath: readonly string[];
    readonly inQuery: readonly string[];
    readonly inHeaders: readonly string[];
}

interface Parameter {
    readonly name: string;
    readonly description?: string;
    readonly type?: string;
    readonly required?: boolean;
}

interface Representation {
    readonly contentType: string;
    readonly schemaId?: string;
    readonly typeName?: string;
}

/** The tools whose operations are there, in the order of their names. */
export function toolsOf(store: Store, serviceId: string, server: Entity): Tool[] {
    return store.children(server.id, tools.type).flatMap((tool) => {
        const operation = operationOf(store, serviceId, tool);
        const api = operation && store.get(operation.id.slice(0, operation.id.lastIndexOf("/operations/")));
        return api ? [toolOf(store, tool, api, operation)] : [];
    });
}

/** The arguments are the members of the operation's body, and its parameters (record mcp-tool-schema). */
function toolOf(store: Store, tool: Entity, api: Entity, operation: Entity): Tool {
    const { displayName, description = "" } = tool.properties;
    const request = operation.properties.request as {
        queryParameters?: Parameter[];
        headers?: Parameter[];
        representations?: Representation[];
    };
    const inPath = (operation.properties.templateParameters ?? []) as Parameter[];
    const inQuery = request?.queryParameters ?? [];
    const inHeaders = request?.headers ?? [];
    const body = bodySchema(store, api, request?.representations ?? []);
    const parameters = [...inPath.map((parameter) => ({ ...parameter, required: true })), ...inQuery, ...inHeaders];
    const properties = Object.fromEntries(
        parameters.map(({ name, description }) => [name, { type: "string", description }]),
    );
    const required = parameters.flatMap((parameter) => (parameter.required ? [parameter.name] : []));
    const inputSchema =
        parameters.length === 0
            ? body
            : {
                  ...body,
                  properties: { ...properties, ...(body.properties as object) },
                  required: [...required, ...((body.required ?? []) as string[])],
              };
    return {
        listed: { name: String(displayName), description: String(description), inputSchema },
        api,
        operation,
        inPath: inPath.map(({ name }) => name),
        inQuery: inQuery.map(({ name }) => name),
        inHeaders: inHeaders.map(({ name }) => name),
    };
}

function bodySchema(store: Store, api: Entity, representations: readonly Representation[]): Record<string, unknown> {
    const json = representations.find(({ contentType }) => /json/i.test(contentType));
    const schema = json?.schemaId === undefined ? undefined : store.get(`${api.id}/schemas/${json.schemaId}`);
    const document = schema?.properties.document as { components?: { schemas?: Record<string, object> } } | undefined;
    const named = document?.components?.schemas ?? {};
    const root = json?.typeName === undefined ? undefined : named[json.typeName];
    if (root === undefined) return { type: "object" };
    const defs: Record<string, unknown> = {};
    const body = local(root, named, defs) as Record<string, unknown>;
    return Object.keys(defs).length === 0 ? body : { ...body, $defs: defs };
}

/** The schema with its references to the document's schemas led to definitions of its own. */
function local(value: unknown, named: Record<string, object>, defs: Record<string, unknown>): unknown {
    if (Array.isArray(value)) return value.map((item) => local(item, named, defs));
    if (typeof value !== "object" || value === null) return value;
    const members = Object.entries(value).map(([key, member]) => {
        const [, name] = (key === "$ref" && /^#\/components\/schemas\/(.+)$/.exec(String(member))) || [];
        if (name === undefined) return [key, local(member, named, defs)];
        if (!Object.hasOwn(defs, name) && Object.hasOwn(named, name)) {
            defs[name] = {};
            defs[name] = local(named[name], named, defs);
        }
        return [key, `#/$defs/${name}`];
    });
    return Object.fromEntries(members);
}

/** Headers of a message of MCP that say nothing of the call behind it. */
const ofMessage = ["content-length", "transfer-encoding", "accept-encoding", "mcp-session-id", "mcp-protocol-version"];

/** The request for the operation: the caller's headers, among them its key, and the arguments (record mcp-tool-call). */
export function toolCall(tool: Tool, values: Record<string, unknown>, { request, origin }: Exchange): GatewayRequest {
    const { inPath, inQuery, inHeaders, operation } = tool;
    const template = String(operation.properties.urlTemplate).split("?")[0]!;
    const path = template.replace(/\{\*?([^{}]*)\}/g, (_, name: string) =>
        encodeURIComponent(String(values[name] ?? "")),
    );
    const query = new URLSearchParams(request.query);
    for (const name of inQuery) if (values[name] !== undefined) query.set(name, String(values[name]));
    const apart = [...inPath, ...inQuery, ...inHeaders];
    const rest = Object.entries(values).filter(([name]) => !apart.includes(name));
    const headers = request.headers.copy();
    for (const name of inHeaders) if (values[name] !== undefined) headers.set(name, String(values[name]));
    for (const name of ofMessage) headers.delete(name);
    headers.set("Host", new URL(origin).host);
    headers.set("Accept", "application/json");
    headers.set("Content-Type", "application/json");
    const body = Buffer.from(JSON.stringify(Object.fromEntries(rest)));
    headers.set("Content-Length", String(body.length));
    const asked = query.size === 0 ? "" : `?${query}`;
    return { method: String(operation.properties.method).toUpperCase(), path, query: asked, headers, body };
}
