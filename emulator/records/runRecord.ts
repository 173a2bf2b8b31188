import { setTimeout as delay } from "node:timers/promises";
import { difference } from "./matching";
import type { Call, Expected, ParityRecord } from "./parityRecord";
import { type Answer, filled, secondsOf, sendCall, variablesIn } from "./sendCall";
import type { Surroundings } from "./surroundings";

/** What came of a record. */
export type Outcome =
    | { readonly holds: true }
    /** How the answer differs from the expected one. */
    | { readonly differs: string }
    /** Why the record could not be run to its end: its setup was refused, or a call got no answer. */
    | { readonly failed: string }
    /** What is missing here. */
    | { readonly skipped: string }
    /** Why it cannot be run here at all. */
    | { readonly cannot: string };

/** What came of a record, and the paths of what it created and could not delete. */
export interface RecordRun {
    readonly outcome: Outcome;
    readonly left: readonly string[];
}

/** How often a write is tried again that something else is in the way of. */
const maxTries = 6;

/**
 * Runs a record: its setup, its calls, and in any case its cleanup.
 *
 * @param run what `$RUN` stands for; nothing else on the service may have a name that begins so
 * @param meanwhile runs before the cleanup, where the record holds
 */
export async function runRecord(
    record: ParityRecord,
    where: Surroundings,
    run: string,
    meanwhile?: () => Promise<void>,
): Promise<RecordRun> {
    const cannot = record.untestable ?? (where.isReal ? record.cannot : undefined);
    if (cannot !== undefined) return { outcome: { cannot }, left: [] };
    const variables = new Map(Object.entries({ ...where.variables, RUN: run }));
    const skipped = reasonToSkip(record, where, variables);
    if (skipped !== undefined) return { outcome: { skipped }, left: [] };
    // Nothing is there to be cleaned up.
    if (where.signal?.aborted) return { outcome: { skipped: reasonOf(where.signal) }, left: [] };
    const caller = new Caller(where, variables);
    let outcome: Outcome;
    try {
        const problem = (await caller.setUp(record)) ?? (await caller.prove(record));
        outcome = problem ?? { holds: true };
        if (problem === undefined) await meanwhile?.();
    } catch (error) {
        outcome = where.signal?.aborted
            ? { skipped: reasonOf(where.signal) }
            : { failed: `a call got no answer: ${(error as Error).message}` };
    }
    return { outcome: told(outcome, variables), left: await removeAll(record.cleanup ?? [], where, variables) };
}

/** Deletes what can be deleted. @returns paths of the rest, below the service */
export async function removeAll(
    cleanup: readonly Call[],
    { signal: _, ...where }: Surroundings,
    variables: Map<string, string>,
): Promise<string[]> {
    const left: string[] = [];
    for (const call of cleanup) {
        for (let tries = 1; ; tries++) {
            const answer = await sendCall(call, where, variables).catch(() => undefined);
            if (answer !== undefined && (answer.status < 300 || answer.status === 404)) break;
            if (tries === maxTries) {
                left.push(filled(call.path, variables).split("?")[0]!);
                break;
            }
            await pause(answer, where);
        }
    }
    return left;
}

/** Makes the calls of one record. */
class Caller {
    private changedAt: number | undefined;

    constructor(
        private readonly where: Surroundings,
        private readonly variables: Map<string, string>,
    ) {}

    async setUp({ setup = [] }: ParityRecord): Promise<{ failed: string } | undefined> {
        for (const call of setup) {
            const answer = await this.send(call, ({ status }) => status < 300);
            if (answer.status < 200 || answer.status > 299) {
                return {
                    failed: `setup ${call.method} ${call.path} answered ${answer.status}: ${JSON.stringify(answer.body)}`,
                };
            }
        }
        return undefined;
    }

    async prove({ calls }: ParityRecord): Promise<{ differs: string } | undefined> {
        for (const call of calls) {
            const wrong = (answer: Answer) => unexpected(filled(call.expect, this.variables), answer);
            const answer = await this.send(call, (found) => wrong(found) === undefined);
            const problem = wrong(answer);
            if (problem !== undefined) return { differs: `${call.method} ${call.path}: ${problem}` };
        }
        return undefined;
    }

