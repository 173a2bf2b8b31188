import fastify, { FastifyError, FastifyInstance, FastifyRequest } from "fastify";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { controlPlane } from "./controlPlane";
import { type Addresses, dataPlane } from "./dataPlane";
import { DatabricksError } from "./databricksError";
import { Access } from "./access";
import { appPaths } from "./apps/appPaths";
import { Apps } from "./apps/apps";
import { emulatorPaths } from "./emulatorPaths";
import type { EmulatedEndpoint } from "./endpoint";
import { isOpen, oauthPaths } from "./oauthPaths";
import type { Tenant } from "./oauthTokens";
import { permissionPaths } from "./permissionPaths";
import type { PermissionLevel } from "./permissions";
import { PlannedAnswer, PlannedAnswers } from "./plannedAnswer";
import type { PlannedCall } from "./plannedCall";
import { type Principal, SEEDED_SERVICE_PRINCIPAL, SEEDED_USER } from "./principals";
import { queryPaths } from "./queryPaths";
import { record, RecordedRequest } from "./recordedRequest";
import { seeds } from "./seeds";
import { servicePrincipals } from "./scim";
import { newClientSecret, newPersonalToken } from "./tokens";
import { aiGatewayPaths } from "./unityCatalog/aiGatewayPaths";
import { modelServicePaths } from "./unityCatalog/modelServicePaths";
import { ModelServices } from "./unityCatalog/modelServices";
import { privilegePaths } from "./unityCatalog/privilegePaths";
import { WorkspaceState } from "./workspaceState";

/** What an emulated workspace starts with. */
export interface WorkspaceOptions {
    /** Port on loopback. @default a free one */
    readonly port?: number;
    /** The personal access token that is accepted from the start. @default a new one, in Databricks' form */
    readonly token?: string;
    /** Milliseconds since 1970, for the ends of tokens. @default Date.now */
    readonly now?: () => number;
    /** The Microsoft Entra tenant whose tokens are accepted. @default none */
    readonly tenant?: Tenant;
    /** How long each call to the workspace's API takes, in milliseconds. @default 0 */
    readonly latencyMs?: number;
    /** Told of each call to the workspace's API once it is answered. @default nobody */
    readonly observe?: (call: { method: string; path: string; status: number }) => void;
}

/** A service principal, and what it can sign in with. */
export interface ServicePrincipalAccess {
    /** Application id, which is also the id of its OAuth client. */
    readonly clientId: string;
    readonly clientSecret: string;
    /** A personal access token of its own. */
    readonly token: string;
}

/** A Databricks workspace in this process: model serving and what authentication to it needs. */
export interface EmulatedWorkspace {
    /** E.g. `http://127.0.0.1:40123`. */
    readonly url: string;
    /** A personal access token that is accepted. */
    readonly token: string;
    /** A service principal that may query the endpoints which are there from the start. */
    readonly servicePrincipal: { readonly clientId: string; readonly clientSecret: string };
    /** The latest 1000 requests, without the credentials in them. */
    readonly requests: readonly RecordedRequest[];
    /** Its model services, and Unity Catalog's privileges on them. */
    readonly modelServices: ModelServices;
    /** Its apps, and the permissions on them. */
    readonly apps: Apps;
    /** Names of the endpoints, sorted. */
    endpoints(): string[];
    /** Makes an endpoint, or changes members of one, e.g. its `state`. */
    setEndpoint(name: string, changes: Partial<EmulatedEndpoint>): void;
    /**
     * Changes an endpoint's OpenAPI document: a text is served as it is, be it JSON or not. A document with other served
     * models than before counts as their deployment.
     */
    setDocument(name: string, document: string | object): void;
    removeEndpoint(name: string): void;
    /** From now on, the token is an invalid one, be it a personal access token or an OAuth token. */
    revokeToken(token: string): void;
    /** Adds a service principal that may do nothing yet. @param applicationId @default a new one */
    addServicePrincipal(applicationId?: string): ServicePrincipalAccess;
    /**
     * Gives a principal a level on an endpoint, in place of the one it has.
     *
     * @param principal e-mail address, application id, or `users` for everybody
     */
    grant(principal: string, endpoint: string, level: PermissionLevel): void;
    /** Takes away what a principal has on an endpoint. */
    revoke(principal: string, endpoint: string): void;
    /** Answers the next requests with something else than the workspace would, e.g. `TEMPORARILY_UNAVAILABLE`. */
    answerNext(answer: PlannedAnswer): void;
    /**
     * Plans how the next calls of models go: cold starts, the pace of streams, errors in them.
     *
     * @throws Error for a cold start of an endpoint that does not scale to zero
     */
    planCall(call: PlannedCall): void;
    close(): Promise<void>;
}

/** Databricks' limit for requests to custom models, in bytes. */
const MAX_REQUEST_BYTES = 16 * 1024 * 1024;
const LIMITS = { bodyLimit: MAX_REQUEST_BYTES, forceCloseConnections: true };

