import type { Entity, Store } from "../arm/kernel/store";
import { CircuitBreaker, type BreakerRule, type Outcome } from "./circuitBreaker";
import type { Target } from "./exchange";
import { storeLookups } from "./storeLookups";
import { WeightedRoundRobin } from "./weightedRoundRobin";

/** Where one call goes, and with what. */
export interface Destination {
    readonly url: string;
    /** The entity, and never the pool that it was chosen from. */
    readonly backendId?: string;
    /** What the entity sends along, in place of headers that are there (record backend-credentials-replace-headers). */
    readonly headers: readonly (readonly [name: string, values: readonly string[]])[];
    readonly query: readonly (readonly [name: string, value: string])[];
    /** Tells the entity's circuit breaker what became of the call. */
    settle(outcome: Outcome): void;
}

interface PoolService {
    readonly id: string;
    readonly weight?: number | null;
    readonly priority?: number | null;
}

interface Credentials {
    readonly header?: Readonly<Record<string, readonly string[]>>;
    readonly query?: Readonly<Record<string, readonly string[]>>;
    readonly authorization?: { readonly scheme: string; readonly parameter: string };
}

/** The backend entities of one service as its gateway sees them: what they are is in the store, how they do is in here. */
export class Backends {
    private readonly breakers = new Map<string, { readonly rule: string; readonly breaker: CircuitBreaker }>();
    private readonly pools = new Map<string, WeightedRoundRobin>();

    /** @param now milliseconds since 1970 */
    constructor(
        private readonly store: Store,
        private readonly serviceId: string,
        private readonly now: () => number,
    ) {}

    /**
     * @returns "open" where no call may go, because of circuit breakers
     * @throws Error if there is nothing to call
     */
    destination(target: Target | undefined): Destination | "open" {
        if (target?.backendId !== undefined) {
            const entity = this.entity(target.backendId);
            return isPool(entity) ? this.fromPool(entity) : this.single(entity);
        }
        if (target?.url === undefined) throw new Error("The API has no service URL.");
        return { url: target.url, headers: [], query: [], settle: () => undefined };
    }

    private single(entity: Entity): Destination | "open" {
        const breaker = this.breaker(entity);
        if (breaker?.isOpen) return "open";
        const resolve = this.resolver();
        const credentials = (entity.properties.credentials ?? {}) as Credentials;
        const { scheme, parameter } = credentials.authorization ?? {};
        return {
            url: resolve(String(entity.properties.url)),
            backendId: entity.name,
            headers: [
                ...Object.entries(credentials.header ?? {}).map(([name, values]): [string, string[]] => [
                    name,
                    values.map(resolve),
                ]),
                ...(scheme === undefined
                    ? []
                    : [["Authorization", [`${scheme} ${resolve(parameter ?? "")}`]] as [string, string[]]]),
            ],
            query: Object.entries(credentials.query ?? {}).flatMap(([name, values]) =>
                values.map((value): [string, string] => [name, resolve(value)]),
            ),
            settle: (outcome) => breaker?.settle(outcome),
        };
    }

    /**
     * Members of the first priority that has one whose breaker is closed; the lowest number is the first. Without
     * them, the weight is 1 and the priority 0 (record pool-member-defaults).
     */
    private fromPool(pool: Entity): Destination | "open" {
        const { services = [] } = (pool.properties.pool ?? {}) as { services?: readonly PoolService[] };
        const members = services
            .map(({ id, weight, priority }) => {
                const key = id.slice(id.lastIndexOf("/") + 1).toLowerCase();
                return { key, weight: weight ?? 1, priority: priority ?? 0, entity: this.entity(key) };
            })
            .filter(({ entity }) => !this.breaker(entity)?.isOpen);
        if (members.length === 0) return "open";
        const first = Math.min(...members.map(({ priority }) => priority));
        const dealer = this.pools.get(pool.name) ?? new WeightedRoundRobin();
        this.pools.set(pool.name, dealer);
        return this.single(dealer.next(members.filter(({ priority }) => priority === first)).entity);
    }

    private entity(id: string): Entity {
        const entity = this.store.get(`${this.serviceId}/backends/${id}`);
        if (!entity) throw new Error("The backend is gone.");
        return entity;
    }

    /** One that was given another rule starts anew. */
    private breaker({ name, properties }: Entity): CircuitBreaker | undefined {
        const [rule] = ((properties.circuitBreaker ?? {}) as { rules?: readonly BreakerRule[] }).rules ?? [];
        if (!rule) return undefined;
        const text = JSON.stringify(rule);
        const known = this.breakers.get(name);
        if (known?.rule === text) return known.breaker;
        const breaker = new CircuitBreaker(rule, this.now);
        this.breakers.set(name, { rule: text, breaker });
        return breaker;
    }

    private resolver(): (text: string) => string {
        const { namedValue } = storeLookups(this.store, this.serviceId);
        return (text) =>
            text.replace(/\{\{([^{}]*)\}\}/g, (_, name: string) => {
                const value = namedValue(name);
                if (value === undefined) throw new Error("A named value of the backend is gone.");
                return value;
            });
    }
}

function isPool({ properties }: Entity): boolean {
    return String(properties.type).toLowerCase() === "pool";
}
