import { createServer, IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as the server saw it. */
export interface SeenRequest {
    readonly method: string;
    readonly url: string;
    readonly headers: IncomingMessage["headers"];
    readonly body: string;
}

/** An HTTP server on loopback that answers what a test says. */
export interface Loopback {
    readonly url: string;
    readonly seen: SeenRequest[];
    close(): Promise<void>;
}

/** Starts one. `answer` gets the number of the request, from 0. */
export async function serve(
    answer: (response: ServerResponse, request: SeenRequest, number: number) => void,
): Promise<Loopback> {
    const seen: SeenRequest[] = [];
    const server = createServer(async (request, response) => {
        let body = "";
        for await (const chunk of request.setEncoding("utf8")) body += chunk;
        const entry = { method: request.method ?? "", url: request.url ?? "", headers: request.headers, body };
        seen.push(entry);
        answer(response, entry, seen.length - 1);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        seen,
        close: () =>
            new Promise((resolve) => {
                server.close(() => resolve());
                server.closeAllConnections();
            }),
    };
}

/** A server that gives the same answer to every request. */
export function serveAlways(
    status: number,
    body: string,
    headers: Record<string, string> = { "content-type": "application/json" },
): Promise<Loopback> {
    return serve((response) => response.writeHead(status, headers).end(body));
}
