import type { Credential } from "./credentials";
import { request, type RequestOptions } from "./request";

/** A service principal of the workspace. */
export interface WorkspaceServicePrincipal {
    /** The workspace's own id, which is not the application's. */
    readonly id: string;
    readonly displayName?: string;
}

/**
 * Looks for a service principal of the workspace.
 *
 * @param host the workspace's origin
 * @param applicationId of Microsoft Entra
 * @returns undefined where the workspace has none of that application, or does not show it
 * @throws {WorkspaceError}
 */
export async function findServicePrincipal(
    host: string,
    credential: Credential,
    applicationId: string,
    options: RequestOptions = {},
): Promise<WorkspaceServicePrincipal | undefined> {
    const authorization = await credential.authorization();
    // A quotation mark within a value of SCIM's filters is escaped (RFC 7644, 3.4.2.2).
    const filter = `applicationId eq ${JSON.stringify(applicationId)}`;
    const body = await request(
        {
            host,
            method: "GET",
            path: `/api/2.0/preview/scim/v2/ServicePrincipals?filter=${encodeURIComponent(filter)}`,
            headers: { accept: "application/scim+json", authorization },
            subject: `service principal ${applicationId}`,
            secrets: [authorization.replace(/^Bearer /, "")],
            mend: () => undefined,
        },
        options,
    );
    const { Resources: found } = parsed(body) as { Resources?: unknown };
    const first: unknown = Array.isArray(found) ? found[0] : undefined;
    if (typeof first !== "object" || first === null) return undefined;
    const { id, displayName } = first as Record<string, unknown>;
    if (typeof id !== "string") return undefined;
    return { id, displayName: typeof displayName === "string" ? displayName : undefined };
}

function parsed(body: string): object {
    try {
        const value: unknown = JSON.parse(body);
        return typeof value === "object" && value !== null ? value : {};
    } catch {
        return {};
    }
}
