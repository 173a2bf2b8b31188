import type { AddressInfo } from "node:net";
import fastify, { type FastifyReply, type FastifyRequest } from "fastify";
import { Agent, request } from "undici";
import { isAllowed, secretActions } from "../arm/resources/roleAssignments";
import type { Store } from "../arm/kernel/store";
import { seedVault } from "../arm/resources/vaults";
import { bearerClaims } from "./bearerToken";
import type { EmulatedTenant } from "./tenant";
import { VaultRefusal, VaultSecretStore } from "./vaultSecretStore";

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
    /** How long a deletion and a recovery of a secret take. @default 0; of the real one, seconds */
    readonly settleMs?: number;
}

/** A key vault in this process that serves secrets to those to whom a role assignment allows it. */
export interface EmulatedKeyVault {
    readonly id: string;
    /** As secret identifiers have it, and where it listens, e.g. `https://localhost:41234/`. */
    readonly uri: string;
    /** The same without a slash at the end. */
    readonly url: string;
    /** Adds a version of a secret. @returns the version's identifier, `https://.../secrets/{name}/{version}` */
    setSecret(name: string, value: string): string;
    /** Value of the newest version of a secret; undefined where there is none. */
    secret(name: string): string | undefined;
    /** Ends a deleted secret for good. */
    purgeSecret(name: string): void;
    close(): Promise<void>;
}

const audience = "https://vault.azure.net";

interface Params {
    readonly name: string;
    readonly version?: string;
}

type SecretRequest = FastifyRequest<{ Params: Params; Querystring: { "api-version"?: string; $skiptoken?: string } }>;

/**
 * Starts an emulated key vault on a free port of loopback. One API: secrets, to get, set, list by version, delete, recover
 * and purge.
 */
export async function startKeyVault(options: KeyVaultOptions): Promise<EmulatedKeyVault> {
    const { tls, tenant, store, id, now = Date.now, roleDelayMs = 0, settleMs } = options;
    const name = id.slice(id.lastIndexOf("/") + 1);
    const server = fastify({ https: { cert: tls.cert, key: tls.key }, forceCloseConnections: true });
    let secrets: VaultSecretStore;

    /** Serves a call of whom a role allows the action on the secret. */
    const serve =
        (action: string, answer: (request: SecretRequest) => object | undefined) =>
        async (request: SecretRequest, reply: FastifyReply) => {
            const { params, query, headers } = request;
            if (!/^7\.\d$/.test(query["api-version"] ?? "")) {
                return refuse(reply, 400, "BadParameter", "The api-version is missing or not supported.");
            }
            const caller = await callerOf(tenant, headers.authorization, now);
            if (typeof caller === "string") {
                reply.header("www-authenticate", `Bearer authorization="${tenant.url}", resource="${audience}"`);
                return refuse(reply, 401, "Unauthorized", caller);
            }
            const scope = `${id}/secrets/${params.name}`;
            if (!isAllowed(store, caller.oid, action, scope, now() - roleDelayMs)) {
                return refuse(reply, 403, "Forbidden", notAuthorized(caller, action, scope, name), "ForbiddenByRbac");
            }
            try {
                return answer(request) ?? reply.status(204).send();
            } catch (error) {
                if (!(error instanceof VaultRefusal)) throw error;
                return refuse(reply, error.status, error.code, error.message, error.inner);
            }
        };
    const { read, readMetadata, set, recover, purge } = secretActions;
    server.get(
        "/secrets/:name/versions",
        serve(readMetadata, ({ params, query }) => secrets.versions(params.name, query.$skiptoken)),
    );
    server.get(
        "/secrets/:name/:version?",
        serve(read, ({ params }) => secrets.get(params.name, params.version)),
    );
    server.put(
        "/secrets/:name",
        serve(set, ({ params, body }) => secrets.set(params.name, body)),
    );
    server.delete(
        "/secrets/:name",
        serve(secretActions.delete, ({ params }) => secrets.delete(params.name)),
    );
    server.get(
        "/deletedsecrets/:name",
        serve(readMetadata, ({ params }) => secrets.deleted(params.name)),
    );
    server.post(
        "/deletedsecrets/:name/recover",
        serve(recover, ({ params }) => secrets.recover(params.name)),
    );
    server.delete(
        "/deletedsecrets/:name",
        serve(purge, ({ params }) => secrets.purge(params.name)),
    );
    server.setNotFoundHandler(({ method, url }, reply) =>
        refuse(reply, 501, "NotImplemented", `The emulator does not implement '${method} ${url.split("?")[0]}'.`),
    );

    server.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
        if ((error.statusCode ?? 500) >= 500) throw error;
        return refuse(reply, 400, "BadParameter", "The request body is not valid JSON.");
    });

    await server.listen({ host: "localhost", port: 0 });
    const url = `https://localhost:${(server.server.address() as AddressInfo).port}`;
    secrets = new VaultSecretStore(`${url}/`, now, settleMs);
    seedVault(store, id, "westeurope", tenant.tenantId, `${url}/`);
    return {
        id,
        uri: `${url}/`,
        url,
        setSecret: (secret, value) => secrets.set(secret, { value }).id,
        secret: (secret) => secrets.find(secret)?.value,
        purgeSecret: (secret) => void secrets.purge(secret),
        close: () => server.close(),
    };
}

/**
 * Reads secrets by their identifiers, of the vaults that there are.
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
    try {
        const claims = await bearerClaims(tenant, authorization, audience, now);
        if (!claims) return "AKV10000: Request is missing a Bearer or PoP token.";
        return { oid: String(claims.oid), appid: String(claims.appid), iss: String(claims.iss) };
    } catch (error) {
        return `AKV10046: Unable to resolve the token: ${(error as Error).message}.`;
    }
}

/** The words of the real vault. */
function notAuthorized({ oid, appid, iss }: Caller, action: string, scope: string, vault: string): string {
    return [
        "Caller is not authorized to perform action on resource.",
        "If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.",
        `Caller: appid=${appid};oid=${oid};iss=${iss}`,
        `Action: '${action}'`,
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
