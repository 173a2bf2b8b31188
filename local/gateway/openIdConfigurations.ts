import type { JSONWebKeySet, JWTVerifyGetKey } from "jose" with { "resolution-mode": "import" };
import type { Dispatcher } from "undici";

/** What an issuer publishes about itself (OpenID Connect Discovery 1.0, 3). */
export interface OpenIdConfiguration {
    readonly issuer: string;
    readonly keys: JSONWebKeySet;
}

interface Entry {
    readonly pulledAt: number;
    readonly configuration: OpenIdConfiguration;
}

const minuteMs = 60 * 1000;
/** "pulled from the endpoint every 1 hour and cached" (validate-jwt, openid-config). */
const lifetimeMs = 60 * minuteMs;
/** Where a key is missing "at most once per 5 min" (same place). */
const pauseMs = 5 * minuteMs;
const timeoutMs = 10_000;

/** Configurations and signing keys of issuers, cached as the service caches them. */
export class OpenIdConfigurations {
    private readonly entries = new Map<string, Entry>();
    private readonly pulls = new Map<string, Promise<Entry>>();

    /** @param now milliseconds since 1970 */
    constructor(
        private readonly dispatcher: Dispatcher,
        private readonly now: () => number,
    ) {}

    /** @throws Error if the issuer cannot be reached, or does not answer as the specification says */
    async get(url: string): Promise<OpenIdConfiguration> {
        return (await this.entry(url, lifetimeMs)).configuration;
    }

    /** Finds the key of a token's header; one that is unknown is looked for once more at the issuer. */
    keyOf(url: string): JWTVerifyGetKey {
        return async (header, token) => {
            const { createLocalJWKSet, errors } = await import("jose");
            const { keys } = await this.get(url);
            try {
                return await createLocalJWKSet(keys)(header, token);
            } catch (error) {
                if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
                const { configuration } = await this.entry(url, pauseMs);
                return createLocalJWKSet(configuration.keys)(header, token);
            }
        };
    }

    private async entry(url: string, lifetime: number): Promise<Entry> {
        const known = this.entries.get(url);
        if (known && this.now() - known.pulledAt < lifetime) return known;
        const pull = this.pulls.get(url) ?? this.pull(url).finally(() => this.pulls.delete(url));
        this.pulls.set(url, pull);
        return pull;
    }

    private async pull(url: string): Promise<Entry> {
        const { issuer, jwks_uri: keysUrl } = (await this.json(url)) as { issuer?: unknown; jwks_uri?: unknown };
        if (typeof issuer !== "string" || typeof keysUrl !== "string") throw new Error("No OpenID configuration.");
        const keys = (await this.json(keysUrl)) as JSONWebKeySet;
        const entry = { pulledAt: this.now(), configuration: { issuer, keys } };
        this.entries.set(url, entry);
        return entry;
    }

    private async json(url: string): Promise<unknown> {
        const { origin, pathname, search } = new URL(url);
        const answer = await this.dispatcher.request({
            origin,
            path: `${pathname}${search}`,
            method: "GET",
            headersTimeout: timeoutMs,
            bodyTimeout: timeoutMs,
        });
        const text = await answer.body.text();
        if (answer.statusCode !== 200) throw new Error("The issuer does not answer.");
        return JSON.parse(text);
    }
}
