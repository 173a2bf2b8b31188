import { setTimeout as delay } from "node:timers/promises";
import { directCall, type Received } from "./directCall";
import { looksLikeHtml, readErrorBody } from "./errorBody";
import { proxiedFetch } from "./proxiedFetch";
import { PROXY_FIX, proxyFor } from "./proxy";
import { quote } from "./quote";
import { WorkspaceError } from "./workspaceError";

/** How calls behave. Every member is optional. */
export interface RequestOptions {
    /** Longest wait for one answer with its body, in milliseconds. @default 60000, as in Databricks' own SDKs */
    readonly timeoutMs?: number;
    /** How often a call that was answered 429 or 503 is repeated. @default 4 */
    readonly maxRetries?: number;
    /** Waits between two tries. @default real time */
    readonly sleep?: (milliseconds: number) => Promise<unknown>;
}

/** One call. */
export interface Call {
    /** The workspace's origin. */
    readonly host: string;
    readonly method: "GET" | "POST" | "PATCH" | "PUT";
    /** Path below the host, encoded. */
    readonly path: string;
    /** Who answers, and what to do about a page. @default the workspace */
    readonly answers?: { readonly noun: string; readonly pageFix: string };
    readonly headers: Record<string, string>;
    readonly body?: string;
    /** Largest body that is read, in bytes. @default that of a document, 4 MB */
    readonly maxBytes?: number;
    /** What the call is about, for messages, e.g. `endpoint "churn"`. */
    readonly subject?: string;
    /** Never shown, even if the other side echoes them. */
    readonly secrets: readonly string[];
    /** What to do about a refusal; without a word from it, a general advice is given. */
    readonly fix: (status: number, code: string | undefined, message: string | undefined) => string | undefined;
}

/** Largest body that is read, in bytes: API Management takes no larger document inline. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Longest wait that is honoured: what takes longer is not worth holding a deployment up for. */
const MAX_WAIT_SECONDS = 30;

/**
 * Makes one call and returns the body of a 2xx answer. Tries again on 429 and 503 after `Retry-After` in whole seconds, or
 * after 1, 2, 4, ... seconds without it; not at all where it asks for more than 30 seconds. Once where the connection is
 * lost. Follows no redirect: to a caller from a network that is not
 * allowed, a workspace answers with one to its login page.
 *
 * @throws {WorkspaceError} for every other answer, for an HTML page, for a body over 4 MB, and for no answer at all.
 */
export async function request(call: Call, options: RequestOptions = {}): Promise<string> {
    const { maxRetries = 4, timeoutMs = 60_000, sleep = delay } = options;
    for (let retries = 0; ; retries++) {
        const { status, headers, body } = await exchange(call, timeoutMs);
        const asked = askedSeconds(headers.get("retry-after"));
        const wait = asked ?? 2 ** retries;
        if ((status === 429 || status === 503) && retries < maxRetries && wait <= MAX_WAIT_SECONDS) {
            await sleep(1000 * wait);
        } else {
            return accept(call, status, headers, body, retries);
        }
    }
}

function askedSeconds(retryAfter: string | null): number | undefined {
    return /^\s*\d+\s*$/.test(retryAfter ?? "") ? Number(retryAfter) : undefined;
}

function accept(call: Call, status: number, headers: Answer["headers"], body: string, retries: number): string {
    if (status >= 300 && status < 400) throw redirected(call, status, headers.get("location"));
    if (status >= 200 && status < 300) {
        if (!looksLikeHtml(body)) return body;
        throw new WorkspaceError({
            failure: `${prefix(call)}${nounOf(call)} answered ${status} with an HTML page to ${call.method} ${call.path}`,
            said: readErrorBody(body, call.secrets).message,
            fix: call.answers?.pageFix ?? NETWORK_FIX,
            status,
        });
    }
    const { code, message, own } = readErrorBody(body, call.secrets);
    // Some answers repeat the status as their code, which tells nothing.
    const errorCode = code === String(status) ? undefined : code;
    throw new WorkspaceError({
        failure:
            `${prefix(call)}${nounOf(call)} answered ${status}${errorCode ? ` (${errorCode})` : ""} to ` +
            `${call.method} ${call.path}${retries > 0 ? `, ${retries + 1} times` : ""}${askingFor(status, headers)}`,
        said: message,
        fix: call.fix(status, errorCode, message) ?? generalFix(status),
        status,
        errorCode,
        own,
    });
}

function nounOf({ answers }: Call): string {
    return answers?.noun ?? "the workspace";
}

function askingFor(status: number, headers: Answer["headers"]): string {
    const seconds = askedSeconds(headers.get("retry-after"));
    if ((status !== 429 && status !== 503) || seconds === undefined || seconds <= MAX_WAIT_SECONDS) return "";
    return `, and asks to wait ${Number.isFinite(seconds) ? `${seconds} s` : "for ever"}`;
}

const NETWORK_FIX =
    "A login page instead of an answer means that the workspace does not allow this network (Azure Private Link, IP " +
    "access list), or that serving-gateway:workspace.host (DATABRICKS_HOST) is not a workspace's own URL.";

