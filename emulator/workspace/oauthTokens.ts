import { createHash, randomUUID } from "node:crypto";
import type { JWTPayload } from "jose" with { "resolution-mode": "import" };
import { Issuer } from "../identity/issuer";
import {
    credentialNotSent,
    incorrectClaim,
    invalidAccessToken,
    jwtExpired,
    strangerRefused,
    tokenRevoked,
} from "./databricksError";
import type { Principal, Principals } from "./principals";

/** Application id of Azure Databricks in every Microsoft Entra tenant: the audience of the tokens it takes. */
export const AZURE_DATABRICKS = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d";

const LIFETIME_SECONDS = 3600;

/** The Microsoft Entra tenant of a workspace, as far as it verifies tokens. */
export interface Tenant {
    readonly issuer: string;
    jwks(): ReturnType<Issuer["jwks"]>;
}

interface TrustedIssuer {
    readonly issuer: string;
    readonly audience: string;
    readonly jwks: () => ReturnType<Issuer["jwks"]>;
    /** Whom the claims of a token name, if it is somebody of the workspace. */
    readonly principal: (claims: JWTPayload) => Principal | undefined;
}

/** The workspace's own OAuth tokens, which it issues for the secrets of service principals, and Entra's. */
export class OAuthTokens {
    /** Client id -> secret. */
    private readonly secrets = new Map<string, string>();
    private readonly revoked = new Set<string>();
    private issued: Issuer | undefined;

    /**
     * @param origin the workspace's address, known once it listens
     * @param now milliseconds since 1970
     * @param tenant whose tokens are taken. Without one, no Entra token is
     */
    constructor(
        private readonly principals: Principals,
        private readonly origin: () => string,
        private readonly now: () => number,
        private readonly tenant?: Tenant,
    ) {}

    get issuer(): Issuer {
        return (this.issued ??= new Issuer(`${this.origin()}/oidc`, this.now));
    }

    /** From now on, the principal may ask for tokens with this secret, and with no other. */
    acceptSecret(principal: Principal, secret: string): void {
        this.secrets.set(principal.name, secret);
    }

    /** From now on, the token is an invalid one. */
    revoke(token: string): void {
        this.revoked.add(fingerprint(token));
    }

    /** The client in a `Basic` header; undefined where there is none, or with another secret. */
    client(authorization: string): Principal | undefined {
        const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/.exec(authorization) ?? [];
        const [clientId = "", secret] = Buffer.from(encoded ?? "", "base64")
            .toString()
            .split(":");
        const known = this.secrets.get(clientId);
        return known !== undefined && known === secret ? this.principals.named(clientId) : undefined;
    }

    /**
     * The token endpoint's answer.
     *
     * @param audience the workspace's address, or the one of its route-optimized endpoints
     * @param details what the token is for, where it is not for everything
     */
    async issue({ name }: Principal, audience: string, details?: string): Promise<object> {
        const claims = { sub: name, client_id: name, aud: audience, scope: "all-apis", jti: randomUUID() };
        const access_token = await this.issuer.sign(
            { ...claims, ...(details !== undefined && { authorization_details: details }) },
            { expiresInSeconds: LIFETIME_SECONDS },
        );
        return { access_token, expires_in: LIFETIME_SECONDS, scope: "all-apis", token_type: "Bearer" };
    }

    /**
     * @param audience whom the workspace's own tokens have to be for
     * @throws {DatabricksError} the refusal of a token that does not hold
     */
    async authenticate(token: string, audience = this.origin()): Promise<Principal> {
        const issuer = await this.issuerOf(token, audience);
        const claims = await this.verified(token, issuer);
        if (this.revoked.has(fingerprint(token))) throw tokenRevoked();
        const found = issuer.principal(claims);
        if (found === undefined) throw strangerRefused();
        return found;
    }

    /** Whether the workspace says that it issued a token, and not Microsoft Entra. */
    async isOwn(token: string): Promise<boolean> {
        const { decodeJwt } = await import("jose");
        try {
            return decodeJwt(token).iss === this.issuer.name;
        } catch {
            return false;
        }
    }

    /** Checks what a token that was authenticated is for. @throws {DatabricksError} 403 */
    async checkDetails(authorization: string | undefined, details: string): Promise<void> {
        const { decodeJwt } = await import("jose");
        if (decodeJwt((authorization ?? "").split(" ")[1]!).authorization_details !== details)
            throw invalidAccessToken();
    }

    /** Whose rules a token is held against, by what it says of itself. */
    private async issuerOf(token: string, audience: string): Promise<TrustedIssuer> {
        const { decodeJwt } = await import("jose");
        let iss: string | undefined;
        try {
            ({ iss } = decodeJwt(token));
        } catch {
            throw invalidAccessToken();
        }
        const { principals, tenant } = this;
        if (iss === this.issuer.name) {
            const principal = ({ sub }: JWTPayload) => principals.named(String(sub));
            return { issuer: iss, audience, jwks: () => this.issuer.jwks(), principal };
        }
        // What is not for the whole workspace takes its own tokens only (record data-plane-takes-own-tokens).
        if (audience !== this.origin()) throw credentialNotSent();
        // Another workspace's.
        if (tenant === undefined || iss === undefined || iss.endsWith("/oidc")) throw invalidAccessToken();
        if (iss !== tenant.issuer) throw incorrectClaim("iss", tenant.issuer, iss);
        const principal = ({ appid, oid }: JWTPayload) => principals.ofEntra(appid, oid);
        return { issuer: iss, audience: AZURE_DATABRICKS, jwks: () => tenant.jwks(), principal };
    }

    /** Checks signature, algorithm, audience and times. */
    private async verified(token: string, { issuer, audience, jwks }: TrustedIssuer): Promise<JWTPayload> {
        const jose = await import("jose");
        try {
            const { payload } = await jose.jwtVerify(token, jose.createLocalJWKSet(await jwks()), {
                issuer,
                audience,
                algorithms: ["RS256"],
                requiredClaims: ["exp"],
                currentDate: new Date(this.now()),
            });
            return payload;
        } catch (error) {
            if (error instanceof jose.errors.JWTExpired) throw jwtExpired();
            if (error instanceof jose.errors.JWTClaimValidationFailed && error.claim === "aud") {
                throw incorrectClaim("aud", audience, String(error.payload.aud));
            }
            throw invalidAccessToken();
        }
    }
}

/** What is kept of a token. */
function fingerprint(token: string): string {
    return createHash("sha256").update(token).digest("hex");
}
