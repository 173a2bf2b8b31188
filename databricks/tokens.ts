import type { WorkspaceClient } from "./client";
import { listIn } from "./listIn";

/** A personal access token, as the workspace lists it: without its value, which it shows only once. */
export interface ListedToken {
    readonly id: string;
    readonly comment: string;
}

/** Lists the deploying identity's own personal access tokens. @throws {WorkspaceError} */
export async function listTokens(client: WorkspaceClient): Promise<ListedToken[]> {
    const body = await client.call({ path: "/api/2.0/token/list" });
    // A workspace without tokens answers with an empty object.
    const infos = listIn(body, "token_infos", "GET /api/2.0/token/list", "list of tokens");
    return infos.flatMap(({ pointer, members: { token_id: id, comment }, refuse }) => {
        if (typeof id !== "string" || id === "") return refuse(`${pointer}/token_id`, id, "a string");
        if (comment === undefined || comment === null) return [];
        return typeof comment === "string" ? [{ id, comment }] : refuse(`${pointer}/comment`, comment, "a string");
    });
}
