import { setTimeout as delay } from "node:timers/promises";
import { type Dispatcher, request } from "undici";
import type { Call } from "./parityRecord";
import type { Surroundings } from "./surroundings";

/** What the other side said to a call. */
export interface Answer {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    /** A value where it is JSON, else its text. */
    readonly body: unknown;
}

/** Longest wait for one answer, in milliseconds. */
const answerMs = 60_000;

/**
 * Makes a call, and follows the operation that it starts.
 *
 * @param variables what the record's variables stand for; what the call keeps is added
 */
export async function sendCall(call: Call, where: Surroundings, variables: Map<string, string>): Promise<Answer> {
    const { at, method, path, headers = {}, body, wait = at === "service" } = filled(call, variables);
    const { address, authorization } = await base(at, where, variables);
    const query = at === "service" && !/[?&]api-version=/.test(path) ? "api-version=2024-05-01" : "";
    const url = `${address}${path}${query === "" ? "" : `${path.includes("?") ? "&" : "?"}${query}`}`;
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const isText = typeof body === "string" || isSize(body);
    const all = {
        ...(authorization !== undefined && { authorization }),
        ...(body !== undefined && !isText && { "content-type": "application/json" }),
        // API Management refuses changes and deletions without it.
        ...(at === "service" && ["PATCH", "DELETE"].includes(method) && { "if-match": "*" }),
        ...lower,
    };
    let answer = await once(url, method, all, body, where);
    const poll = answer.headers["azure-asyncoperation"] ?? answer.headers["location"];
    if (wait && poll !== undefined && (answer.status === 202 || answer.headers["azure-asyncoperation"] !== undefined)) {
        if (new URL(poll).origin !== new URL(url).origin) throw new Error(`the operation is on another host: ${poll}`);
        answer = await ended(poll, { ...(authorization !== undefined && { authorization }) }, answer, where);
    }
    for (const [name, pointer] of Object.entries(call.keep ?? {})) {
        variables.set(name, String(memberAt(answer.body, pointer)));
    }
    return answer;
}

/** Longest wait for the end of an operation, in milliseconds. */
const operationMs = 5 * 60_000;

/** Follows an operation. One that failed has the status 400 and the error that the operation tells. */
async function ended(
    url: string,
    headers: Readonly<Record<string, string>>,
    accepted: Answer,
    where: Surroundings,
): Promise<Answer> {
    const end = Date.now() + operationMs;
    for (;;) {
        if (Date.now() > end) throw new Error("the operation has not ended within five minutes");
        const answer = await once(url, "GET", headers, undefined, where);
        const { status, error } = (answer.body ?? {}) as { status?: unknown; error?: unknown };
        const isStatus = typeof status === "string" && !("properties" in (answer.body as object));
        if (isStatus && /^(?:failed|canceled)$/i.test(status)) return { ...answer, status: 400, body: { error } };
        if (isStatus && /^succeeded$/i.test(status)) return { ...accepted, status: 200 };
        if (!isStatus && answer.status !== 202) return answer;
        await delay(secondsOf(answer) * 1000 || (where.pollMs ?? 1000));
    }
}

async function once(
    url: string,
    method: string,
    headers: Readonly<Record<string, string | readonly string[]>>,
    body: unknown,
    { dispatcher }: Surroundings,
): Promise<Answer> {
    const content =
        body === undefined || typeof body === "string"
            ? body
            : isSize(body)
              ? Buffer.alloc(body.bytes, "x")
              : JSON.stringify(body);
    const answer = await request(url, {
        method: method as Dispatcher.HttpMethod,
        headers: { ...(headers as Record<string, string | string[]>) },
        body: content,
        dispatcher: dispatcher?.(new URL(url)),
        signal: AbortSignal.timeout(answerMs),
    });
    const text = await answer.body.text();
    const flat = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as const);
    return { status: answer.statusCode, headers: Object.fromEntries(flat), body: parsed(text) };
}

async function base(at: Call["at"], where: Surroundings, variables: Map<string, string>) {
    switch (at) {
        case "service":
            return {
                address: `${where.armUrl}${variables.get("SERVICE")}`,
                authorization: `Bearer ${await where.armToken()}`,
            };
        case "workspace":
            return { address: variables.get("WORKSPACE")!, authorization: await where.workspaceAuthorization?.() };
        case "gateway":
            return { address: variables.get("GATEWAY")!, authorization: undefined };
    }
}

/** The value with its variables replaced, in all of its texts and names of members. */
export function filled<Value>(value: Value, variables: ReadonlyMap<string, string>): Value {
    const fill = (inner: unknown): unknown => {
        if (typeof inner === "string") {
            return inner.replace(variable, (text, name: string) => variables.get(name) ?? text);
        }
        if (Array.isArray(inner)) return inner.map(fill);
        if (typeof inner !== "object" || inner === null) return inner;
        return Object.fromEntries(Object.entries(inner).map(([name, member]) => [name, fill(member)]));
    };
    return fill(value) as Value;
}

/** The names of variables in a text, in its order. */
export function variablesIn(text: string): string[] {
    return [...text.matchAll(variable)].map((match) => match[1]!);
}

/** How long an answer asks to wait. Nobody waits longer than a minute. */
export function secondsOf({ headers }: Answer): number {
    return Math.min(Number(headers["retry-after"]) || 0, 60);
}

const variable = /\$([A-Z][A-Z_]+)/g;

function isSize(body: unknown): body is { bytes: number } {
    return typeof body === "object" && body !== null && Object.keys(body).join() === "bytes";
}

function memberAt(value: unknown, pointer: string): unknown {
    return pointer
        .split("/")
        .slice(1)
        .reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], value);
}

function parsed(text: string): unknown {
    if (text === "") return undefined;
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}
