import type { Dispatcher } from "undici";
import type { Counters } from "./counters";
import type { OpenIdConfigurations } from "./openIdConfigurations";
import type { ValueCache } from "./valueCache";

/** What an identity token is for. */
export interface IdentityRequest {
    /** Application id or URI of the resource, e.g. `2ff814a6-3304-4ab8-85cb-cd0e6f879c1d` for Databricks. */
    readonly resource: string;
    /** Client id of a user-assigned identity. @default the system-assigned identity */
    readonly clientId?: string;
}

/** What policies need of the gateway beyond the call itself. */
export interface Runtime {
    /** Milliseconds since 1970. */
    now(): number;
    /** Rejects as soon as `signal` is aborted. */
    sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
    /** The built-in cache of the service. */
    readonly cache: ValueCache;
    /** What limits and quotas have counted. */
    readonly counters: Counters;
    /** Connections to whatever the gateway calls. */
    readonly dispatcher: Dispatcher;
    /** What token issuers publish about themselves. */
    readonly configurations: OpenIdConfigurations;
    /** Where Microsoft Entra publishes its configurations, without a trailing slash. */
    readonly authority: string;
    /** A token of the service's managed identity. */
    identityToken(request: IdentityRequest): Promise<string>;
}