/** Starts an emulated workspace on loopback, with one endpoint of each kind (`documents/`). */
export async function startWorkspace(options: WorkspaceOptions = {}): Promise<EmulatedWorkspace> {
    const { token = newPersonalToken(), now = Date.now, port = 0, tenant, latencyMs = 0, observe } = options;
    const server = fastify(LIMITS);
    server.addHook("onRequest", async ({ url }) => {
        if (latencyMs > 0 && url.startsWith("/api/")) await delay(latencyMs);
    });
    server.addHook("onResponse", async ({ method, url }, { statusCode: status }) => {
        const [path] = url.split("?") as [string];
        if (path.startsWith("/api/")) observe?.({ method, path, status });
    });
    const optimized = fastify(LIMITS);
    const addresses: Addresses = { workspace: () => originOf(server), dataPlane: () => originOf(optimized) };
    const access = new Access(addresses.workspace, now, tenant);
    access.tokens.accept(token, SEEDED_USER);
    const clientSecret = newClientSecret();
    access.oauth.acceptSecret(SEEDED_SERVICE_PRINCIPAL, clientSecret);

    const state = new WorkspaceState(seeds());
    for (const endpoint of state.endpoints()) {
        access.permissions.grant(SEEDED_USER.name, endpoint, "CAN_MANAGE");
        access.permissions.grant(SEEDED_SERVICE_PRINCIPAL.name, endpoint, "CAN_QUERY");
    }
    const requests: RecordedRequest[] = [];
    const planned = new PlannedAnswers();
    const principalOf = pipeline(server, (authorization) => access.authenticate(authorization), requests, planned);
    controlPlane(server, state, access, addresses, principalOf);
    oauthPaths(server, state, access, addresses);
    permissionPaths(server, () => state.endpoints(), access.permissions, principalOf);
    servicePrincipals(server, access.principals, principalOf);
    queryPaths(server, state, access, principalOf);
    const modelServices = new ModelServices();
    modelServicePaths(server, modelServices, principalOf);
    privilegePaths(server, modelServices, access.principals, principalOf);
    aiGatewayPaths(server, modelServices, state, principalOf);
    const apps = new Apps(access, addresses.workspace, requests);
    appPaths(server, apps, principalOf);
    emulatorPaths(server, state, planned, principalOf);
    const atOwnHost = (authorization?: string) => access.authenticateAt(addresses.dataPlane(), authorization);
    dataPlane(optimized, state, access, pipeline(optimized, atOwnHost, requests, planned));
    await server.listen({ host: "127.0.0.1", port });
    await optimized.listen({ host: "127.0.0.1", port: 0 });
    await apps.start();

    return {
        url: addresses.workspace(),
        token,
        servicePrincipal: { clientId: SEEDED_SERVICE_PRINCIPAL.name, clientSecret },
        requests,
        modelServices,
        apps,
        endpoints: () => state.endpoints().map(({ name }) => name),
        setEndpoint: (name, changes) => state.setEndpoint(name, changes),
        setDocument: (name, document) =>
            state.setDocument(name, typeof document === "string" ? document : JSON.stringify(document)),
        removeEndpoint: (name) => state.removeEndpoint(name),
        revokeToken: (value) => access.revoke(value),
        addServicePrincipal(applicationId) {
            const principal = access.principals.addServicePrincipal({ name: applicationId });
            const added = { clientId: principal.name, clientSecret: newClientSecret(), token: newPersonalToken() };
            access.oauth.acceptSecret(principal, added.clientSecret);
            access.tokens.accept(added.token, principal);
            return added;
        },
        grant: (principal, name, level) => access.permissions.grant(principal, state.endpoint(name), level),
        revoke: (principal, name) => access.permissions.revoke(principal, state.endpoint(name)),
        answerNext: (answer) => planned.add(answer),
        planCall: (call) => state.plan(call),
        close: async () => {
            await Promise.all([server.close(), optimized.close(), apps.close()]);
        },
    };
}

/**
 * What every request goes through before its route: it is recorded, it may get a planned answer, and it is authenticated,
 * so that an unknown path is 401 for a stranger. Bodies stay text, because each route has its own error for a bad one.
 *
 * @returns who made a request
 */
function pipeline(
    server: FastifyInstance,
    authenticate: (authorization: string | undefined) => Promise<Principal>,
    requests: RecordedRequest[],
    planned: PlannedAnswers,
): (request: FastifyRequest) => Principal {
    const principals = new WeakMap<FastifyRequest, Principal>();
    const lost = new WeakMap<FastifyRequest, PlannedAnswer>();

    server.addHook("onRequest", async (request, reply) => {
        const recorded = record(requests, request);
        const answer = planned.take(request.method, recorded.path);
        if (answer?.applied) {
            lost.set(request, answer);
        } else if (answer !== undefined) {
            return reply
                .status(answer.status)
                .headers(answer.headers ?? {})
                .send(answer.body ?? "");
        }
        if (isOpen(recorded.path)) return;
        const principal = await authenticate(request.headers.authorization);
        principals.set(request, principal);
        recorded.principal = principal.name;
    });

    server.addHook("onSend", async (request, reply, payload) => {
        const answer = lost.get(request);
        if (answer === undefined) return payload;
        reply.removeHeader("content-length");
        reply.status(answer.status).headers(answer.headers ?? {});
        return answer.body ?? "";
    });

    server.removeAllContentTypeParsers();
    server.addContentTypeParser("*", { parseAs: "string" }, async (_request: FastifyRequest, body: string) => body);

    server.setErrorHandler((error: FastifyError | DatabricksError, _request, reply) => {
        const known = error instanceof DatabricksError ? error : unexpected(error);
        return reply.status(known.status).headers(known.headers).send(known.body);
    });

    return (request) => principals.get(request)!;
}

function originOf(server: FastifyInstance): string {
    return `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
}

function unexpected(error: FastifyError): DatabricksError {
    if (error.statusCode === 413) {
        return new DatabricksError(413, "BAD_REQUEST", `Request size cannot exceed ${MAX_REQUEST_BYTES} bytes.`);
    }
    if (error.statusCode !== undefined && error.statusCode < 500) {
        return new DatabricksError(error.statusCode, "BAD_REQUEST", error.message);
    }
    return new DatabricksError(500, "INTERNAL_ERROR", `The emulated workspace failed: ${error.message}`);
}
