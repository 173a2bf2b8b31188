import type * as pulumi from "@pulumi/pulumi";
import { mcpPreview } from "../azure/armApiVersions";
import { AzureError } from "../azure/azureError";
import { foreignKeys } from "../azure/foreignKeys";
import { type Entity, ResourceManager } from "../azure/resourceManager";
import { canonicalJson } from "../transforms/canonical";
import { withoutTrace } from "./withoutTrace";

interface Tool {
    /** What models call it, and its identifier in the server. */
    readonly name: string;
    readonly description: string;
    /** The operation behind it: `/apis/{api}/operations/{operation}`. */
    readonly operationId: string;
}

interface State {
    /** Azure resource id. */
    readonly serverId: string;
    readonly path: string;
    readonly displayName: string;
    readonly description: string;
    /** Where callers put their key. Absent where they need none. */
    readonly keys?: { readonly header: string; readonly query: string; readonly bearer?: boolean };
    readonly tools: readonly Tool[];
}

type Azure = Pick<ResourceManager, "get" | "list" | "put" | "delete">;

/** Provider of `McpServer`, loaded as `DynamicResource` says. */
export const mcpServerProvider = mcpServerOn(({ config }) =>
    ResourceManager.from((key) => config.get(key), process.env),
);

/** The provider on a connection of the caller's, for tests. */
export function mcpServerOn(
    connect: (request: pulumi.dynamic.ConfigureRequest) => Azure,
): pulumi.dynamic.ResourceProvider {
    let azure: Azure;
    const putTools = async ({ serverId, tools }: State, before: readonly Tool[]) => {
        for (const tool of tools) {
            const same = before.find(({ name }) => name === tool.name);
            if (same && canonicalJson(same) === canonicalJson(tool)) continue;
            const { name: displayName, description, operationId } = tool;
            const properties = { displayName, description, operationId };
            await azure.put(toolId(serverId, tool), mcpPreview, { properties });
        }
    };
    const deleteTools = async (serverId: string, tools: readonly Tool[]) => {
        for (const tool of tools) await azure.delete(toolId(serverId, tool), mcpPreview);
    };
    // The state will not have what was made here and now. What somebody else made meanwhile stays.
    const deleteMade = async ({ tools: _, ...inputs }: State) => {
        const made = { ...inputs, tools: [] };
        const server = await azure.get(made.serverId, mcpPreview);
        if (!server || canonicalJson(foundAs(made, server, [])) !== canonicalJson(stateOf(made))) return;
        await azure.delete(made.serverId, mcpPreview);
    };
    return {
        configure: async (request) => {
            azure = connect(request);
        },

        diff: async (_id, olds: State, news: State) => ({
            changes: canonicalJson(stateOf(olds)) !== canonicalJson(stateOf(news)),
            // Azure does not write ids in one case always.
            replaces: olds.serverId.toLowerCase() === news.serverId.toLowerCase() ? [] : ["serverId"],
            deleteBeforeReplace: true,
        }),

        create: (inputs: State) =>
            withoutTrace(async () => {
                const { serverId } = inputs;
                if (await azure.get(serverId, mcpPreview)) throw inPlace(serverId);
                try {
                    await azure.put(serverId, mcpPreview, bodyOf(inputs));
                    await putTools(inputs, []);
                } catch (error) {
                    await deleteMade(inputs).catch(() => undefined);
                    throw error;
                }
                return { id: serverId, outs: stateOf(inputs) };
            }),

        update: (_id, olds: State, news: State) =>
            withoutTrace(async () => {
                const { serverId, tools } = news;
                // Written anew, it would be there without its policy and its products.
                if (!(await azure.get(serverId, mcpPreview))) throw gone(serverId);
                await deleteTools(
                    serverId,
                    olds.tools.filter(({ name }) => !tools.some((tool) => tool.name === name)),
                );
                await azure.put(serverId, mcpPreview, bodyOf(news));
                await putTools(news, olds.tools);
                return { outs: stateOf(news) };
            }),

        read: (id, state: State) =>
            withoutTrace(async () => {
                const server = await azure.get(state.serverId, mcpPreview);
                if (!server) return { id: "" };
                const listed = await azure.list(`${state.serverId}/tools`, mcpPreview);
                const found = foundAs(state, server, listed);
                return { id, props: found, inputs: found };
            }),

        delete: (_id, { serverId, tools }: State) =>
            withoutTrace(async () => {
                const service = serverId.slice(0, serverId.lastIndexOf("/apis/"));
                const [foreign] = await foreignKeys(azure, service, [serverId], () => false);
                if (foreign)
                    throw keysEnd(
                        serverId,
                        foreign.subscriptions.map(({ name }) => name),
                    );
                await deleteTools(serverId, tools);
                await azure.delete(serverId, mcpPreview);
            }),
    };
}

