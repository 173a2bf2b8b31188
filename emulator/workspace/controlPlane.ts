import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Access } from "./access";
import { DatabricksError, notEmulated } from "./databricksError";
import { type Addresses, dataPlaneInfo } from "./dataPlane";
import { detailed, listItem } from "./endpoint";
import type { Principal } from "./principals";
import { WorkspaceState } from "./workspaceState";

/**
 * The workspace's REST API, as far as it is emulated: serving endpoints for reading, personal access tokens, OAuth, and
 * the caller's own identity.
 */
export function controlPlane(
    server: FastifyInstance,
    state: WorkspaceState,
    access: Access,
    addresses: Addresses,
    principalOf: (request: FastifyRequest) => Principal,
): void {
    const endpoints = "/api/2.0/serving-endpoints";

    /** @throws {DatabricksError} 404, or 403 for a caller who must not see it */
    const visible = (request: FastifyRequest<{ Params: { name: string } }>) => {
        const endpoint = state.endpoint(request.params.name);
        access.permissions.check(principalOf(request), endpoint, "CAN_VIEW");
        return endpoint;
    };

    // One answer with everything that the caller may see: the API has no pages.
    server.get(endpoints, (request) => {
        const caller = principalOf(request);
        const seen = state.endpoints().filter((endpoint) => access.permissions.levelOf(caller, endpoint));
        return { endpoints: seen.map(listItem) };
    });

    server.get<{ Params: { name: string } }>(`${endpoints}/:name`, (request) => {
        const endpoint = visible(request);
        const permission_level = access.permissions.levelOf(principalOf(request), endpoint);
        const queries = permission_level !== "CAN_VIEW" && endpoint.route_optimized;
        return {
            ...detailed(endpoint),
            permission_level,
            ...(queries && dataPlaneInfo(endpoint, addresses.dataPlane())),
        };
    });

    server.get<{ Params: { name: string } }>(`${endpoints}/:name/openapi`, (request, reply) => {
        const { params } = request;
        const { ready } = visible(request).state;
        // The documentation says that a document needs READY; what is answered otherwise is not documented.
        if (ready !== "READY")
            throw new DatabricksError(400, "INVALID_STATE", `Endpoint '${params.name}' is not ready.`);
        // The SDKs ask for text/plain, the documentation for JSON; the body is the document itself either way.
        return reply.type("application/json").send(state.document(params.name, addresses.workspace()));
    });

    server.post("/api/2.0/token/create", (request) => {
        const { comment, lifetime_seconds } = jsonBody(request);
        return access.tokens.create(principalOf(request), comment, lifetime_seconds);
    });

    server.get("/api/2.0/token/list", (request) => ({ token_infos: access.tokens.list(principalOf(request)) }));

    server.post("/api/2.0/token/delete", (request) => {
        access.tokens.delete(principalOf(request), jsonBody(request).token_id);
        return {};
    });

    server.get("/api/2.0/token-management/tokens", (request) => {
        if (principalOf(request).admin) return { token_infos: access.tokens.listAll() };
        throw new DatabricksError(403, "PERMISSION_DENIED", "Only administrators may manage tokens.");
    });

    server.get("/api/2.0/preview/scim/v2/Me", (request) => {
        const { id, name, displayName, servicePrincipal } = principalOf(request);
        const emails = servicePrincipal ? [] : [{ type: "work", value: name, primary: true }];
        const schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"];
        return { schemas, id, userName: name, displayName, active: true, emails, groups: [] };
    });

    server.setNotFoundHandler(({ method, url }) => {
        const [path = ""] = url.split("?");
        // Below these a workspace has more than the emulator.
        if (/^\/(?:api|serving-endpoints|ai-gateway|oidc)\//.test(path)) throw notEmulated(`'${method} ${path}'`);
        throw new DatabricksError(404, "ENDPOINT_NOT_FOUND", `No API found for '${method} ${path}'`);
    });
}

/** @throws {DatabricksError} 400 */
export function jsonBody(request: FastifyRequest): Record<string, unknown> {
    try {
        const value: unknown = JSON.parse(String(request.body || "{}"));
        if (typeof value === "object" && value !== null && !Array.isArray(value))
            return value as Record<string, unknown>;
    } catch {
        // Answered below, like every other body that is no object.
    }
    throw new DatabricksError(
        400,
        "MALFORMED_REQUEST",
        "Invalid JSON given in the body of the request - expected a map",
    );
}
