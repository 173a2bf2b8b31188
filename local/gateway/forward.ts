import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { Dispatcher } from "undici";
import type { Exchange, ForwardOptions, GatewayResponse } from "./exchange";
import { HeaderList } from "./headerList";

/** Headers that concern one connection only (RFC 9110, 7.6.1), and what the next one says for itself. */
const hopByHop = [
    ...["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer"],
    ...["transfer-encoding", "upgrade", "http2-settings", "expect"],
];

/** Responses that are buffered are held back by pieces of this size (forward-request, buffer-response). */
const bufferBytes = 8 * 1024;

/**
 * Sends the request to the exchange's target: service URL, the rest of the path, the query.
 * Redirects are handed to the caller. The answer's body is not read here.
 * A body that was buffered can be sent again.
 * @throws Error if there is no target, the body is gone, the backend cannot be reached, or its headers come too late
 */
export async function forward(
    dispatcher: Dispatcher,
    exchange: Exchange,
    options: ForwardOptions,
): Promise<GatewayResponse> {
    const { request, target, signal } = exchange;
    if (!target) throw new Error("The API has no service URL.");
    if (request.body instanceof Readable) {
        if (request.body.readableDidRead) throw new Error("The request's body was sent already, and not buffered.");
        if (options.bufferRequest) request.body = await buffer(request.body);
    }
    const url = new URL(`${target.url.replace(/\/+$/, "")}${request.path}${request.query}`);
    const answer = await dispatcher.request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: request.method as Dispatcher.HttpMethod,
        headers: endToEnd(request.headers).raw(),
        body: request.body ?? null,
        headersTimeout: options.timeoutMs,
        bodyTimeout: 0,
        signal,
        responseHeaders: "raw",
    });
    return {
        status: answer.statusCode,
        headers: endToEnd(HeaderList.fromRaw(answer.headers as unknown as Buffer[])),
        body: answer.body,
        bufferBytes: options.bufferResponse ? bufferBytes : 0,
    };
}

/** A copy without the headers of the connection, those named by `Connection` included. */
function endToEnd(headers: HeaderList): HeaderList {
    const copy = HeaderList.fromRaw(headers.raw());
    const named = (headers.get("connection") ?? "").split(",").map((name) => name.trim());
    for (const name of [...hopByHop, ...named]) copy.delete(name);
    return copy;
}
