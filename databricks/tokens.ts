import type { Credential } from "./credentials";
import { listIn } from "./listIn";
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
    // A workspace without tokens answers with an empty object.
    const infos = listIn(body, "token_infos", "GET /api/2.0/token/list", "list of tokens");
    return infos.flatMap(({ pointer, members: { token_id: id, comment }, refuse }) => {
        if (typeof id !== "string" || id === "") return refuse(`${pointer}/token_id`, id, "a text");
        if (comment === undefined || comment === null) return [];
        return typeof comment === "string" ? [{ id, comment }] : refuse(`${pointer}/comment`, comment, "a text");
    });
}
