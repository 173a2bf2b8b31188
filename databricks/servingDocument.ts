import { readFile } from "node:fs/promises";
import { callTarget, type CallTarget } from "./callTarget";
import type { ServingEndpoint, WorkspaceClient } from "./client";
import { jsonErrorPosition } from "./jsonPosition";
import { quote } from "./quote";
import { MAX_BODY_BYTES } from "./request";
import { WorkspaceError, type WorkspaceFailure } from "./workspaceError";

/** What publishing an endpoint starts from. */
export interface ServingDocument extends CallTarget {
    readonly endpoint: ServingEndpoint;
    /** The OpenAPI document, parsed. Only its being an object, its having paths and its servers are checked. */
    readonly document?: Record<string, unknown>;
    /** Why there is no document, though the endpoint is there and ready. */
    readonly missing?: MissingDocument;
}

export interface MissingDocument extends Omit<WorkspaceFailure, "mend"> {
    /**
     * True where the workspace itself says that there is none: by an error in its own form, or by a document without paths.
     * An empty body may be anybody's, and is not enough to take away what callers have.
     */
    readonly isSaid: boolean;
}

/** The endpoint is there and cannot serve a document now, because it is stopped, deployed or broken. */
export class EndpointNotReady extends WorkspaceError {}

/**
 * Reads an endpoint and its OpenAPI document. That an endpoint serves none is no error here: models without a signature,
 * pay-per-token models and Agent Bricks do not.
 *
 * @param file path of a document to take in place of the endpoint's own
 * @param unready true to take an endpoint that is not ready for one without a document
 * @throws {EndpointNotReady} the endpoint is not ready
 * @throws {WorkspaceError} a call fails (a document over 4 MB and a HTML page included), the endpoint is not there,
 * the file cannot be read, or the document is not JSON, no object, or names a server outside the workspace.
 */
export async function readServingDocument(
    client: WorkspaceClient,
    name: string,
    file?: string,
    unready = false,
): Promise<ServingDocument> {
    const endpoint = await client.getServingEndpoint(name);
    const notReady = problemOf(name, endpoint);
    if (notReady && !unready) throw new EndpointNotReady(notReady);
    const target = callTarget(endpoint, client.host);
    const origins = [client.host, new URL(target.invocationBase).origin];
    if (file !== undefined) {
        const source = { subject: `endpoint "${name}": the document ${quote(file)}`, mend: FILE_MEND };
        const document = parseDocument(source, await readText(source, file));
        checkServers(source, document, origins);
        return { endpoint, document, ...target };
    }
    if (notReady) return { endpoint, missing: { failure: notReady.failure, isSaid: true }, ...target };
    const text = await servedText(client, name);
    if (typeof text !== "string") return { endpoint, missing: text, ...target };
    const subject = `endpoint "${name}": its OpenAPI document`;
    const source = { subject, mend: SERVED_MEND };
    if (withoutMark(text).trim() === "") {
        return { endpoint, missing: { failure: `${subject} is empty`, isSaid: false }, ...target };
    }
    const document = parseDocument(source, text);
    checkServers(source, document, origins);
    if (hasNoPaths(document)) {
        const isSaid = typeof document.openapi === "string";
        return { endpoint, missing: { failure: `${subject} has no paths`, isSaid }, ...target };
    }
    return { endpoint, document, ...target };
}

/** A document, as messages name it, and what to do where it is none. */
interface Source {
    readonly subject: string;
    readonly mend: string;
}

const SERVED_MEND =
    "Compare it with what `databricks serving-endpoints get-open-api` prints, and report it to Databricks.";
const FILE_MEND =
    "It is named by the endpoint's document in serving-gateway:endpoints, as a path from the program's directory to " +
    "an OpenAPI document in JSON.";

/** Without a document there is nothing to publish, and a workspace makes it for an endpoint that is ready only. */
function problemOf(name: string, endpoint: ServingEndpoint): WorkspaceFailure | undefined {
    if (isReady(endpoint)) return undefined;
    const { ready = "", config_update: update = "unknown" } = endpoint.state!;
    return {
        failure: `endpoint "${name}": it is ${quote(ready)} (update: ${quote(update)})`,
        mend:
            update === "IN_PROGRESS"
                ? "It is being deployed. Run the command again when it is ready."
                : "It is stopped, or its deployment failed. Start or repair it in the workspace, then run again.",
    };
}

/** Whether an endpoint answers, with its present configuration or, while it is updated, with the one before. */
export function isReady({ state }: ServingEndpoint): boolean {
    return (state?.ready ?? "READY") === "READY";
}

