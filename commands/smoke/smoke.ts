import { setTimeout as delay } from "node:timers/promises";
import type { Call, Check } from "./checks";
import { listTools } from "./listTools";
import { type Answer, type Fetch, send } from "./send";
import { type Verdict, verdictOf } from "./verdict";

/** How a check ended. */
export interface Result {
    readonly name: string;
    readonly what: string;
    readonly url: string;
    readonly outcome: "passed" | "failed" | "limited" | "skipped";
    /** Of the answer; absent without one. */
    readonly status?: number;
    readonly milliseconds: number;
    /** Why it did not pass, with how to mend it. */
    readonly message?: string;
}

/** How checks are made. */
export interface SmokeOptions {
    readonly fetch: Fetch;
    /** Never shown, even where an answer repeats them. */
    readonly secrets: readonly string[];
    /** Longest wait for one answer, in milliseconds. */
    readonly timeout: number;
    /** How long a gateway may take to know what was just deployed, in milliseconds. */
    readonly wait: number;
    /** Waits between two tries. @default real time */
    readonly sleep?: (milliseconds: number) => Promise<unknown>;
    /** APIs that are called at the same time. */
    readonly parallel: number;
    /** Told of each result when it is there. @default nobody */
    readonly onResult?: (result: Result) => void;
}

/** Makes checks: those of one API one after the other, and those of several APIs at the same time. */
export async function smoke(checks: readonly Check[], options: SmokeOptions): Promise<Result[]> {
    const results = new Map<Check, Result>();
    const names = [...new Set(checks.map(({ name }) => name))];
    const waiting = names.map((name) => checks.filter((check) => check.name === name));
    const work = async () => {
        for (let group = waiting.shift(); group; group = waiting.shift()) {
            for (const check of group) {
                const result = await resultOf(check, options);
                results.set(check, result);
                options.onResult?.(result);
            }
        }
    };
    await Promise.all(Array.from({ length: options.parallel }, work));
    return checks.map((check) => results.get(check)!);
}

async function resultOf({ name, what, url, does }: Check, options: SmokeOptions): Promise<Result> {
    const at = { name, what, url, milliseconds: 0 };
    if ("skipped" in does) return { ...at, outcome: "skipped", message: does.skipped };
    if ("failed" in does) return { ...at, outcome: "failed", message: does.failed };
    const started = performance.now();
    const { answer, verdict } = await called(does.call, options);
    const milliseconds = Math.round(performance.now() - started);
    return { ...at, ...verdict, milliseconds, ...(answer && { status: answer.status }) };
}

interface Called {
    readonly answer?: Answer;
    readonly verdict: Verdict;
}

async function called(call: Call, options: SmokeOptions): Promise<Called> {
    const { wait, sleep = delay } = options;
    for (let waited = 0; ; waited += pause) {
        const made = await calledOnce(call, options);
        // A gateway learns of new APIs, keys and policies some time after Azure has them.
        const isNews = call.expects !== "refusal" && [401, 404].includes(made.answer?.status ?? 0);
        const isOpen = call.expects === "refusal" && made.answer?.status === 404;
        if (!(isNews || isOpen) || waited >= wait) return made;
        await sleep(pause);
    }
}

/** Between two calls of what the gateway may not know yet, in milliseconds. */
const pause = 5000;

async function calledOnce(call: Call, { fetch, secrets, timeout }: SmokeOptions): Promise<Called> {
    if (call.expects === "tools") return listTools(call, fetch, timeout, secrets);
    const first = await send(call, fetch, timeout);
    const isRefused = typeof first !== "string" && first.status === 400 && call.unlimited !== undefined;
    const answer = isRefused ? await send({ ...call, body: call.unlimited }, fetch, timeout) : first;
    if (typeof answer === "string") return { verdict: { outcome: "failed", message: answer } };
    return { answer, verdict: verdictOf(call, answer, secrets) };
}
