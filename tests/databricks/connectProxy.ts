import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect } from "node:net";

/** A proxy on loopback that opens tunnels (RFC 9110, 9.3.6), all of them to one port of this machine. */
export interface ConnectProxy {
    readonly port: number;
    /** Where tunnels were asked for, e.g. `workspace.example:443`. */
    readonly asked: string[];
    /** Values of `Proxy-Authorization`, with empty ones. */
    readonly credentials: string[];
    close(): Promise<void>;
}

/** @param refuse the status that is answered instead of opening a tunnel, to all or to a host and port */
export async function startConnectProxy(
    target: () => number,
    refuse?: number | ((host: string) => number | undefined),
): Promise<ConnectProxy> {
    const asked: string[] = [];
    const credentials: string[] = [];
    const sockets = new Set<{ destroy(): void }>();
    const server = createServer((_, response) => response.writeHead(400).end());
    server.on("connect", (request: IncomingMessage, client: import("node:net").Socket) => {
        asked.push(request.url ?? "");
        credentials.push(request.headers["proxy-authorization"] ?? "");
        sockets.add(client);
        client.on("error", () => undefined);
        const status = typeof refuse === "function" ? refuse(request.url ?? "") : refuse;
        if (status !== undefined) return void client.end(`HTTP/1.1 ${status} Refused\r\ncontent-length: 0\r\n\r\n`);
        const upstream = connect(target(), "127.0.0.1", () => {
            client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
            upstream.pipe(client).pipe(upstream);
        });
        sockets.add(upstream);
        upstream.on("error", () => client.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
        port: (server.address() as AddressInfo).port,
        asked,
        credentials,
        close: () =>
            new Promise((resolve) => {
                for (const socket of sockets) socket.destroy();
                server.close(() => resolve());
                server.closeAllConnections();
            }),
    };
}
