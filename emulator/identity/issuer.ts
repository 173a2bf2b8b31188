import type { JSONWebKeySet, JWTPayload } from "jose" with { "resolution-mode": "import" };

/** How a token is made; all but `expiresInSeconds` are for tests that want a wrong one. */
export interface Signing {
    /** Negative for a token that has ended already. @default 3600 */
    readonly expiresInSeconds?: number;
    /** `none` has no signature; `HS256` takes the public key for a shared secret. @default "RS256" */
    readonly algorithm?: "RS256" | "HS256" | "none";
    /** Signs with a key that the issuer does not have, under the id of its own. @default false */
    readonly foreignKey?: boolean;
}

const RS256 = "RS256";

/** Issues JSON web tokens (RFC 7519) that are signed with RS256 by a key pair of its own, made when first needed. */
export class Issuer {
    private pair: ReturnType<typeof newPair> | undefined;

    /**
     * @param name the tokens' `iss`
     * @param now milliseconds since 1970
     */
    constructor(
        readonly name: string,
        private readonly now: () => number,
    ) {}

    /** The public key, as it is published (RFC 7517). */
    async jwks(): Promise<JSONWebKeySet> {
        const { jwk } = await this.keys();
        return { keys: [jwk] };
    }

    /** @param claims win over `iss`, `iat`, `nbf` and `exp` */
    async sign(claims: JWTPayload, signing: Signing = {}): Promise<string> {
        const { expiresInSeconds = 3600, algorithm = RS256, foreignKey = false } = signing;
        const issued = Math.floor(this.now() / 1000);
        const payload = { iss: this.name, iat: issued, nbf: issued, exp: issued + expiresInSeconds, ...claims };
        const jose = await import("jose");
        if (algorithm === "none") return new jose.UnsecuredJWT(payload).encode();
        const { kid, publicKey, privateKey } = await this.keys();
        const token = new jose.SignJWT(payload).setProtectedHeader({ alg: algorithm, typ: "JWT", kid });
        if (algorithm === "HS256") return token.sign(Buffer.from(await jose.exportSPKI(publicKey)));
        return token.sign(foreignKey ? (await newPair()).privateKey : privateKey);
    }

    private keys(): ReturnType<typeof newPair> {
        return (this.pair ??= newPair());
    }
}

async function newPair() {
    const jose = await import("jose");
    const { publicKey, privateKey } = await jose.generateKeyPair(RS256, { extractable: true });
    const jwk = await jose.exportJWK(publicKey);
    const kid = await jose.calculateJwkThumbprint(jwk);
    return { publicKey, privateKey, kid, jwk: { ...jwk, kid, use: "sig", alg: RS256 } };
}
