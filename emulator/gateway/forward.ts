import { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import type { Destination } from "./backends";
import type { CallTrace } from "./callTrace";
import type { Body, Exchange, ForwardOptions, GatewayResponse } from "./exchange";
import { HeaderList } from "./headerList";
import { failureReason } from "./policyCall";

/** Headers that concern one connection only (RFC 9110, 7.6.1), and what the next one says for itself. */
const hopByHop = [
    ...["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer"],
    ...["transfer-encoding", "upgrade", "http2-settings", "expect"],
];

/** Responses that are buffered are held back by pieces of this size (forward-request, buffer-response). */
const bufferBytes = 8 * 1024;

/**
 * Sends the request to its destination: the address, the rest of the path, the query.
 * Redirects are handed to the caller. The answer's body is not read here.
 * A body that was buffered can be sent again.
 *
 * @param within `maxBuffered`: most bytes of a request that the tier buffers; `trace`: where the call is noted
 * @throws Error if the body is gone or too large to be kept, the backend cannot be reached, or its headers come too late
 */
export async function forward(
    dispatcher: Dispatcher,
    exchange: Exchange,
    destination: Destination,
    options: ForwardOptions,
    { maxBuffered, trace }: { readonly maxBuffered: number; readonly trace: CallTrace },
): Promise<GatewayResponse> {
    const { request, signal, runtime } = exchange;
    if (request.body instanceof Readable) {
        if (request.body.readableDidRead) throw new Error("The request's body was sent already, and not buffered.");
        if (options.bufferRequest) request.body = await buffered(request.body, maxBuffered);
    }
    const url = new URL(`${destination.url.replace(/\/+$/, "")}${request.path}${request.query}`);
    for (const [name, value] of destination.query) url.searchParams.set(name, value);
    const headers = endToEnd(request.headers);
    for (const [name, values] of destination.headers) headers.set(name, ...values);
    const span = trace.connect(headers);
    const call = {
        startedAt: runtime.now(),
        url,
        backendId: destination.backendId,
        requestHeaders: headers,
        requestBody: request.body,
    };
    const failed = (error: unknown): void => {
        const reason = failureReason(error);
        exchange.errorReason = reason;
        // A caller who went away says nothing about the backend.
        if (!signal.aborted) destination.settle({ reason });
        trace.called(span, { ...call, result: reason });
    };
    const answer = await noting(failed, () =>
        dispatcher.request({
            origin: url.origin,
            path: `${url.pathname}${url.search}`,
            method: request.method as Dispatcher.HttpMethod,
            headers: headers.raw(),
            body: request.body ?? null,
            headersTimeout: options.timeoutMs,
            bodyTimeout: 0,
            signal,
            responseHeaders: "raw",
        }),
    );
    const received = HeaderList.fromRaw(answer.headers as unknown as Buffer[]);
    const status = answer.statusCode;
    destination.settle({ status, retryAfter: received.get("retry-after") });
    const body = trace.logsResponseBody ? Buffer.from(await answer.body.arrayBuffer()) : answer.body;
    trace.called(span, { ...call, result: status, responseHeaders: received, responseBody: body });
    return {
        status,
        headers: endToEnd(received),
        body,
        bufferBytes: options.bufferResponse ? bufferBytes : 0,
    };
}

async function noting<Answer>(note: (error: unknown) => void, send: () => Promise<Answer>): Promise<Answer> {
    try {
        return await send();
    } catch (error) {
        note(error);
        throw error;
    }
}

/** @throws Error for more than the tier keeps; record buffered-body-too-large */
async function buffered(body: Readable, maxBytes: number): Promise<Body> {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
        length += chunk.length;
        if (length > maxBytes) throw new Error("The request's body is larger than what is buffered.");
        chunks.push(chunk);
    }
    return Buffer.concat(chunks);
}

/** A copy without the headers of the connection, those named by `Connection` included. */
function endToEnd(headers: HeaderList): HeaderList {
    const copy = HeaderList.fromRaw(headers.raw());
    const named = (headers.joined("connection") ?? "").split(",").map((name) => name.trim());
    for (const name of [...hopByHop, ...named]) copy.delete(name);
    return copy;
}
