import type { FastifyInstance } from "fastify";
import type { Access } from "./access";
import { type Addresses, authorizationDetails, WORKSPACE_ID } from "./dataPlane";
import { LEVELS } from "./permissions";
import type { Principal } from "./principals";
import type { WorkspaceState } from "./workspaceState";

const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/** The workspace as an issuer of OAuth tokens: what its clients look up, its keys, and the tokens. */
export function oauthPaths(
    server: FastifyInstance,
    state: WorkspaceState,
    access: Access,
    { workspace: origin, dataPlane }: Addresses,
): void {
    // What Databricks' SDKs look up before they ask for an OAuth token. Open to everybody, as the real ones are.
    server.get("/.well-known/databricks-config", () => ({
        oidc_endpoint: `${origin()}/oidc`,
        workspace_id: WORKSPACE_ID,
    }));
    server.get("/oidc/.well-known/oauth-authorization-server", () => ({
        issuer: `${origin()}/oidc`,
        authorization_endpoint: `${origin()}/oidc/v1/authorize`,
        token_endpoint: `${origin()}/oidc/v1/token`,
        jwks_uri: `${origin()}/oidc/jwks.json`,
    }));
    server.get("/oidc/jwks.json", () => access.oauth.issuer.jwks());

    server.post("/oidc/v1/token", async (request, reply) => {
        const form = new URLSearchParams(String(request.body ?? ""));
        const refuse = (status: number, error: string, error_description: string) =>
            reply.status(status).send({ error, error_description });
        const [grant, details] = [form.get("grant_type"), form.get("authorization_details")];
        let principal: Principal | undefined;
        if (grant === "client_credentials") {
            if (form.get("scope") !== "all-apis") return refuse(400, "invalid_scope", "The scope is not all-apis");
            principal = access.oauth.client(request.headers.authorization ?? "");
            if (principal === undefined) return refuse(401, "invalid_client", "Client authentication failed");
        } else if (grant === JWT_BEARER && details !== null) {
            principal = await access.oauth.authenticate(form.get("assertion") ?? "");
        } else {
            return refuse(400, "unsupported_grant_type", `Not emulated: ${grant}`);
        }
        if (details === null) return access.oauth.issue(principal, origin());
        const endpoint = state.endpoints().find((candidate) => authorizationDetails(candidate) === details);
        const level = endpoint && access.permissions.levelOf(principal, endpoint);
        // Record oauth-details-not-granted.
        if (level === undefined || level === LEVELS[0]) {
            return refuse(403, "access_denied", "The authorization details are not granted to the client");
        }
        return access.oauth.issue(principal, dataPlane(), details);
    });
}

/** Paths that need no credential. */
export function isOpen(path: string): boolean {
    return ["/oidc/v1/token", "/oidc/jwks.json"].includes(path) || path.includes("/.well-known/");
}