function toolId(serverId: string, { name }: Tool): string {
    return `${serverId}/tools/${name}`;
}

function stateOf({ serverId, path, displayName, description, keys, tools }: State): State {
    return { serverId, path, displayName, description, ...(keys && { keys }), tools };
}

function bodyOf({ path, displayName, description, keys }: State): object {
    const names = keys && { header: keys.header, query: keys.query, ...(keys.bearer && { bearer: "enabled" }) };
    return {
        properties: {
            type: "mcp",
            path,
            displayName,
            description,
            protocols: ["https"],
            subscriptionRequired: keys !== undefined,
            ...(names && { subscriptionKeyParameterNames: names }),
            mcpProperties: { transportType: "streamable", endpoints: [{ name: "mcp", uriTemplate: "/mcp" }] },
        },
    };
}

/** The state as Azure shows it. What Azure does not show is taken to be as it was; tools of others are none of it. */
function foundAs(state: State, server: Entity, listed: readonly Entity[]): State {
    const shown = propertiesOf(server);
    const names = (shown.subscriptionKeyParameterNames ?? {}) as Entity;
    const keys = state.keys && {
        header: text(names.header, state.keys.header),
        query: text(names.query, state.keys.query),
        ...(state.keys.bearer && names.bearer !== "disabled" && { bearer: true }),
    };
    return stateOf({
        serverId: state.serverId,
        path: text(shown.path, state.path),
        displayName: text(shown.displayName, state.displayName),
        description: text(shown.description, state.description),
        // Of a server that takes calls without a key, none of the names counts.
        ...(keys && shown.subscriptionRequired !== false && { keys }),
        tools: state.tools.flatMap((tool) => {
            const entity = listed.find(({ name }) => String(name).toLowerCase() === tool.name.toLowerCase());
            if (!entity) return [];
            const { displayName, description, operationId } = propertiesOf(entity);
            // The tool keeps its name here, by which Azure has it: another one shown is told as another description.
            const isRenamed = text(displayName, tool.name) !== tool.name;
            return {
                name: tool.name,
                description: isRenamed ? "" : text(description, tool.description),
                operationId: sameOperation(text(operationId, tool.operationId), tool.operationId),
            };
        }),
    });
}

/** Azure may show an operation by its full id. */
function sameOperation(shown: string, wanted: string): string {
    return shown.toLowerCase().endsWith(wanted.toLowerCase()) ? wanted : shown;
}

function propertiesOf({ properties }: Entity): Entity {
    return (properties ?? {}) as Entity;
}

function text(value: unknown, otherwise: string): string {
    return typeof value === "string" ? value : otherwise;
}

function inPlace(serverId: string): AzureError {
    return new AzureError({
        failure: `${serverId} exists already, and is not in the stack's state`,
        fix: "Delete it if it is left over from a deployment that was killed, or set serving-gateway:namePrefix.",
    });
}

function gone(serverId: string): AzureError {
    return new AzureError({
        failure: `${serverId} was deleted outside of this stack`,
        fix: "Run `pulumi refresh` and then `pulumi up`, which creates it again.",
    });
}

function keysEnd(serverId: string, names: readonly string[]): AzureError {
    return new AzureError({
        failure: `${serverId} has subscriptions that the stack did not create (${names.join(", ")}), and is not deleted`,
        fix: "Their keys would stop working. Delete these subscriptions first, or set mcp again.",
    });
}
