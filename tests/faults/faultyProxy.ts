import { createServer as createHttp, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { Agent, request } from "undici";
import { createCertificate } from "../../emulator/certificate";
import type { Fault, FaultyCall } from "./faults";

export interface FaultyProxyOptions {
    /** Origin of the server that it stands in front of. */
    readonly target: string;
    /** PEM of the target's authority; with it, the proxy serves TLS too. */
    readonly ca?: string;
}

/** Which calls go wrong, and how. */
export interface PlannedFault {
    readonly isMade: (call: FaultyCall) => boolean;
    readonly fault: Fault;
}

/** Stands between a client and a server, and lets calls go wrong. */
export interface FaultyProxy {
    /** Takes the place of the target's origin, in addresses within answers as well. */
    readonly url: string;
    /** PEM of the proxy's own authority, where it serves TLS. */
    readonly ca: string | undefined;
    /** Keys and tokens that calls and answers carried. */
    readonly secrets: Set<string>;
    /** Lets these calls go wrong from now on, and no others. */
    plan(planned: readonly PlannedFault[]): void;
    /** How many calls have gone wrong as planned. */
    faults(planned: PlannedFault): number;
    close(): Promise<void>;
}

/** Headers that belong to one connection (RFC 9110, 7.6.1), or that a changed body makes wrong. */
const ofConnection = new Set(["connection", "keep-alive", "transfer-encoding", "content-length", "host"]);

export async function startFaultyProxy({ target, ca }: FaultyProxyOptions): Promise<FaultyProxy> {
    const tls = ca === undefined ? undefined : await createCertificate();
    const agent = new Agent({ connect: { ca } });
    const secrets = new Set<string>();
    const ended = new AbortController();
    let plans: readonly PlannedFault[] = [];
    const faults = new Map<PlannedFault, number>();
    /** What began an operation, by the path under which it is followed. */
    const operations = new Map<string, string>();
    let url = "";
    const listener = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
        void answer(incoming, outgoing).catch(() => incoming.socket.destroy());
    };
    const server = tls ? createHttps({ cert: tls.cert, key: tls.key }, listener) : createHttp(listener);

    async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
        const body = await textOf(incoming);
        const [, bearer] = /^Bearer (.+)$/.exec(incoming.headers.authorization ?? "") ?? [];
        if (bearer) secrets.add(bearer);
        const path = pathOf(incoming.url!);
        const called = `${incoming.method} ${path}`;
        const call: FaultyCall = { called, operationOf: operations.get(path), headers: incoming.headers, body };
        const planned = plans.find(({ isMade }) => isMade(call));
        const made = (planned && faults.get(planned)) ?? 0;
        if (!planned || (planned.fault.once && made > 0)) return forward(incoming, body, outgoing);
        faults.set(planned, made + 1);
        const { fault } = planned;
        if (fault.waitMs) await delay(fault.waitMs, undefined, { signal: ended.signal });
        switch (fault.kind) {
            case "answer": {
                const { status, headers = {}, body: text } = fault.answer(call);
                // What is not there was deleted before, by this call or somebody.
                if (status === 404 && incoming.method === "DELETE") await forwarded(incoming, body);
                outgoing.writeHead(status, headers).end(text);
                return;
            }
            case "reset":
                if (fault.after) await forwarded(incoming, body);
                incoming.socket.destroy();
                return;
            case "truncated": {
                const { status, headers, text } = await forwarded(incoming, body);
                outgoing.writeHead(status, { ...headers, "content-length": Buffer.byteLength(text) + 10 });
                outgoing.write(text.slice(0, text.length / 2), () => incoming.socket.destroy());
                return;
            }
            case "slow":
                return forward(incoming, body, outgoing);
        }
    }

    async function forward(incoming: IncomingMessage, body: string, outgoing: ServerResponse): Promise<void> {
        const { status, headers, text } = await forwarded(incoming, body);
        outgoing.writeHead(status, headers).end(text);
    }

    async function forwarded(incoming: IncomingMessage, body: string) {
        const sent = Object.entries(incoming.headers).filter(([name]) => !ofConnection.has(name));
        const response = await request(target + incoming.url!, {
            dispatcher: agent,
            method: incoming.method as "GET",
            headers: Object.fromEntries(sent),
            body: body === "" ? null : body.replaceAll(url, target),
        });
        const text = (await response.body.text()).replaceAll(target, url);
        for (const [, secret] of text.matchAll(/"(?:token_value|primaryKey|secondaryKey|access_token)":"([^"]+)"/g)) {
            secrets.add(secret!);
        }
        const operation = response.headers["azure-asyncoperation"];
        if (typeof operation === "string") {
            operations.set(pathOf(new URL(operation).pathname), `${incoming.method} ${pathOf(incoming.url!)}`);
        }
        const headers = Object.entries(response.headers)
            .filter(([name]) => !ofConnection.has(name))
            .map(([name, value]) => [name, typeof value === "string" ? value.replaceAll(target, url) : value]);
        return { status: response.statusCode, headers: Object.fromEntries(headers), text };
    }

    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `${tls ? "https" : "http"}://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return {
        url,
        ca: tls?.ca,
        secrets,
        plan: (next) => {
            plans = next;
            faults.clear();
        },
        faults: (planned) => faults.get(planned) ?? 0,
        close: async () => {
            ended.abort();
            server.closeAllConnections();
            await new Promise<void>((resolve) => server.close(() => resolve()));
            await agent.close();
        },
    };
}

function pathOf(url: string): string {
    return decodeURIComponent(url.split("?")[0]!);
}

async function textOf(incoming: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString("utf8");
}
