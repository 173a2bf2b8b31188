import { durationMs } from "../arm/resources/circuitBreakers";

/** A rule as REST has it (`properties.circuitBreaker.rules[0]`; the service takes only one). */
export interface BreakerRule {
    readonly failureCondition?: {
        readonly count?: number;
        readonly percentage?: number;
        /** ISO 8601. */
        readonly interval?: string;
        readonly statusCodeRanges?: readonly { readonly min?: number; readonly max?: number }[];
        readonly errorReasons?: readonly string[];
    };
    /** ISO 8601. */
    readonly tripDuration?: string;
    readonly acceptRetryAfter?: boolean;
}

/** Why there was no answer, as `context.LastError.Reason` has it. */
export type ForwardFailure = "Timeout" | "BackendConnectionFailure";

/** What became of a call: an answer's status and `Retry-After`, or none. */
export type Outcome = { readonly status: number; readonly retryAfter?: string } | { readonly reason: ForwardFailure };

/**
 * Counts the failures of one backend in a window that slides, and keeps calls away from it for a while once there were
 * too many: "trips when there are three or more" (backends, circuit breaker). Afterwards it counts from nothing.
 *
 * A percentage is one of all calls in the window, from the first one on (record breaker-percentage).
 */
export class CircuitBreaker {
    private calls: { readonly at: number; readonly failed: boolean }[] = [];
    private openUntil = 0;

    /** @param now milliseconds since 1970 */
    constructor(
        private readonly rule: BreakerRule,
        private readonly now: () => number,
    ) {}

    get isOpen(): boolean {
        return this.now() < this.openUntil;
    }

    /** Counts a call. Those that were on their way when it tripped change nothing any more (record breaker-ignores-late-calls). */
    settle(outcome: Outcome): void {
        if (this.isOpen) return;
        const { count, percentage, interval } = this.rule.failureCondition ?? {};
        const since = this.now() - (durationMs(interval ?? "") ?? 0);
        const failed = this.isFailure(outcome);
        this.calls = [...this.calls.filter(({ at }) => at > since), { at: this.now(), failed }];
        if (!failed) return;
        const failures = this.calls.filter((call) => call.failed).length;
        const trips =
            (count !== undefined && failures >= Number(count)) ||
            (percentage !== undefined && (100 * failures) / this.calls.length >= Number(percentage));
        if (!trips) return;
        this.calls = [];
        this.openUntil = this.now() + (this.retryAfterMs(outcome) ?? durationMs(this.rule.tripDuration ?? "") ?? 0);
    }

    private isFailure(outcome: Outcome): boolean {
        const { statusCodeRanges = [], errorReasons = [] } = this.rule.failureCondition ?? {};
        if ("reason" in outcome) {
            // Microsoft's own samples write `timeout`.
            return errorReasons.some((reason) => reason.toLowerCase() === outcome.reason.toLowerCase());
        }
        return statusCodeRanges.some(
            ({ min = 0, max = 0 }) => outcome.status >= Number(min) && outcome.status <= Number(max),
        );
    }

    private retryAfterMs(outcome: Outcome): number | undefined {
        const header = "retryAfter" in outcome && this.rule.acceptRetryAfter === true ? outcome.retryAfter : undefined;
        if (header === undefined) return undefined;
        if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
        const date = Date.parse(header);
        return Number.isNaN(date) ? undefined : Math.max(0, date - this.now());
    }
}
