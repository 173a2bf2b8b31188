import type { ServingEndpoint, WorkspaceClient } from "./client";
import { jsonErrorPosition } from "./jsonPosition";
import { quote } from "./quote";
import { WorkspaceError } from "./workspaceError";

/** What publishing an endpoint starts from. */
export interface ServingDocument {
    readonly endpoint: ServingEndpoint;
    /** The endpoint's OpenAPI document, parsed. Only its being an object and its servers are checked. */
    readonly document: Record<string, unknown>;
    /** Where calls go, without `/invocations`: `{host}/serving-endpoints/{name}`. */
    readonly invocationBase: string;
}

/**
 * Reads an endpoint and its OpenAPI document.
 *
 * @throws {WorkspaceError} a call fails (a document over 4 MB and a HTML page included), the endpoint is not ready, or
 * its document is empty, not JSON, no object, or names a server outside the workspace.
 */
export async function readServingDocument(client: WorkspaceClient, name: string): Promise<ServingDocument> {
    const endpoint = await client.getServingEndpoint(name);
    checkReady(name, endpoint);
    const document = parseDocument(name, await client.getOpenApi(name));
    checkServers(name, document, client.host);
    return { endpoint, document, invocationBase: `${client.host}/serving-endpoints/${encodeURIComponent(name)}` };
}

/** Without a document there is nothing to publish, and a workspace makes it for an endpoint that is ready only. */
function checkReady(name: string, endpoint: ServingEndpoint): void {
    const ready = endpoint.state?.ready ?? "READY";
    if (ready === "READY") return;
    const update = endpoint.state?.config_update ?? "unknown";
    throw new WorkspaceError({
        failure: `endpoint "${name}": it is ${quote(ready)} (update: ${quote(update)})`,
        mend:
            update === "IN_PROGRESS"
                ? "It is being deployed. Run the command again when it is ready."
                : "It is stopped, or its deployment failed. Start or repair it in the workspace, then run again.",
    });
}

function parseDocument(name: string, body: string): Record<string, unknown> {
    const text = body.replace(/^\uFEFF/, "");
    if (text.trim() === "") {
        throw new WorkspaceError({
            failure: `endpoint "${name}": its OpenAPI document is empty`,
            mend: "The served model has no signature. Log the model with one and deploy it again.",
        });
    }
    let json: unknown;
    try {
        json = JSON.parse(text);
    } catch {
        const { line, column } = jsonErrorPosition(text);
        throw new WorkspaceError({
            failure: `endpoint "${name}": its OpenAPI document is not JSON, from line ${line}, column ${column} on`,
            mend: "Compare it with what `databricks serving-endpoints get-open-api` prints, and report it to Databricks.",
        });
    }
    // One published client reads the document from an array of one; unwrapping costs nothing.
    const document = Array.isArray(json) && json.length === 1 ? json[0] : json;
    if (typeof document === "object" && document !== null && !Array.isArray(document)) return document;
    const shape = Array.isArray(document)
        ? `an array of ${document.length}`
        : document === null
          ? "null"
          : typeof document;
    throw new WorkspaceError({
        failure: `endpoint "${name}": its OpenAPI document is not an object (${shape})`,
        mend: "Compare it with what `databricks serving-endpoints get-open-api` prints, and report it to Databricks.",
    });
}

/** The gateway sends its credential to the workspace, so a document must not lead anywhere else. */
function checkServers(name: string, document: Record<string, unknown>, host: string): void {
    const servers: unknown[] = Array.isArray(document.servers) ? document.servers : [];
    servers.forEach((server: unknown, index) => {
        const url = (server as { url?: unknown } | null)?.url;
        if (typeof url !== "string") return;
        // Relative URLs are relative to where the document was read (OpenAPI 3.1.0, 4.8.5).
        if (URL.canParse(url, host) && new URL(url, host).origin === host) return;
        throw new WorkspaceError({
            failure: `endpoint "${name}": its OpenAPI document names a server outside the workspace, at /servers/${index}/url: "${quote(url)}"`,
            mend: `Calls and their credential go to ${host} only. Is that the workspace's own URL? It is serving-gateway:workspace.host (DATABRICKS_HOST).`,
        });
    });
}
