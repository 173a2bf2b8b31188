import type { Entity, Store } from "../arm/kernel/store";
import { internalError } from "./answers";
import {
    discard,
    Refusal,
    runLater,
    runSteps,
    type Exchange,
    type GatewayResponse,
    type LastError,
    type Step,
} from "./exchange";
import { parsePolicy, type Policy, type Statement } from "./policy";
import type { Scope, Section } from "./policyRule";
import { type Lookups, storeLookups } from "./storeLookups";

/** Policies of one call: from the service, the outermost, to the operation. */
export type Chain = readonly Policy[];

const noLookups: Lookups = { namedValue: () => undefined, backend: () => false };

/** What a service does that has no policy at all: it calls the backend. */
const builtIn = parsePolicy(
    "<policies><inbound /><backend><forward-request /></backend><outbound /><on-error /></policies>",
    "service",
    noLookups,
);

/**
 * The policies of the scopes that have any, read from the store now, with the named values of now.
 * @throws PolicyError if one of them does not hold any longer, e.g. because a named value is gone
 */
export function policyChain(store: Store, serviceId: string, scopes: readonly [Scope, Entity | undefined][]): Chain {
    const lookups = storeLookups(store, serviceId);
    const documents = scopes.flatMap(([scope, entity]) => {
        const id = scope === "service" ? serviceId : entity?.id;
        const document = id === undefined ? undefined : store.get(`${id}/policies/policy`);
        return document ? [parsePolicy(String(document.properties.value), scope, lookups)] : [];
    });
    return [builtIn, ...documents];
}

/**
 * Runs the call through inbound, backend and outbound; through on-error as soon as one of them fails.
 * What comes out is in `exchange.response`.
 */
export async function runPipeline(chain: Chain, exchange: Exchange): Promise<void> {
    let section: NonNullable<LastError["section"]> = "inbound";
    try {
        for (section of ["inbound", "backend", "outbound"] as const) {
            if ((await runSection(chain, section, exchange)) === "finish") break;
            if (section === "backend") await runLater(exchange.later.answered, exchange);
        }
        await runLater(exchange.later.processed, exchange);
    } catch (error) {
        const { message } = error as Error;
        const { errorReason: reason } = exchange;
        if (!(error instanceof Refusal)) {
            return runOnError(chain, exchange, internalError(), { message, reason, section });
        }
        // Record on-error-sees-the-refusal.
        exchange.answered = true;
        return runOnError(chain, exchange, error.response, { source: error.source, message, reason, section });
    }
}

/** Answers with an error, which on-error may change or replace. */
export async function runOnError(
    chain: Chain,
    exchange: Exchange,
    response: GatewayResponse,
    error: LastError,
): Promise<void> {
    if (exchange.response !== response) discard(exchange.response);
    exchange.response = response;
    exchange.lastError = error;
    try {
        await runSection(chain, "on-error", exchange);
    } catch {
        discard(exchange.response);
        exchange.response = internalError();
    }
}

/** The policies that stand directly in inbound, of all scopes. */
export function inboundSteps(chain: Chain): Step[] {
    return steps(chain, "inbound");
}

async function runSection(chain: Chain, section: Section, exchange: Exchange): Promise<"finish" | void> {
    const side = section === "inbound" || section === "backend" ? "request" : "response";
    return runSteps(steps(chain, section), exchange, side);
}

/**
 * A section with every `<base />` replaced by the outer scope's. Without `<base />` the outer scopes are cut off; a
 * section that the document leaves out altogether is taken from the outer scope (record section-left-out).
 */
function steps(chain: Chain, section: Section): Step[] {
    return chain.reduce<Step[]>((outer, policy) => {
        const statements: Statement[] = policy[section] ?? ["base"];
        return statements.flatMap((statement) => (statement === "base" ? outer : [statement]));
    }, []);
}
