import type { JWTPayload } from "jose" with { "resolution-mode": "import" };
import type { EmulatedTenant } from "../../identity/tenant";
import { ArmError } from "./armError";
import type { LimitedPrincipal } from "./authorization";

/** What tokens for Azure Resource Manager are asked for with; a slash at the end makes no difference. */
export const armAudiences: readonly string[] = [
    "https://management.core.windows.net/",
    "https://management.azure.com/",
];

interface AuthenticationOptions {
    /** The bearer token of the one who may do everything. */
    readonly token: string;
    /** Client id of an application of the tenant that may do everything too. @default none */
    readonly administrator?: string;
    /** A client that may do only some things. @default none */
    readonly limited?: LimitedPrincipal;
    /** Whose tokens are accepted. @default nobody's */
    readonly tenant?: Partial<Pick<EmulatedTenant, "issuer" | "jwks" | "tenantId">>;
    /** Milliseconds since the epoch. @default Date.now */
    readonly clock?: () => number;
}

/** Who asks. */
export interface Caller {
    /** As role assignments name it; undefined for one without an object in the tenant. */
    readonly objectId?: string;
    /** Whom `authorize` has to look at; undefined for one who may do everything. */
    readonly limited?: LimitedPrincipal;
}

/**
 * Finds who asks.
 *
 * @throws ArmError 401
 */
export async function authenticate(authorization: string | undefined, options: AuthenticationOptions): Promise<Caller> {
    const failed = "Authentication failed. The 'Authorization' header is";
    if (!authorization) throw unauthenticated("AuthenticationFailed", `${failed} missing.`);
    const [scheme, credential, ...rest] = authorization.split(" ");
    if (scheme?.toLowerCase() !== "bearer" || !credential || rest.length > 0) {
        throw unauthenticated("AuthenticationFailed", `${failed} provided in an invalid format.`);
    }
    if (credential === options.token) return {};
    const known = (limited: LimitedPrincipal): Caller => ({ objectId: limited.objectId, limited });
    if (credential === options.limited?.token) return known(options.limited);
    const { appid, oid } = await claimsOf(credential, options);
    if (appid === options.administrator) return { objectId: String(oid) };
    if (appid === options.limited?.clientId) return known(options.limited!);
    // Known to the tenant, without a role in the subscription.
    return known({ token: credential, clientId: String(appid), objectId: String(oid), actions: [] });
}

async function claimsOf(token: string, { tenant, clock = Date.now }: AuthenticationOptions): Promise<JWTPayload> {
    const invalid = unauthenticated("InvalidAuthenticationToken", "The access token is invalid.");
    if (!tenant?.jwks || !tenant.issuer) throw invalid;
    const jose = await import("jose");
    let claims: JWTPayload;
    try {
        const keys = jose.createLocalJWKSet(await tenant.jwks());
        const checks = { algorithms: ["RS256"], requiredClaims: ["exp", "aud"], currentDate: new Date(clock()) };
        claims = (await jose.jwtVerify(token, keys, checks)).payload;
    } catch (error) {
        if (error instanceof jose.errors.JWTExpired) throw expired(Number(error.payload.exp) * 1000, clock());
        throw invalid;
    }
    const audience = String(claims.aud);
    if (!armAudiences.some((allowed) => withoutSlash(allowed) === withoutSlash(audience))) {
        const allowed = armAudiences.flatMap((one) => [one, withoutSlash(one)]).map((one) => `'${one}'`);
        const message =
            `The access token has been obtained for wrong audience or resource '${audience}'. It should exactly match ` +
            `with one of the allowed audiences ${allowed.join(",")}.`;
        throw unauthenticated("InvalidAuthenticationTokenAudience", message);
    }
    if (claims.iss !== tenant.issuer) {
        const message =
            `The access token is from the wrong issuer '${claims.iss}'. It must match the tenant '${tenant.issuer}' ` +
            "associated with this subscription.";
        throw unauthenticated("InvalidAuthenticationTokenTenant", message);
    }
    return claims;
}

function expired(end: number, now: number): ArmError {
    const [ended, current] = [end, now].map((time) => new Date(time).toISOString());
    const message = `The access token expiry UTC time '${ended}' is earlier than current UTC time '${current}'.`;
    return unauthenticated("ExpiredAuthenticationToken", message);
}

function unauthenticated(code: string, message: string): ArmError {
    return new ArmError(401, code, message);
}

function withoutSlash(text: string): string {
    return text.replace(/\/$/, "");
}