/**
 * The endpoint was just read, so a 404 is the document's; and the call has nothing in it that could be wrong but the
 * endpoint, so a 400 is that too (which one a model without a signature gets is not documented). Except where the
 * endpoint was stopped in between, and where somebody else than the workspace answers, as a proxy does with a page.
 */
async function servedText(client: WorkspaceClient, name: string): Promise<string | MissingDocument> {
    try {
        return await client.getOpenApi(name);
    } catch (error) {
        if (!(error instanceof WorkspaceError) || (error.status !== 404 && error.status !== 400)) throw error;
        if (!error.own) throw notOwn(error);
        if (/not ready/i.test(error.said ?? "")) throw new EndpointNotReady(error);
        return { failure: error.failure, said: error.said, isSaid: true };
    }
}

function notOwn({ failure, said, status, errorCode }: WorkspaceError): WorkspaceError {
    return new WorkspaceError({
        failure: `${failure}, in a form that is not the workspace's own`,
        said,
        mend:
            "Does a proxy answer in place of the workspace? Only the workspace's own word that there is no document " +
            "counts; what is published stays.",
        status,
        errorCode,
    });
}

async function readText({ subject, mend }: Source, file: string): Promise<string> {
    try {
        const bytes = await readFile(file);
        if (bytes.length <= MAX_BODY_BYTES) return bytes.toString("utf8");
    } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        throw new WorkspaceError({ failure: `${subject} cannot be read (${code ?? message})`, mend });
    }
    throw new WorkspaceError({
        failure: `${subject} is over 4 MB`,
        mend: "API Management takes no OpenAPI document over 4 MB. Leave out paths, examples or descriptions.",
    });
}

function withoutMark(text: string): string {
    return text.replace(/^\uFEFF/, "");
}

function parseDocument({ subject, mend }: Source, body: string): Record<string, unknown> {
    const text = withoutMark(body);
    let json: unknown;
    try {
        json = JSON.parse(text);
    } catch {
        const { line, column } = jsonErrorPosition(text);
        throw new WorkspaceError({ failure: `${subject} is not JSON, from line ${line}, column ${column} on`, mend });
    }
    // One published client reads the document from an array of one; unwrapping costs nothing.
    const document = Array.isArray(json) && json.length === 1 ? json[0] : json;
    if (typeof document === "object" && document !== null && !Array.isArray(document)) return document;
    const shape = Array.isArray(document)
        ? `an array of ${document.length}`
        : document === null
          ? "null"
          : typeof document;
    throw new WorkspaceError({ failure: `${subject} is not an object (${shape})`, mend });
}

/** The gateway sends its credential to the workspace, so a document must not lead anywhere else, at any level. */
function checkServers({ subject }: Source, document: Record<string, unknown>, origins: readonly string[]): void {
    for (const [pointer, url] of serversIn(document)) {
        // Relative URLs are relative to where the document was read (OpenAPI 3.1.0, 4.8.5).
        if (URL.canParse(url, origins[0]) && origins.includes(new URL(url, origins[0]).origin)) continue;
        throw new WorkspaceError({
            failure: `${subject} names a server outside the workspace, at ${quote(pointer)}: "${quote(url)}"`,
            mend: `Calls and their credential go to ${origins[0]} only. Is that the workspace's own URL? It is serving-gateway:workspace.host (DATABRICKS_HOST).`,
        });
    }
}

/** URLs of the servers of the document, of its path items and of their operations, with where they stand. */
function serversIn(document: Record<string, unknown>): [pointer: string, url: string][] {
    const of = (value: unknown, pointer: string): [string, string][] => {
        const { servers } = (value ?? {}) as { servers?: unknown };
        return (Array.isArray(servers) ? (servers as unknown[]) : []).flatMap((server, index) => {
            const { url } = (server ?? {}) as { url?: unknown };
            return typeof url === "string" ? [[`${pointer}/servers/${index}/url`, url] as [string, string]] : [];
        });
    };
    const inside = (value: unknown, pointer: string) =>
        Object.entries(value ?? {}).map(([key, child]: [string, unknown]) => {
            return [child, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`] as const;
        });
    const { pathItems } = (document.components ?? {}) as { pathItems?: unknown };
    const items = [...inside(document.paths, "/paths"), ...inside(pathItems, "/components/pathItems")];
    const operations = items.flatMap(([item, pointer]) => inside(item, pointer));
    return [[document, ""] as const, ...items, ...operations].flatMap(([value, pointer]) => of(value, pointer));
}

/** As `{}`, or with an empty object; anything else in their place is no document, which is said later. */
function hasNoPaths({ paths }: Record<string, unknown>): boolean {
    if (paths === undefined || paths === null) return true;
    return typeof paths === "object" && !Array.isArray(paths) && Object.keys(paths).length === 0;
}
