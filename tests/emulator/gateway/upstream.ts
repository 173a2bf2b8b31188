import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A call as the backend got it. */
export interface ReceivedCall {
    readonly method: string;
    /** Path and query. */
    readonly url: string;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly body: string;
}

/** A backend that notes what it gets and answers `{"predictions":[1]}`, or as `answer` says. */
export interface Upstream {
    readonly url: string;
    readonly calls: ReceivedCall[];
    answer: (response: ServerResponse, request: IncomingMessage) => void;
    close(): Promise<void>;
}

export function json(response: ServerResponse): void {
    response.setHeader("Content-Type", "application/json");
    response.end('{"predictions":[1]}');
}

export async function startUpstream(): Promise<Upstream> {
    const server = createServer((request, response) => {
        void (async () => {
            const body = await text(request);
            const { method = "", url = "", headers } = request;
            upstream.calls.push({ method, url, headers, body });
            upstream.answer(response, request);
        })();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const upstream: Upstream = {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        calls: [],
        answer: json,
        close: () =>
            new Promise((resolve) => {
                server.closeAllConnections();
                server.close(() => resolve());
            }),
    };
    return upstream;
}
