import type { OpenAPIV3 } from "openapi-types";
import { stablePath } from "./routes";

/** What models call of a published document. */
export interface Tool {
    /** `operationId` of the operation, which is its name in the service. */
    readonly operationId: string;
    /** What it does and when it answers, in words. */
    readonly words: string;
}

/**
 * The operation of an endpoint's document that models call. Its name stays when a model is retrained.
 *
 * @returns why there is none, with the fix, as the end of a sentence
 */
export function toolIn({ paths, info, components }: OpenAPIV3.Document, description?: string): Tool | string {
    const { operationId, summary, description: more, requestBody } = paths[stablePath]?.post ?? {};
    if (operationId === undefined) {
        return `its document has no ${stablePath}. Set routes: stable or both at the endpoint, let paths include it, or remove mcp`;
    }
    const body = requestBody && "content" in requestBody ? requestBody.content["application/json"]?.schema : undefined;
    const root = body && "$ref" in body ? components?.schemas?.[body.$ref.split("/").at(-1)!] : body;
    // One tool without it makes clients refuse the list of all tools.
    if (root === undefined || "$ref" in root || root.type !== "object") {
        return (
            "the body of its requests is not described as an object, without which MCP clients refuse all tools. Set a " +
            "document of your own (document, at the endpoint in serving-gateway:endpoints), or remove mcp"
        );
    }
    const words = [description ?? info.description, summary, more].filter(Boolean).map(String);
    return { operationId, words: words.map(sentence).join(" ").replace(/\s+/g, " ") };
}

function sentence(text: string): string {
    return /[.!?]\s*$/.test(text) ? text.trim() : `${text.trim()}.`;
}
