import { randomBytes, randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { JSONWebKeySet } from "jose" with { "resolution-mode": "import" };
import { Issuer, type Signing } from "./issuer";

interface TenantOptions {
    /** Milliseconds since 1970. @default Date.now */
    readonly now?: () => number;
    /** @default a new one */
    readonly tenantId?: string;
    /** PEM; with them the tenant answers over https as well, which Microsoft's libraries ask for. @default http only */
    readonly tls?: { readonly cert: string; readonly key: string };
}

/** An application that may ask for tokens with its secret, and the service principal that it is in the tenant. */
export interface Application {
    readonly clientId: string;
    readonly clientSecret: string;
    /** Object id of its service principal. */
    readonly objectId: string;
    /** App roles that its tokens carry. */
    readonly roles: readonly string[];
}

/** What a token says, beside `iss`, `tid` and its times. */
export interface TokenRequest extends Signing {
    /** Resource that the token is for, e.g. `2ff814a6-3304-4ab8-85cb-cd0e6f879c1d` for Azure Databricks. */
    readonly audience: string;
    /** Object id of the principal. */
    readonly oid: string;
    /** Client id of the principal. */
    readonly appid: string;
    readonly roles?: readonly string[];
    /** Further claims, and others than the right ones: they win. */
    readonly claims?: Readonly<Record<string, unknown>>;
}

/** A Microsoft Entra tenant in this process: its metadata, its keys, and tokens for applications and identities. */
export interface EmulatedTenant {
    /** Takes the place of `https://login.microsoftonline.com`. */
    readonly url: string;
    /** The same over https, where it was started with a certificate. */
    readonly secureUrl?: string;
    readonly tenantId: string;
    /** The tokens' `iss`: the one of version 2.0, for every token (the real tenant has another for version 1.0). */
    readonly issuer: string;
    jwks(): Promise<JSONWebKeySet>;
    /** Registers an application; what is left out is made up. */
    registerApplication(application?: Partial<Application>): Application;
    /** Whether an application has this object id. */
    hasPrincipal(objectId: string): boolean;
    /** A token as the tenant would issue it, or a wrong one. */
    issueToken(request: TokenRequest): Promise<string>;
    close(): Promise<void>;
}

/** Starts an emulated tenant on free ports of loopback; over http, who verifies a token needs no certificate for it. */
export async function startTenant(options: TenantOptions = {}): Promise<EmulatedTenant> {
    const { now = Date.now, tenantId = randomUUID(), tls } = options;
    const applications = new Map<string, Application>();

    function serve(server: FastifyInstance, base: () => string): void {
        server.removeAllContentTypeParsers();
        server.addContentTypeParser("*", { parseAs: "string" }, async (_: FastifyRequest, body: string) => body);
        server.get("/:tenant/v2.0/.well-known/openid-configuration", (request, reply) =>
            ofThisTenant(request, tenantId) ? metadata(base()) : unknownTenant(request, reply),
        );
        server.get("/:tenant/discovery/v2.0/keys", (request, reply) =>
            ofThisTenant(request, tenantId) ? issuer.jwks() : unknownTenant(request, reply),
        );
        server.post("/:tenant/oauth2/v2.0/token", async (request, reply) => {
            if (!ofThisTenant(request, tenantId)) return unknownTenant(request, reply);
            const form = new URLSearchParams(String(request.body ?? ""));
            const problem = refusal(applications, form);
            if (problem) return reply.status(problem.status).send(problem.body);
            const { clientId, objectId, roles } = applications.get(form.get("client_id")!)!;
            const audience = form.get("scope")!.replace(/\/\.default$/, "");
            const token = await issueToken({ audience, oid: objectId, appid: clientId, roles });
            return { token_type: "Bearer", expires_in: 3600, ext_expires_in: 3600, access_token: token };
        });
    }

    // Where it is asked from decides the issuer: libraries refuse one of another origin. Tokens have one for all.
    const metadata = (origin: string) => {
        const base = `${origin}/${tenantId}`;
        return {
            issuer: `${base}/v2.0`,
            authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
            token_endpoint: `${base}/oauth2/v2.0/token`,
            jwks_uri: `${base}/discovery/v2.0/keys`,
            response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
            subject_types_supported: ["pairwise"],
            id_token_signing_alg_values_supported: ["RS256"],
        };
    };

    const server = fastify({ forceCloseConnections: true });
    serve(server, () => url);
    await server.listen({ host: "127.0.0.1", port: 0 });
    const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
    const issuer = new Issuer(`${url}/${tenantId}/v2.0`, now);

    const secure = tls && fastify({ https: { cert: tls.cert, key: tls.key }, forceCloseConnections: true });
    const secureUrl = () => `https://localhost:${(secure!.server.address() as AddressInfo).port}`;
    if (secure) {
        serve(secure as unknown as FastifyInstance, secureUrl);
        await secure.listen({ host: "127.0.0.1", port: 0 });
    }

    function issueToken({ audience, oid, appid, roles, claims, ...signing }: TokenRequest): Promise<string> {
        // `azp` is what version 2.0 calls `appid`.
        const principal = { sub: oid, oid, appid, azp: appid, tid: tenantId };
        return issuer.sign({ aud: audience, ...principal, ...(roles?.length && { roles }), ...claims }, signing);
    }

    return {
        url,
        ...(secure && { secureUrl: secureUrl() }),
        tenantId,
        issuer: issuer.name,
        jwks: () => issuer.jwks(),
        registerApplication(application = {}) {
            const registered = {
                clientId: randomUUID(),
                clientSecret: randomBytes(24).toString("base64url"),
                objectId: randomUUID(),
                roles: [],
                ...application,
            };
            applications.set(registered.clientId, registered);
            return registered;
        },
        hasPrincipal: (id) => [...applications.values()].some(({ objectId }) => objectId === id.toLowerCase()),
        issueToken,
        close: async () => {
            await Promise.all([server.close(), secure?.close()]);
        },
    };
}

function ofThisTenant(request: FastifyRequest, tenantId: string): boolean {
    return (request.params as { tenant: string }).tenant.toLowerCase() === tenantId;
}

function unknownTenant(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { tenant } = request.params as { tenant: string };
    const { body } = failure(400, "invalid_tenant", 90002, `Tenant '${tenant}' not found.`);
    return reply.status(400).send(body);
}

/** Why a request for a token is refused, in Entra's codes. */
function refusal(applications: ReadonlyMap<string, Application>, form: URLSearchParams) {
    const grant = form.get("grant_type");
    if (grant !== "client_credentials") {
        return failure(400, "unsupported_grant_type", 70003, `The emulator does not implement the grant '${grant}'.`);
    }
    const clientId = form.get("client_id") ?? "";
    const application = applications.get(clientId);
    if (!application) {
        const message = `Application with identifier '${clientId}' was not found in the directory.`;
        return failure(400, "unauthorized_client", 700016, message);
    }
    if (form.get("client_secret") !== application.clientSecret) {
        return failure(401, "invalid_client", 7000215, "Invalid client secret provided.");
    }
    const scope = form.get("scope") ?? "";
    if (/^[^\s]+\/\.default$/.test(scope)) return undefined;
    const message = `The provided value for scope '${scope}' is not valid. It must be a resource with the suffix /.default.`;
    return failure(400, "invalid_scope", 1002012, message);
}

function failure(status: number, error: string, code: number, message: string) {
    return { status, body: { error, error_description: `AADSTS${code}: ${message}`, error_codes: [code] } };
}