    private async send(call: Call, isExpected: (answer: Answer) => boolean): Promise<Answer> {
        const { where } = this;
        if (call.at === "gateway" && call.within === undefined) await this.settle();
        const until = Date.now() + (call.within ?? 0) * 1000;
        for (let tries = 1; ; tries++) {
            where.signal?.throwIfAborted();
            const answer = await sendCall(call, where, this.variables);
            const isWrite = call.at === "service" && !["GET", "HEAD"].includes(call.method);
            if (isWrite) this.changedAt = Date.now();
            if (isExpected(answer)) return answer;
            const isNews =
                call.at === "gateway" &&
                [401, 404].includes(answer.status) &&
                this.sinceChange() < (where.settleMs ?? 0) + (where.newsMs ?? 0);
            const isBusy = call.at === "service" && tries < maxTries && isPassing(answer);
            if (!isNews && !isBusy && Date.now() >= until) return answer;
            await pause(answer, where);
        }
    }

    private async settle(): Promise<void> {
        const { settleMs = 0, signal } = this.where;
        const rest = settleMs - this.sinceChange();
        if (rest > 0) await delay(rest, undefined, { signal });
    }

    private sinceChange(): number {
        return this.changedAt === undefined ? Infinity : Date.now() - this.changedAt;
    }
}

/** Whether the same call may get another answer in a moment. */
function isPassing({ status, body }: Answer): boolean {
    const { code } = ((body as { error?: { code?: unknown } } | undefined)?.error ?? {}) as { code?: unknown };
    return (
        status === 429 ||
        (status >= 500 && status !== 501) ||
        (status === 409 && /^(?:PessimisticConcurrencyConflict|AnotherOperationInProgress)$/.test(String(code)))
    );
}

function pause(answer: Answer | undefined, { pollMs = 1000, signal }: Surroundings): Promise<unknown> {
    return delay((answer === undefined ? 0 : secondsOf(answer) * 1000) || pollMs * 2, undefined, { signal });
}

function reasonOf({ reason }: AbortSignal): string {
    const isOver = (reason as { name?: unknown } | undefined)?.name === "TimeoutError";
    return isOver ? "the time for the run was over" : "the run was interrupted";
}

function reasonToSkip(
    { tiers, setup = [], calls }: ParityRecord,
    { tier }: Surroundings,
    known: ReadonlyMap<string, string>,
): string | undefined {
    if (tiers && !tiers.includes(tier)) return `holds for ${tiers.join(", ")}`;
    const kept = [...setup, ...calls].flatMap(({ keep = {} }) => Object.keys(keep));
    const hosts = [...setup, ...calls].map(({ at }) => at.toUpperCase());
    const missing = [...hosts, ...variablesIn(JSON.stringify([setup, calls]))].filter(
        (name) => !known.has(name) && !kept.includes(name),
    );
    const names = [...new Set(missing)].map((name) => `$${name}`);
    return names.length === 0 ? undefined : `nothing is known here for ${names.join(", ")}`;
}

function unexpected({ status, headers = {}, body }: Expected, answer: Answer): string | undefined {
    const statuses = [status].flat();
    if (!statuses.includes(answer.status)) {
        return `status ${answer.status} instead of ${statuses.join(" or ")}: ${JSON.stringify(answer.body)}`;
    }
    for (const [name, expected] of Object.entries(headers)) {
        const wrong = difference(expected, answer.headers[name], `header ${name}`);
        if (wrong !== undefined) return wrong;
    }
    return body === undefined ? undefined : difference(body, answer.body);
}

/** Longest text about an answer, in characters. */
const longest = 800;

/** Keys, tokens and addresses become the variables that they are the values of. */
function told(outcome: Outcome, variables: ReadonlyMap<string, string>): Outcome {
    const byLength = [...variables].sort(([, one], [, other]) => other.length - one.length);
    const shown = (text: string) => {
        const hidden = byLength.reduce(
            (rest, [name, value]) => (value ? rest.replaceAll(value, `$${name}`) : rest),
            text,
        );
        return hidden.length > longest ? `${hidden.slice(0, longest)}...` : hidden;
    };
    if ("differs" in outcome) return { differs: shown(outcome.differs) };
    return "failed" in outcome ? { failed: shown(outcome.failed) } : outcome;
}
