import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";

/** Type of `McpServer` in URNs. */
export const mcpServerType = "pulumi-nodejs:dynamic/serving-gateway:McpServer";

/** An operation of an API that models can call. */
export interface McpTool {
    /** What models call it: letters, digits, `_` and `-`. @example "wine_quality" */
    readonly name: string;
    /** What a model chooses it by. At most 1000 characters. */
    readonly description: string;
    /** The operation: `/apis/{api}/operations/{operation}`. */
    readonly operationId: string;
}

interface McpServerInputs {
    /** Azure resource id. Another one is another resource. */
    readonly serverId: pulumi.Input<string>;
    /** Path under the gateway's host, without the `/mcp` that follows it. */
    readonly path: string;
    readonly displayName: string;
    readonly description: string;
    /** Where callers put their key. @default they need none */
    readonly keys?: { readonly header: string; readonly query: string; readonly bearer?: boolean };
    readonly tools: pulumi.Input<pulumi.Input<McpTool>[]>;
}

/**
 * An MCP server of API Management, with its tools. Only a preview version of Azure's API has it, and azure-native has no type
 * of that version. What is in the service under its name before is refused, and tools that others add are left alone.
 */
export class McpServer extends DynamicResource {
    constructor(name: string, args: McpServerInputs, opts?: pulumi.CustomResourceOptions) {
        super("McpServer", "mcpServerProvider", name, args, [], opts);
    }
}