function redirected(call: Call, status: number, location: string | null): WorkspaceError {
    // The query is left out: it may carry state that signs somebody in.
    const target = location && URL.canParse(location, call.host) ? new URL(location, call.host) : undefined;
    const place = target ? ` with a redirect to ${quote(target.origin + target.pathname, call.secrets)}` : "";
    return new WorkspaceError({
        failure: `${prefix(call)}${nounOf(call)} answered ${status}${place} to ${call.method} ${call.path}`,
        fix: target?.search.includes("private-link-validation-error")
            ? "The workspace has Azure Private Link and does not allow this network. Run the command from a " +
              "network that reaches its private endpoint."
            : (call.answers?.pageFix ?? NETWORK_FIX),
        status,
    });
}

function generalFix(status: number): string {
    if (status === 409 || status === 412) return "Something else is changing it. Run the command again.";
    if (status === 429) return "The workspace limits the rate of calls. Run the command again in a minute.";
    if (status === 503) return "The workspace is busy or in maintenance. Run the command again in a few minutes.";
    if (status >= 500)
        return "The workspace failed. Run the command again. If the error stays, contact Databricks " + "support.";
    return "Check that serving-gateway:workspace.host (DATABRICKS_HOST) is the URL of a Databricks workspace.";
}

interface Answer extends Omit<Received, "body"> {
    readonly body: string;
}

async function exchange(call: Call, timeoutMs: number, again = true): Promise<Answer> {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
        const response = await received(call, signal);
        return { status: response.status, headers: response.headers, body: await readBody(call, response) };
    } catch (error) {
        if (error instanceof WorkspaceError) throw error;
        if (signal.aborted) throw unanswered(call, signal.reason as Error, timeoutMs);
        // A kept connection may end just as it is used again; every call here can be made twice.
        if (again && LOST_CONNECTION.includes(causeCode(error))) return exchange(call, timeoutMs, false);
        // Without the cause: the text of fetch's own errors may repeat a header.
        throw unanswered(call, error as Error, timeoutMs);
    }
}

async function received({ host, path, method, headers, body }: Call, signal: AbortSignal): Promise<Received> {
    const url = new URL(host + path);
    if (proxyFor(url) === undefined) return directCall(url, { method, headers, body, signal });
    const response = await proxiedFetch(url, { method, headers, body, signal, redirect: "manual" });
    const { status, headers: got, body: unread } = response;
    return { status, headers: got, body: unread ?? [] };
}

const LOST_CONNECTION: readonly (string | undefined)[] = ["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"];

/** The code of a system error, or of the one behind one of fetch's. */
function causeCode(error: unknown): string | undefined {
    const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
    return [cause?.code, code].find((each) => typeof each === "string");
}

async function readBody(call: Call, response: Received): Promise<string> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body) {
        size += chunk.byteLength;
        if (size > (call.maxBytes ?? MAX_BODY_BYTES)) {
            // Leaving the loop cancels the stream, so the rest is not read.
            throw new WorkspaceError({
                failure: `${prefix(call)}the answer to ${call.method} ${call.path} is over 4 MB`,
                fix: "API Management imports no OpenAPI document over 4 MB. Log the model with a smaller signature.",
                status: response.status,
            });
        }
        chunks.push(chunk);
    }
    return new TextDecoder().decode(Buffer.concat(chunks));
}

function unanswered(call: Call, error: Error, timeoutMs: number): WorkspaceError {
    const what = `${call.method} ${call.path}`;
    if (error.name === "TimeoutError") {
        return new WorkspaceError({
            failure: `${prefix(call)}${call.host} did not answer ${what} within ${timeoutMs / 1000} s`,
            fix: "Check whether a firewall blocks the call. If calls are slow, run the command again.",
        });
    }
    const proxy = proxyFor(new URL(call.host));
    const secrets = [...call.secrets, ...(proxy ? credentialIn(proxy.url) : [])];
    const cause = proxyRefusal(error) ?? causeCode(error) ?? error.message;
    const reason = quote(cause, secrets);
    return new WorkspaceError({
        failure:
            `${prefix(call)}could not reach ${call.host} for ${what}` +
            `${proxy ? ` through ${proxy.shown}` : ""} (${reason})`,
        fix: proxy ? PROXY_FIX : unreachableFix(reason),
    });
}

/** What a proxy answered instead of opening a connection, e.g. `the proxy answered 407`. */
function proxyRefusal(error: Error): string | undefined {
    for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
        const [, status] = /^Proxy response \((\d+)\)/.exec(at.message) ?? [];
        if (status !== undefined) return `the proxy answered ${status}`;
    }
    return undefined;
}

function credentialIn({ username, password }: URL): string[] {
    return [username, password].flatMap((part) => (part === "" ? [] : [part, decoded(part)]));
}

function decoded(text: string): string {
    try {
        return decodeURIComponent(text);
    } catch {
        return text;
    }
}

function unreachableFix(code: string): string {
    if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
        return (
            "The name is unknown. Check the spelling of serving-gateway:workspace.host (DATABRICKS_HOST), and " +
            "that DNS works."
        );
    }
    if (/CERT|SSL|TLS|SELF_SIGNED|VERIFY|EPROTO/.test(code)) {
        return (
            "The certificate is not trusted, or this port does not use TLS. Behind a proxy that inspects TLS, set " +
            "NODE_EXTRA_CA_CERTS to its CA."
        );
    }
    return "Check serving-gateway:workspace.host (DATABRICKS_HOST), and that this network can reach it.";
}

function prefix(call: Call): string {
    return call.subject ? `${call.subject}: ` : "";
}
