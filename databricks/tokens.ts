import type { Credential } from "./credentials";
import { request, type RequestOptions } from "./request";

/** A personal access token, as the workspace lists it: without its value, which it shows only once. */
export interface ListedToken {
    readonly id: string;
    readonly comment: string;
}

/**
 * Lists the deploying identity's own personal access tokens.
 *
 * @param host the workspace's origin
 * @throws {WorkspaceError}
 */
export async function listTokens(
    host: string,
    credential: Credential,
    options: RequestOptions = {},
): Promise<ListedToken[]> {
    const authorization = await credential.authorization();
    const body = await request(
        {
            host,
            method: "GET",
            path: "/api/2.0/token/list",
            headers: { accept: "application/json", authorization },
            secrets: [authorization.replace(/^Bearer /, "")],
            mend: () => undefined,
        },
        options,
    );
    const infos = tokenInfos(body);
    return infos.flatMap((info) => {
        const { token_id: id, comment } = Object(info) as Record<string, unknown>;
        return typeof id === "string" && typeof comment === "string" ? [{ id, comment }] : [];
    });
}

function tokenInfos(body: string): readonly unknown[] {
    try {
        const { token_infos: infos } = Object(JSON.parse(body)) as { token_infos?: unknown };
        return Array.isArray(infos) ? infos : [];
    } catch {
        return [];
    }
}
