import type { EmulatedTenant } from "./tenant";

/**
 * What a bearer token of the tenant says.
 *
 * @param audience what the token has to be for
 * @returns undefined where there is no token
 * @throws Error for one that does not hold
 */
export async function bearerClaims(
    tenant: EmulatedTenant,
    authorization: string | undefined,
    audience: string,
    now: () => number,
): Promise<Readonly<Record<string, unknown>> | undefined> {
    const [, token] = /^Bearer (\S+)$/i.exec(authorization ?? "") ?? [];
    if (token === undefined) return undefined;
    const jose = await import("jose");
    const { payload } = await jose.jwtVerify(token, jose.createLocalJWKSet(await tenant.jwks()), {
        issuer: tenant.issuer,
        audience,
        algorithms: ["RS256"],
        requiredClaims: ["exp"],
        currentDate: new Date(now()),
    });
    return payload;
}
