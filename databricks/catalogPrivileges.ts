import { z } from "zod";
import { readJson, unusable, type WorkspaceCall, type WorkspaceClient } from "./client";
import { WorkspaceError } from "./workspaceError";

/** Something in Unity Catalog that privileges are granted on. */
export interface Securable {
    /** As the API names its type. */
    readonly type: "catalog" | "schema" | "model_service";
    /** Its full name, part by part. @example ["main", "support"] */
    readonly parts: readonly string[];
}

/** Everybody in the account. */
const everybody = "account users";

/**
 * Whether a service principal lacks a privilege, its inherited ones included. A group that has the privilege may have the
 * principal as a member, which is not looked at: the answer is then no.
 *
 * @param privilege as the API names it, e.g. `USE_CATALOG`
 * @returns undefined where the deploying identity must not read privileges
 * @throws {WorkspaceError}
 */
export async function lacksPrivilege(
    client: WorkspaceClient,
    { type, parts }: Securable,
    privilege: string,
    applicationId: string,
): Promise<boolean | undefined> {
    const path = `/api/2.1/unity-catalog/effective-permissions/${type}/${encodeURIComponent(parts.join("."))}`;
    const holders: string[] = [];
    let token: string | undefined = "";
    for (let page = 0; token !== undefined; page++) {
        const next: string = token === "" ? "" : `&page_token=${encodeURIComponent(token)}`;
        const call: WorkspaceCall = { path: `${path}?max_results=0${next}` };
        const body = await unlessRefused(readJson(client, call));
        if (body === undefined) return undefined;
        const { privilege_assignments, next_page_token } = answerOf(call, body);
        for (const { principal, privileges } of privilege_assignments ?? []) {
            const held = privileges?.some((one) => one.privilege === privilege || one.privilege === "ALL_PRIVILEGES");
            if (held) holders.push(principal);
        }
        if (page > mostPages) throw unusable(call, "more pages than there can be");
        token = next_page_token || undefined;
    }
    return !holders.some((holder) => holder === applicationId || holder === everybody || isGroup(holder));
}

/**
 * The statement that grants a privilege, in Databricks SQL.
 *
 * @param principal e-mail address, application id or name of a group
 */
export function grantStatement({ type, parts }: Securable, privilege: string, principal: string): string {
    const words = (name: string) => name.replaceAll("_", " ").toUpperCase();
    return `GRANT ${words(privilege)} ON ${words(type)} ${parts.map(quoted).join(".")} TO ${quoted(principal)};`;
}

/** A name as a delimited identifier (Databricks SQL, "Identifiers"). */
function quoted(name: string): string {
    return `\`${name.replaceAll("`", "``")}\``;
}

/** Who does not manage a securable may be refused, or be told that there is none. */
async function unlessRefused(reading: Promise<unknown>): Promise<unknown> {
    return reading.catch((error: unknown) => {
        if (error instanceof WorkspaceError && (error.status === 403 || error.status === 404)) return undefined;
        throw error;
    });
}

/** Users have addresses, and service principals the GUIDs of their applications. */
function isGroup(principal: string): boolean {
    return !principal.includes("@") && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(principal);
}

const mostPages = 1000;

const answerSchema = z.object({
    privilege_assignments: z
        .array(
            z.object({
                principal: z.string(),
                privileges: z.array(z.object({ privilege: z.string().nullish() })).nullish(),
            }),
        )
        .nullish(),
    next_page_token: z.string().nullish(),
});

function answerOf(call: WorkspaceCall, body: unknown): z.infer<typeof answerSchema> {
    const { success, data } = answerSchema.safeParse(body);
    if (success) return data;
    throw unusable(call, "something that is not a list of privileges");
}
