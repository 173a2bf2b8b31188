import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createCertificate } from "../../../emulator/certificate";

export interface Call {
    readonly method: string;
    /** Path with its query. */
    readonly path: string;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly body: unknown;
}

export interface Reply {
    readonly status: number;
    readonly headers?: Record<string, string>;
    readonly body?: unknown;
}

export interface FakeArm {
    readonly url: string;
    readonly ca: string;
    readonly calls: Call[];
    /** Methods and paths without their query, in order. */
    sequence(): string[];
    /** Answers the next call of this method and path with this, instead of from the entities. */
    once(method: string, path: string, reply: Reply): void;
    /** Entities by path. */
    readonly entities: Map<string, Record<string, unknown>>;
    close(): Promise<void>;
}

/** An ARM-like server without rules: it stores what is put, answers it again, and writes down every call. */
export async function startFakeArm(): Promise<FakeArm> {
    const tls = await createCertificate();
    const calls: Call[] = [];
    const entities = new Map<string, Record<string, unknown>>();
    const scripted: { method: string; path: string; reply: Reply }[] = [];

    function answer(method: string, path: string, body: unknown): Reply {
        const index = scripted.findIndex((entry) => entry.method === method && entry.path === path);
        if (index >= 0) return scripted.splice(index, 1)[0]?.reply ?? { status: 500 };
        const missing = { status: 404, body: { error: { code: "ResourceNotFound", message: `${path} not found.` } } };
        switch (method) {
            case "PUT": {
                const created = !entities.has(path);
                const entity = {
                    ...(body as object),
                    id: path,
                    name: decodeURIComponent(path.split("/").at(-1) ?? ""),
                };
                entities.set(path, entity);
                return { status: created ? 201 : 200, body: entity };
            }
            case "DELETE":
                return entities.delete(path) ? { status: 200 } : missing;
            case "HEAD":
                return entities.has(path) ? { status: 204 } : { status: 404 };
            default: {
                const entity = entities.get(path);
                return entity === undefined ? missing : { status: 200, body: entity };
            }
        }
    }

    async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        const text = Buffer.concat(chunks).toString();
        const [method, path] = [request.method ?? "", request.url ?? ""];
        const body: unknown = text === "" ? undefined : JSON.parse(text);
        calls.push({ method, path, headers: request.headers, body });
        const reply = answer(method, path.split("?")[0] ?? "", body);
        response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
        response.end(reply.body === undefined ? undefined : JSON.stringify(reply.body));
    }

    const server = createServer(
        { cert: tls.cert, key: tls.key },
        (request, response) => void handle(request, response),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
        url: `https://localhost:${(server.address() as AddressInfo).port}`,
        ca: tls.ca,
        calls,
        entities,
        sequence: () => calls.map((call) => `${call.method} ${call.path.split("?")[0]}`),
        once: (method, path, reply) => void scripted.push({ method, path, reply }),
        close: () =>
            new Promise((resolve) => {
                server.close(() => resolve());
                server.closeAllConnections();
            }),
    };
}
