import { setTimeout as delay } from "node:timers/promises";
import { createSecureContext } from "node:tls";
import { Agent, request, type Dispatcher } from "undici";
import { QUICK } from "./pace";

/** Waits; tests put one in that does not. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** Which server is called, and how. */
export interface HttpOptions {
    /** Scheme, host and port; paths are appended. */
    readonly baseUrl: string;
    readonly token: string;
    /** PEM of the authority that the server's certificate is checked against, beside the well-known ones. */
    readonly ca?: string;
    readonly sleep?: Sleep;
    /** Waits before a call is made again, where the answer names none. @default those of {@link QUICK} */
    readonly backOffMs?: readonly number[];
    /** Spreads these waits: a factor, anew for each. @default 1 */
    readonly jitter?: () => number;
    /** Answers beside those of {@link RETRIED} that are worth another try. */
    readonly retryAlso?: (answer: Answer) => boolean;
}

/** What a server answered, whatever its status. */
export interface Answer {
    readonly status: number;
    readonly headers: Dispatcher.ResponseData["headers"];
    readonly text: string;
    /** The body as JSON; undefined when it is empty or something else. */
    readonly json: unknown;
}

/** The same statuses as azure-native's client (provider/pkg/azure/client_azcore.go). */
const RETRIED = new Set([408, 429, 500, 502, 503, 504]);

/** A longer Retry-After is not waited for: the answer counts (azcore, `MaxRetryDelay`, as azure-native sets it). */
const LONGEST_WAIT_MS = 120_000;

/** Of those, the ones that say that nothing was done: safe also for a POST, which done twice makes two things. */
const TURNED_AWAY = new Set([429, 503]);

/** Seconds of a Retry-After header; undefined when there is none or it is a date. */
export function retryAfterMs(answer: Answer): number | undefined {
    const header = answer.headers["retry-after"];
    return typeof header === "string" && /^\d+$/.test(header) ? Number(header) * 1_000 : undefined;
}

/** Sends JSON with a bearer token; tries again when the other side asks for it. Follows no redirects. */
export class HttpClient {
    private readonly agent: Agent;
    private running = new AbortController();
    private readonly wait: Sleep;

    constructor(private readonly options: HttpOptions) {
        // One for all connections: reading the CA again for each takes longer than the rest of the connection.
        const secureContext = options.ca === undefined ? undefined : createSecureContext({ ca: options.ca });
        this.agent = new Agent({ connect: { secureContext } });
        this.wait = options.sleep ?? ((milliseconds, signal) => delay(milliseconds, undefined, { signal }));
    }

    /** @throws when the server cannot be reached; any answer, also an error, is returned. */
    async send(method: Dispatcher.HttpMethod, path: string, body?: unknown): Promise<Answer> {
        const { signal } = this.running;
        const repeatable = method !== "POST";
        const retried = repeatable ? RETRIED : TURNED_AWAY;
        for (let tries = 0; ; tries++) {
            const { backOffMs = QUICK.backOffMs, jitter = QUICK.jitter } = this.options;
            const next = backOffMs[tries];
            const backOff = next === undefined ? undefined : next * jitter();
            try {
                const answer = await this.sendOnce(method, path, body, signal);
                const retry = retried.has(answer.status) || this.options.retryAlso?.(answer) === true;
                const asked = retryAfterMs(answer) ?? 0;
                if (!retry || backOff === undefined || asked > LONGEST_WAIT_MS) return answer;
                await this.wait(asked || backOff, signal);
            } catch (error) {
                if (!repeatable || backOff === undefined || signal.aborted) {
                    throw new Error(`${method} ${this.options.baseUrl}${path.split("?")[0]}: ${reason(error)}`);
                }
                await this.wait(backOff, signal);
            }
        }
    }

    sleep(milliseconds: number): Promise<void> {
        return this.wait(milliseconds, this.running.signal);
    }

    /** Ends what is under way. Later calls work: the engine cancels at the end of each of its runs. */
    cancel(): void {
        this.running.abort(new Error("cancelled"));
        this.running = new AbortController();
    }

    private async sendOnce(
        method: Dispatcher.HttpMethod,
        path: string,
        body: unknown,
        signal: AbortSignal,
    ): Promise<Answer> {
        const response = await request(this.options.baseUrl + path, {
            method,
            dispatcher: this.agent,
            signal,
            headers: {
                accept: "application/json",
                authorization: `Bearer ${this.options.token}`,
                ...(body === undefined ? {} : { "content-type": "application/json; charset=utf-8" }),
            },
            body: body === undefined ? null : JSON.stringify(body),
        });
        const text = await response.body.text();
        return { status: response.statusCode, headers: response.headers, text, json: parse(text) };
    }
}

function parse(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

/** undici reports several failed addresses as an error without a message. */
function reason(error: unknown): string {
    if (error instanceof AggregateError) return error.errors.map(reason).join("; ");
    return error instanceof Error ? error.message : String(error);
}
