import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { isNumber } from "../json/exactNumber";
import { parseJson } from "../json/jsonText";
import { jsonErrorPosition } from "./jsonPosition";
import { quote } from "./quote";
import { MAX_BODY_BYTES } from "./request";
import { WorkspaceError } from "./workspaceError";

/** A document, as messages name it, and what to do where it is none. */
export interface Named {
    /** @example `endpoint "churn": its OpenAPI document` */
    readonly subject: string;
    readonly fix: string;
    /** What to do where it names a server that calls do not go to. @default advice about the workspace's own URL */
    readonly serverFix?: string;
}

/**
 * Reads a document that somebody wrote to a file.
 *
 * @param model it is for, as messages name it, e.g. `endpoint "churn"`
 * @param origins those that calls may go to; the first is the workspace's own
 * @throws {WorkspaceError} the file cannot be read, or holds no document that `parseDocument` takes
 */
export async function readDocumentFile(
    model: string,
    file: string,
    origins: readonly string[],
): Promise<Record<string, unknown>> {
    const path = resolve(file);
    const named = { subject: `${model}: the document ${quote(path)}`, fix: FILE_FIX };
    return parseDocument(named, await readText(named, path), origins);
}

/**
 * Parses a document. The gateway sends its credential to the workspace, so a document must not lead anywhere else, at any
 * level.
 *
 * @param origins those that calls may go to; the first is the workspace's own
 * @throws {WorkspaceError} it is not JSON, no object, or names a server of another origin
 */
export function parseDocument(named: Named, text: string, origins: readonly string[]): Record<string, unknown> {
    const document = parseObject(named, text);
    checkServers(named, document, origins);
    return document;
}

/** Whether it is empty, but for a byte order mark. */
export function isEmptyText(text: string): boolean {
    return withoutMark(text).trim() === "";
}

/** As `{}`, or with an empty object; anything else in their place is no document, which is said later. */
export function hasNoPaths({ paths }: Record<string, unknown>): boolean {
    if (paths === undefined || paths === null) return true;
    return typeof paths === "object" && !Array.isArray(paths) && Object.keys(paths).length === 0;
}

const FILE_FIX =
    "Set document, at the entry of the model in the settings, to the path of an OpenAPI document in JSON, " +
    "relative to the program's directory.";

async function readText({ subject, fix }: Named, file: string): Promise<string> {
    try {
        const bytes = await readFile(file);
        if (bytes.length <= MAX_BODY_BYTES) return bytes.toString("utf8");
    } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        throw new WorkspaceError({ failure: `${subject} cannot be read (${code ?? message})`, fix });
    }
    throw new WorkspaceError({
        failure: `${subject} is over 4 MB`,
        fix: "API Management imports no OpenAPI document over 4 MB. Remove paths, examples or descriptions.",
    });
}

function withoutMark(text: string): string {
    return text.replace(/^\uFEFF/, "");
}

function parseObject({ subject, fix }: Named, body: string): Record<string, unknown> {
    const text = withoutMark(body);
    let json: unknown;
    try {
        json = parseJson(text);
    } catch {
        const { line, column } = jsonErrorPosition(text);
        throw new WorkspaceError({ failure: `${subject} is not JSON (line ${line}, column ${column})`, fix });
    }
    // One published client reads the document from an array of one; unwrapping costs nothing.
    const document = Array.isArray(json) && json.length === 1 ? json[0] : json;
    const isObject = typeof document === "object" && document !== null && !isNumber(document);
    if (isObject && !Array.isArray(document)) return document as Record<string, unknown>;
    const shape = Array.isArray(document)
        ? `an array of ${document.length}`
        : document === null
          ? "null"
          : isNumber(document)
            ? "number"
            : typeof document;
    throw new WorkspaceError({ failure: `${subject} is not an object (${shape})`, fix });
}

function checkServers(
    { subject, serverFix }: Named,
    document: Record<string, unknown>,
    origins: readonly string[],
): void {
    for (const [pointer, url] of serversIn(document)) {
        // Relative URLs are relative to where the document was read (OpenAPI 3.1.0, 4.8.5).
        if (URL.canParse(url, origins[0]) && origins.includes(new URL(url, origins[0]).origin)) continue;
        throw new WorkspaceError({
            failure: `${subject} names a server outside the workspace, at ${quote(pointer)}: "${quote(url)}"`,
            fix:
                `Calls and their credential go only to ${origins[0]}. ` +
                (serverFix ??
                    "Check that serving-gateway:workspace.host (DATABRICKS_HOST) is the workspace's own URL."),
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
