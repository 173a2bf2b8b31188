import type { Exchange, GatewayRequest } from "./exchange";
import { inboundSteps, type Chain } from "./pipeline";

/** The method that a browser asks for before it calls, e.g. `POST`; undefined for any other request. */
export function requestedMethod({ method, headers }: GatewayRequest): string | undefined {
    if (method !== "OPTIONS" || !headers.has("origin")) return undefined;
    return headers.get("access-control-request-method")?.trim() || undefined;
}

/**
 * Answers a preflight request by the `cors` policies that stand directly in inbound; no other policy runs, and the caller
 * needs no key (cors, usage notes).
 * @returns whether there was one to answer it
 */
export function answerPreflight(chain: Chain, exchange: Exchange): boolean {
    const policies = inboundSteps(chain).filter(({ preflight }) => preflight !== undefined);
    for (const { preflight } of policies) {
        const answer = preflight!(exchange);
        if (!answer) continue;
        exchange.response = answer;
        return true;
    }
    // None of them knows the origin: still an empty 200, which `exchange.response` is.
    return policies.length > 0;
}
