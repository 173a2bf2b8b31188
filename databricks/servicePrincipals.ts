import type { WorkspaceClient } from "./client";
import { listIn } from "./listIn";

/** A service principal of the workspace. */
export interface WorkspaceServicePrincipal {
    /** The workspace's own id, which is not the application's. */
    readonly id: string;
    readonly displayName?: string;
}

/**
 * Looks for a service principal of the workspace.
 *
 * @param applicationId of Microsoft Entra
 * @returns undefined where the workspace has none of that application, or does not show it
 * @throws {WorkspaceError}
 */
export async function findServicePrincipal(
    client: WorkspaceClient,
    applicationId: string,
): Promise<WorkspaceServicePrincipal | undefined> {
    // A quotation mark within a value of SCIM's filters is escaped (RFC 7644, 3.4.2.2).
    const filter = `applicationId eq ${JSON.stringify(applicationId)}`;
    const subject = `service principal ${applicationId}`;
    const path = `/api/2.0/preview/scim/v2/ServicePrincipals?filter=${encodeURIComponent(filter)}`;
    const body = await client.call({ path, accept: "application/scim+json", subject });
    const call = "GET /api/2.0/preview/scim/v2/ServicePrincipals";
    const [first] = listIn(body, "Resources", call, "list of service principals", subject);
    if (!first) return undefined;
    const { pointer, members, refuse } = first;
    const { id, displayName } = members;
    if (typeof id !== "string" || id === "") return refuse(`${pointer}/id`, id, "a string");
    return { id, displayName: typeof displayName === "string" ? displayName : undefined };
}
