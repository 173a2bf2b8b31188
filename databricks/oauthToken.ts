import { AccessToken } from "./accessToken";
import { quote } from "./quote";
import { request, RequestOptions } from "./request";
import { WorkspaceError } from "./workspaceError";

/** A service principal of the workspace with an OAuth secret. */
export interface ServicePrincipal {
    readonly clientId: string;
    readonly clientSecret: string;
}

const PATH = "/oidc/v1/token";

/** Longest that a token is kept, in seconds, whatever the workspace says of it; Databricks' own live an hour. */
const DAY = 86_400;

const FIX =
    "Check serving-gateway:workspace.clientId and clientSecret (DATABRICKS_CLIENT_ID, DATABRICKS_CLIENT_SECRET): " +
    "the secret must be one that Databricks created for the service principal, not one of Microsoft Entra, and it " +
    "may have expired.";

/**
 * Gets an OAuth token from the workspace itself (machine-to-machine: RFC 6749, 4.4, with Databricks' scope `all-apis`).
 *
 * @throws {WorkspaceError} the workspace refuses, or answers with something else than a token.
 */
export async function fetchOAuthToken(
    host: string,
    principal: ServicePrincipal,
    now: () => number,
    options: RequestOptions,
): Promise<AccessToken> {
    const basic = Buffer.from(`${principal.clientId}:${principal.clientSecret}`).toString("base64");
    const asked = now();
    const secrets = [principal.clientSecret, basic];
    const answer = await request(
        {
            host,
            method: "POST",
            path: PATH,
            headers: {
                accept: "application/json",
                authorization: `Basic ${basic}`,
                "content-type": "application/x-www-form-urlencoded",
            },
            body: "grant_type=client_credentials&scope=all-apis",
            subject: `service principal ${quote(principal.clientId, secrets)}`,
            secrets,
            fix: (status) => (status >= 400 && status < 404 ? FIX : undefined),
        },
        options,
    );
    const token = parse(answer);
    if (token === undefined) {
        throw new WorkspaceError({
            failure: `the workspace answered POST ${PATH} with something that is not an OAuth token`,
            fix: "Check that serving-gateway:workspace.host (DATABRICKS_HOST) is the URL of a Databricks workspace.",
        });
    }
    return { value: token.value, expiresAt: asked + 1000 * token.expiresInSeconds };
}

function parse(answer: string): { value: string; expiresInSeconds: number } | undefined {
    try {
        const { access_token: value, expires_in: seconds } = JSON.parse(answer) as Record<string, unknown>;
        if (typeof value !== "string" || !/^[\x21-\x7E]+$/.test(value)) return undefined;
        // `expires_in` is only recommended (RFC 6749, 5.1); without it the token is used once.
        return { value, expiresInSeconds: typeof seconds === "number" && seconds > 0 ? Math.min(seconds, DAY) : 0 };
    } catch {
        return undefined;
    }
}
