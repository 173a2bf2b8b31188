import type { JSONWebKeySet, JWTVerifyGetKey } from "jose" with { "resolution-mode": "import" };
import type { Dispatcher } from "undici";
import { failureReason, type PolicyCall } from "./policyCall";

/** What an issuer publishes about itself (OpenID Connect Discovery 1.0, 3). */
export interface OpenIdConfiguration {
    readonly issuer: string;
    readonly keys: JSONWebKeySet;
}

/** Told of each call of an issuer; what is cached makes none. */
type Note = (call: PolicyCall) => void;

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

    /** @param note told of the calls that it takes. @throws Error if the issuer cannot be reached, or does not answer as the specification says */
    async get(url: string, note: Note): Promise<OpenIdConfiguration> {
        return (await this.entry(url, lifetimeMs, note)).configuration;
    }

    /** Finds the key of a token's header; one that is unknown is looked for once more at the issuer. */
    keyOf(url: string, note: Note): JWTVerifyGetKey {
        return async (header, token) => {
            const { createLocalJWKSet, errors } = await import("jose");
            const { keys } = await this.get(url, note);
            try {
                return await createLocalJWKSet(keys)(header, token);
            } catch (error) {
                if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
                const { configuration } = await this.entry(url, pauseMs, note);
                return createLocalJWKSet(configuration.keys)(header, token);
            }
        };
    }

    private async entry(url: string, lifetime: number, note: Note): Promise<Entry> {
        const known = this.entries.get(url);
        if (known && this.now() - known.pulledAt < lifetime) return known;
        const pull = this.pulls.get(url) ?? this.pull(url, note).finally(() => this.pulls.delete(url));
        this.pulls.set(url, pull);
        return pull;
    }

    private async pull(url: string, note: Note): Promise<Entry> {
        const { issuer, jwks_uri: keysUrl } = (await this.json(url, note)) as { issuer?: unknown; jwks_uri?: unknown };
        if (typeof issuer !== "string" || typeof keysUrl !== "string") throw new Error("No OpenID configuration.");
        const keys = (await this.json(keysUrl, note)) as JSONWebKeySet;
        const entry = { pulledAt: this.now(), configuration: { issuer, keys } };
        this.entries.set(url, entry);
        return entry;
    }

    private async json(url: string, note: Note): Promise<unknown> {
        const { origin, pathname, search } = new URL(url);
        const call = { startedAt: this.now(), method: "GET", url: new URL(url) };
        const sent = this.dispatcher.request({
            origin,
            path: `${pathname}${search}`,
            method: "GET",
            headersTimeout: timeoutMs,
            bodyTimeout: timeoutMs,
        });
        const answer = await sent.catch((error: unknown) => {
            note({ ...call, result: failureReason(error) });
            throw error;
        });
        const text = await answer.body.text();
        note({ ...call, result: answer.statusCode });
        if (answer.statusCode !== 200) throw new Error("The issuer does not answer.");
        return JSON.parse(text);
    }
}
