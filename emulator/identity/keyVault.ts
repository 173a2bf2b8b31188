import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import fastify, { type FastifyReply } from "fastify";
import { Agent, request } from "undici";
import { isAllowed, readSecret } from "../arm/resources/roleAssignments";
import type { Store } from "../arm/kernel/store";
import { seedVault } from "../arm/resources/vaults";
import type { EmulatedTenant } from "./tenant";

interface KeyVaultOptions {
    /** PEM. */
    readonly tls: { readonly cert: string; readonly key: string };
    readonly tenant: EmulatedTenant;
    /** The subscription: the vault is put into it, and role assignments are found there. */
    readonly store: Store;
    /** ARM id, e.g. `/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv`. */
    readonly id: string;
    /** Milliseconds since 1970. @default Date.now */
    readonly now?: () => number;
    /** How long the vault goes on refusing whom a role was assigned to. @default 0; of the real one, minutes */
    readonly roleDelayMs?: number;
}

/** A key vault in this process that gives secrets to those to whom a role assignment allows it. */
export interface EmulatedKeyVault {
    readonly id: string;
    /** As secret identifiers have it, e.g. `https://kv.vault.azure.net/`. */
    readonly uri: string;
    /** Where it really listens, e.g. `https://localhost:41234`. */
    readonly url: string;
    /** Adds a version of a secret. @returns the version's identifier, `https://.../secrets/{name}/{version}` */
    setSecret(name: string, value: string): string;
    close(): Promise<void>;
}

interface Version {
    readonly version: string;
    readonly value: string;
    readonly created: number;
}

const audience = "https://vault.azure.net";

/** Starts an emulated key vault on a free port of loopback. One API: secrets, to get. */
export async function startKeyVault(options: KeyVaultOptions): Promise<EmulatedKeyVault> {
    const { tls, tenant, store, id, now = Date.now, roleDelayMs = 0 } = options;
    const name = id.slice(id.lastIndexOf("/") + 1);
    const uri = `https://${name}.vault.azure.net/`;
    seedVault(store, id, "westeurope", tenant.tenantId, uri);
    const secrets = new Map<string, Version[]>();
    const server = fastify({ https: { cert: tls.cert, key: tls.key }, forceCloseConnections: true });

    server.get<{ Params: { name: string; version?: string }; Querystring: { "api-version"?: string } }>(
        "/secrets/:name/:version?",
        async ({ params, query, headers }, reply) => {
            if (!/^7\.\d$/.test(query["api-version"] ?? "")) {
                return refuse(reply, 400, "BadParameter", "The api-version is missing or not supported.");
            }
            const caller = await callerOf(tenant, headers.authorization, now);
            if (typeof caller === "string") {
                reply.header("www-authenticate", `Bearer authorization="${tenant.url}", resource="${audience}"`);
                return refuse(reply, 401, "Unauthorized", caller);
            }
            const scope = `${id}/secrets/${params.name}`;
            if (!isAllowed(store, caller.oid, readSecret, scope, now() - roleDelayMs)) {
                return refuse(reply, 403, "Forbidden", notAuthorized(caller, scope, name), "ForbiddenByRbac");
            }
            const versions = secrets.get(params.name.toLowerCase()) ?? [];
            const found = params.version ? versions.find(({ version }) => version === params.version) : versions.at(-1);
            if (found === undefined) {
                const message = `A secret with (name/id) ${params.name} was not found in this key vault.`;
                return refuse(reply, 404, "SecretNotFound", message);
            }
            const seconds = Math.floor(found.created / 1000);
            return {
                value: found.value,
                id: `${uri}secrets/${params.name}/${found.version}`,
                attributes: { enabled: true, created: seconds, updated: seconds, recoveryLevel: "Recoverable" },
            };
        },
    );
    server.setNotFoundHandler(({ method, url }, reply) =>
        refuse(reply, 501, "NotImplemented", `The emulator does not implement '${method} ${url.split("?")[0]}'.`),
    );

    await server.listen({ host: "localhost", port: 0 });
    return {
        id,
        uri,
        url: `https://localhost:${(server.server.address() as AddressInfo).port}`,
        setSecret(secret, value) {
            const version = randomBytes(16).toString("hex");
            const versions = secrets.get(secret.toLowerCase()) ?? [];
            secrets.set(secret.toLowerCase(), [...versions, { version, value, created: now() }]);
            return `${uri}secrets/${secret}/${version}`;
        },
        close: () => server.close(),
    };
}

/**
 * Reads secrets by their identifiers: what name resolution does for the real service, the list of vaults does here.
 *
 * @param ca PEM of the authority that the vaults' certificates are checked against
 */
export function secretReader(vaults: readonly EmulatedKeyVault[], ca: string) {
    return async (secretIdentifier: string, token: string): Promise<string> => {
        const { host, pathname } = new URL(secretIdentifier);
        const vault = vaults.find(({ uri }) => new URL(uri).host === host.toLowerCase());
        if (vault === undefined) throw new Error(`No such host is known. (${host}:443)`);
        const dispatcher = new Agent({ connect: { ca } });
        try {
            const path = pathname.replace(/\/$/, "");
            const response = await request(`${vault.url}${path}?api-version=7.4`, {
                dispatcher,
                headers: { authorization: `Bearer ${token}` },
            });
            const body = (await response.body.json()) as { value: string; error?: { message: string } };
            if (response.statusCode === 200) return body.value;
            throw new Error(body.error?.message ?? `The vault answered ${response.statusCode}.`);
        } finally {
            await dispatcher.close();
        }
    };
}

interface Caller {
    readonly oid: string;
    readonly appid: string;
    readonly iss: string;
}

/** @returns who calls, or why the token does not hold */
async function callerOf(
    tenant: EmulatedTenant,
    authorization: string | undefined,
    now: () => number,
): Promise<Caller | string> {
    const [, token] = /^Bearer (\S+)$/i.exec(authorization ?? "") ?? [];
    if (token === undefined) return "AKV10000: Request is missing a Bearer or PoP token.";
    const jose = await import("jose");
    try {
        const { payload } = await jose.jwtVerify(token, jose.createLocalJWKSet(await tenant.jwks()), {
            issuer: tenant.issuer,
            audience,
            algorithms: ["RS256"],
            requiredClaims: ["exp"],
            currentDate: new Date(now()),
        });
        return { oid: String(payload.oid), appid: String(payload.appid), iss: String(payload.iss) };
    } catch (error) {
        return `AKV10046: Unable to resolve the token: ${(error as Error).message}.`;
    }
}

/** The words of the real vault. */
function notAuthorized({ oid, appid, iss }: Caller, scope: string, vault: string): string {
    return [
        "Caller is not authorized to perform action on resource.",
        "If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.",
        `Caller: appid=${appid};oid=${oid};iss=${iss}`,
        `Action: '${readSecret}'`,
        `Resource: '${scope.toLowerCase()}'`,
        "Assignment: (not found)",
        "DenyAssignmentId: null",
        "DecisionReason: 'DeniedWithNoValidRBAC' ",
        `Vault: ${vault};location=westeurope`,
        "",
    ].join("\r\n");
}

function refuse(reply: FastifyReply, status: number, code: string, message: string, innererror?: string): FastifyReply {
    return reply
        .status(status)
        .send({ error: { code, message, ...(innererror && { innererror: { code: innererror } }) } });
}
