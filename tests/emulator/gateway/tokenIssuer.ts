import type { GenerateKeyPairResult } from "jose" with { "resolution-mode": "import" };
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What a token says and how it is made; the rest is as it should be. */
export interface TokenSpec {
    /** Added to, or in place of, issuer, audience, times and the calling application. */
    readonly claims?: Readonly<Record<string, unknown>>;
    /** Claims that are left out. */
    readonly without?: readonly string[];
    /** `none` is not signed, `HS256` is signed with the public key, which everybody knows. */
    readonly algorithm?: "RS256" | "none" | "HS256";
    /** Signed by a key that was never published, under the name of one that was. */
    readonly forged?: boolean;
}

const hour = 3600;

/** Shared by all issuers, since making keys takes longer than most tests. */
let firstKeys: Promise<GenerateKeyPairResult> | undefined;

/** A small issuer of tokens: keys, what it publishes about itself, and tokens, good ones and bad ones. */
export class TokenIssuer {
    readonly tenant = "11111111-2222-3333-4444-555555555555";
    /** Paths of the requests for what it publishes. */
    readonly pulls: string[] = [];
    url = "";
    /** Answers 500 while it is set. */
    broken = false;
    private keyNumber = 1;
    private keys!: GenerateKeyPairResult;
    private readonly server = createServer(({ url = "" }, response) => {
        this.pulls.push(url);
        void this.published(url).then((body) => response.writeHead(this.broken ? 500 : 200).end(JSON.stringify(body)));
    });

    /** @param now milliseconds since 1970 */
    constructor(private readonly now: () => number) {}

    async start(): Promise<void> {
        firstKeys ??= newKeys();
        this.keys = await firstKeys;
        await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
        this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    async stop(): Promise<void> {
        this.server.closeAllConnections();
        await new Promise((resolve) => this.server.close(resolve));
    }

    /** Signs with a new key from now on, and publishes only that one. */
    async rotate(): Promise<void> {
        this.keys = await newKeys();
        this.keyNumber++;
    }

    get issuer(): string {
        return `${this.url}/${this.tenant}/v2.0`;
    }

    get configurationUrl(): string {
        return `${this.issuer}/.well-known/openid-configuration`;
    }

    async token({ claims = {}, without = [], algorithm = "RS256", forged = false }: TokenSpec = {}): Promise<string> {
        const { exportSPKI, SignJWT, UnsecuredJWT } = await import("jose");
        const seconds = Math.floor(this.now() / 1000);
        const payload: Record<string, unknown> = {
            iss: this.issuer,
            aud: "api://models",
            azp: "client-1",
            roles: ["Model.Read"],
            iat: seconds,
            nbf: seconds,
            exp: seconds + hour,
            ...claims,
        };
        for (const name of without) delete payload[name];
        if (algorithm === "none") return new UnsecuredJWT(payload).encode();
        const header = { alg: algorithm, kid: `key-${this.keyNumber}` };
        const published = new TextEncoder().encode(await exportSPKI(this.keys.publicKey));
        const key = algorithm === "HS256" ? published : (forged ? await newKeys() : this.keys).privateKey;
        return new SignJWT(payload).setProtectedHeader(header).sign(key);
    }

    private async published(path: string): Promise<unknown> {
        const { exportJWK } = await import("jose");
        if (path === `/${this.tenant}/v2.0/.well-known/openid-configuration`) {
            return { issuer: this.issuer, jwks_uri: `${this.url}/${this.tenant}/discovery/v2.0/keys` };
        }
        const key = await exportJWK(this.keys.publicKey);
        return { keys: [{ ...key, kid: `key-${this.keyNumber}`, use: "sig" }] };
    }
}

async function newKeys(): Promise<GenerateKeyPairResult> {
    const { generateKeyPair } = await import("jose");
    return generateKeyPair("RS256", { extractable: true });
}
