import { randomBytes } from "node:crypto";
import { credentialNotSent, DatabricksError, invalidAccessToken } from "./databricksError";

/** Somebody who may call the workspace. */
export interface Principal {
    /** Databricks' numeric id. */
    readonly id: string;
    /** A user's e-mail address, or a service principal's application id. */
    readonly name: string;
    readonly displayName: string;
    readonly servicePrincipal: boolean;
}

/** What `token/list` shows of a personal access token. Times are in milliseconds since 1970. */
export interface TokenInfo {
    readonly token_id: string;
    readonly creation_time: number;
    readonly expiry_time: number;
    readonly comment: string;
}

/** Without `lifetime_seconds`, and at most: 730 days. */
const MAX_LIFETIME_SECONDS = 730 * 24 * 3600;
const OAUTH_LIFETIME_SECONDS = 3600;

interface Issued {
    readonly principal: Principal;
    readonly expiresAt: number;
    /** For personal access tokens; OAuth tokens are in no list. */
    readonly info?: TokenInfo;
}

/** Who may call: personal access tokens and OAuth tokens, and the secrets of service principals. */
export class Tokens {
    private readonly issued = new Map<string, Issued>();
    private readonly secrets = new Map<string, { secret: string; principal: Principal }>();

    /** @param now milliseconds since 1970 */
    constructor(private readonly now: () => number) {}

    /** Lets a principal in with a token that was made elsewhere. */
    accept(token: string, principal: Principal): void {
        const created = this.now();
        const expiry = created + 1000 * MAX_LIFETIME_SECONDS;
        this.issue(token, principal, { creation_time: created, expiry_time: expiry, comment: "emulator" });
    }

    acceptSecret(principal: Principal, secret: string): void {
        this.secrets.set(principal.name, { secret, principal });
    }

    /** `POST /api/2.0/token/create`. */
    create(
        principal: Principal,
        comment: unknown,
        lifetimeSeconds: unknown,
    ): { token_value: string; token_info: TokenInfo } {
        const lifetime = lifetimeSeconds ?? MAX_LIFETIME_SECONDS;
        if (typeof lifetime !== "number" || !(lifetime > 0) || lifetime > MAX_LIFETIME_SECONDS) {
            const message = `lifetime_seconds must be positive and at most ${MAX_LIFETIME_SECONDS}.`;
            throw new DatabricksError(400, "INVALID_PARAMETER_VALUE", message);
        }
        const token = newPersonalToken();
        const created = this.now();
        const info = this.issue(token, principal, {
            creation_time: created,
            expiry_time: created + 1000 * lifetime,
            comment: typeof comment === "string" ? comment : "",
        });
        return { token_value: token, token_info: info };
    }

    /** `GET /api/2.0/token/list`: the caller's own. */
    list(principal: Principal): TokenInfo[] {
        return [...this.issued.values()]
            .filter((token) => token.principal.id === principal.id)
            .flatMap((token) => token.info ?? []);
    }

    /** `POST /api/2.0/token/delete`. */
    delete(principal: Principal, tokenId: unknown): void {
        for (const [token, { info, principal: owner }] of this.issued) {
            if (info?.token_id === tokenId && owner.id === principal.id) return this.revoke(token);
        }
        throw new DatabricksError(404, "RESOURCE_DOES_NOT_EXIST", `Token with ID ${String(tokenId)} not found.`);
    }

    revoke(token: string): void {
        this.issued.delete(token);
    }

    /** An OAuth token for the client in a `Basic` header; undefined where there is no such client. */
    clientCredentials(authorization: string): { access_token: string; expires_in: number } | undefined {
        const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/.exec(authorization) ?? [];
        const [clientId = "", secret] = Buffer.from(encoded ?? "", "base64")
            .toString()
            .split(":");
        const client = this.secrets.get(clientId);
        if (client === undefined || client.secret !== secret) return undefined;
        const token = newOAuthToken(clientId);
        this.issued.set(token, {
            principal: client.principal,
            expiresAt: this.now() + 1000 * OAUTH_LIFETIME_SECONDS,
        });
        return { access_token: token, expires_in: OAUTH_LIFETIME_SECONDS };
    }

    /** @throws {DatabricksError} 401 without a bearer token, 403 for one that is not valid */
    authenticate(authorization: string | undefined): Principal {
        const [, token] = /^Bearer (\S+)$/i.exec(authorization ?? "") ?? [];
        if (token === undefined) throw credentialNotSent();
        const found = this.issued.get(token);
        if (found === undefined || this.now() >= found.expiresAt) throw invalidAccessToken();
        return found.principal;
    }

    private issue(token: string, principal: Principal, info: Omit<TokenInfo, "token_id">): TokenInfo {
        const withId = { token_id: randomBytes(32).toString("hex"), ...info };
        this.issued.set(token, { principal, expiresAt: info.expiry_time, info: withId });
        return withId;
    }
}

/** A personal access token as Azure Databricks forms it. */
export function newPersonalToken(): string {
    return `dapi${randomBytes(16).toString("hex")}`;
}

/** A service principal's OAuth secret as Databricks forms it. */
export function newClientSecret(): string {
    return `dose${randomBytes(16).toString("hex")}`;
}

/** In the form of a JSON web token, as clients may look into it; the signature is random, nobody verifies it here. */
function newOAuthToken(clientId: string): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    return `${part({ alg: "RS256", typ: "at+jwt" })}.${part({ sub: clientId })}.${randomBytes(32).toString("base64url")}`;
}
