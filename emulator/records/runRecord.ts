import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { type Dispatcher, request } from "undici";
import { difference } from "./matching";
import type { Call, Expected, ParityRecord } from "./parityRecord";

/** Where a record runs. */
export interface Surroundings {
    /** Address of Azure Resource Manager, without a slash at the end. */
    readonly armUrl: string;
    /** Bearer tokens of the deployer. */
    readonly armToken: string;
    readonly workspaceToken: string;
    /** `$SERVICE`, `$GATEWAY`, `$WORKSPACE` and the others that are known here, without the dollar sign. */
    readonly variables: Readonly<Record<string, string>>;
    /** Tier of the service, as Azure names it. */
    readonly tier: string;
    /** Connects to the services. @default undici's own */
    readonly dispatcher?: Dispatcher;
    /** Milliseconds between two polls that no Retry-After spaces. @default 1000 */
    readonly pollMs?: number;
}

/** What came of a record; `problem` says how the other side differs. */
export type Outcome = { readonly holds: true } | { readonly problem: string } | { readonly skipped: string };

interface Answer {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
}

/** Runs a record: its setup, its calls, and in any case its cleanup. */
export async function runRecord(record: ParityRecord, where: Surroundings): Promise<Outcome> {
    if (record.untestable !== undefined) return { skipped: record.untestable };
    if (record.tiers && !record.tiers.includes(where.tier)) return { skipped: `holds for ${record.tiers.join(", ")}` };
    const variables = new Map(Object.entries({ ...where.variables, RUN: `record-${randomBytes(4).toString("hex")}` }));
    const missing = unknownVariables(record, variables);
    if (missing.length > 0) return { skipped: `nothing is known here for ${missing.join(", ")}` };
    try {
        for (const call of record.setup ?? []) {
            const answer = await send(call, where, variables);
            if (answer.status < 200 || answer.status > 299) return { problem: `setup ${told(call, answer)}` };
        }
        for (const call of record.calls) {
            const answer = await send(call, where, variables);
            const wrong = unexpected(filled(call.expect, variables), answer);
            if (wrong !== undefined) return { problem: `${call.method} ${call.path}: ${wrong}` };
        }
        return { holds: true };
    } catch (error) {
        return { problem: `a call failed: ${(error as Error).message}` };
    } finally {
        for (const call of record.cleanup ?? []) await send(call, where, variables).catch(() => undefined);
    }
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

async function send(call: Call, where: Surroundings, variables: Map<string, string>): Promise<Answer> {
    const { at, method, path, headers = {}, body, wait = at === "service" } = filled(call, variables);
    const { address, authorization } = base(at, where, variables);
    const query = at === "service" && !/[?&]api-version=/.test(path) ? "api-version=2024-05-01" : "";
    const url = `${address}${path}${query === "" ? "" : `${path.includes("?") ? "&" : "?"}${query}`}`;
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const isText = typeof body === "string" || isSize(body);
    const all = {
        ...(authorization !== undefined && { authorization }),
        ...(body !== undefined && !isText && { "content-type": "application/json" }),
        ...lower,
    };
    let answer = await once(url, method, all, body, where);
    const poll = answer.headers["azure-asyncoperation"] ?? answer.headers["location"];
    if (wait && poll !== undefined && (answer.status === 202 || answer.headers["azure-asyncoperation"] !== undefined)) {
        answer = await ended(poll, { ...(authorization !== undefined && { authorization }) }, answer, where);
    }
    for (const [name, pointer] of Object.entries(call.keep ?? {})) {
        variables.set(name, String(memberAt(answer.body, pointer)));
    }
    return answer;
}

/** Follows an operation. One that failed has the status 400 and the error that the operation tells. */
async function ended(
    url: string,
    headers: Readonly<Record<string, string>>,
    accepted: Answer,
    where: Surroundings,
): Promise<Answer> {
    for (;;) {
        const answer = await once(url, "GET", headers, undefined, where);
        const { status, error } = (answer.body ?? {}) as { status?: unknown; error?: unknown };
        const isStatus = typeof status === "string" && !("properties" in (answer.body as object));
        if (isStatus && /^(?:failed|canceled)$/i.test(status)) return { ...answer, status: 400, body: { error } };
        if (isStatus && /^succeeded$/i.test(status)) return { ...accepted, status: 200 };
        if (!isStatus && answer.status !== 202) return answer;
        await delay(Number(answer.headers["retry-after"]) * 1000 || (where.pollMs ?? 1000));
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
        dispatcher,
    });
    const text = await answer.body.text();
    const flat = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as const);
    return { status: answer.statusCode, headers: Object.fromEntries(flat), body: parsed(text) };
}

function base(at: Call["at"], where: Surroundings, variables: Map<string, string>) {
    switch (at) {
        case "service":
            return {
                address: `${where.armUrl}${variables.get("SERVICE")}`,
                authorization: `Bearer ${where.armToken}`,
            };
        case "workspace":
            return { address: variables.get("WORKSPACE")!, authorization: `Bearer ${where.workspaceToken}` };
        case "gateway":
            return { address: variables.get("GATEWAY")!, authorization: undefined };
    }
}

/** The value with its variables replaced, in all of its texts and names of members. */
function filled<Value>(value: Value, variables: ReadonlyMap<string, string>): Value {
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

const variable = /\$([A-Z][A-Z_]+)/g;

function unknownVariables({ setup = [], calls }: ParityRecord, known: ReadonlyMap<string, string>): string[] {
    const kept = [...setup, ...calls].flatMap(({ keep = {} }) => Object.keys(keep));
    const used = [...JSON.stringify([setup, calls]).matchAll(variable)].map((match) => match[1]!);
    return [...new Set(used)].filter((name) => !known.has(name) && !kept.includes(name)).map((name) => `$${name}`);
}

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

function told({ method, path }: Call, { status, body }: Answer): string {
    return `${method} ${path} answered ${status}: ${JSON.stringify(body)}`;
}
