import { pipeline, Readable, Transform } from "node:stream";
import { buffer } from "node:stream/consumers";
import { StringDecoder } from "node:string_decoder";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import type { Body, Exchange, GatewayResponse } from "./exchange";
import { estimatedTokens, parsedObject, promptTexts, streamedText, usageOf, type Usage } from "./tokenUsage";

/** What is known of a call before it is made. */
export interface Prompt {
    /** Estimated. */
    readonly tokens: number;
    /** Whether the answer is asked for as a stream of events. */
    readonly streams: boolean;
}

/** What became of a call. */
export interface Reading {
    /** Absent where the answer does not tell. */
    readonly usage?: Usage;
    /** Whether the answer is an error, which uses nothing (record errors-use-no-tokens). */
    readonly failed: boolean;
    /** Whether the answer was a stream, whose tokens are estimated: its headers are gone. */
    readonly streamed: boolean;
}

const meters = new WeakMap<Exchange, TokenMeter>();

/** Reads the tokens of one call for all policies that want to know: the request once, and the answer once. */
export class TokenMeter {
    private readonly listeners: ((reading: Reading) => void)[] = [];
    private asked?: Promise<Prompt>;

    private constructor(private readonly exchange: Exchange) {
        exchange.later.answered.push(() => this.readAnswer());
    }

    static of(exchange: Exchange): TokenMeter {
        const meter = meters.get(exchange) ?? new TokenMeter(exchange);
        meters.set(exchange, meter);
        return meter;
    }

    /** Reads the request whole. */
    prompt(): Promise<Prompt> {
        this.asked ??= this.readPrompt();
        return this.asked;
    }

    /** Tells of a whole answer before outbound, of a stream when it is through or broken off. */
    whenKnown(listener: (reading: Reading) => void): void {
        this.listeners.push(listener);
    }

    private async readPrompt(): Promise<Prompt> {
        const { request } = this.exchange;
        request.body = await whole(request.body);
        const body = parsedObject(request.body?.toString() ?? "");
        return { tokens: estimatedTokens(promptTexts(body)), streams: body.stream === true };
    }

    private async readAnswer(): Promise<void> {
        const { response } = this.exchange;
        const failed = response.status >= 400;
        if (!failed && isEventStream(response)) {
            const { tokens: prompt } = await this.prompt();
            response.body = listenedTo(response.body, (texts) => {
                const completion = estimatedTokens(texts);
                this.tell({ usage: { prompt, completion, total: prompt + completion }, failed, streamed: true });
            });
            return;
        }
        response.body = await whole(response.body);
        const usage = failed ? undefined : usageOf(parsedObject(decoded(response)));
        this.tell({ ...(usage && { usage }), failed, streamed: false });
    }

    private tell(reading: Reading): void {
        for (const listener of this.listeners) listener(reading);
    }
}

/** Whether an answer is a stream of events. */
export function isEventStream({ headers }: GatewayResponse): boolean {
    return /^text\/event-stream\b/i.test(headers.get("content-type") ?? "");
}

/** A body, read to its end. */
export async function whole(body: Body): Promise<Buffer | undefined> {
    return body instanceof Readable ? buffer(body) : body;
}

/** An answer's text; empty if nobody can tell what it is. */
export function decoded({ headers, body }: GatewayResponse): string {
    if (!Buffer.isBuffer(body)) return "";
    try {
        switch (headers.get("content-encoding")?.trim().toLowerCase() ?? "identity") {
            case "identity":
                return body.toString();
            case "gzip":
                return gunzipSync(body).toString();
            case "deflate":
                return inflateSync(body).toString();
            case "br":
                return brotliDecompressSync(body).toString();
            default:
                return "";
        }
    } catch {
        return "";
    }
}

/** Passes every chunk on at once. @param end gets what the events said, once */
function listenedTo(body: Body, end: (texts: readonly string[]) => void): Body {
    const decoder = new StringDecoder();
    const texts: string[] = [];
    let rest = "";
    const listen = (text: string): void => {
        const lines = `${rest}${text}`.split(/\r\n|\n/);
        rest = lines.pop()!;
        texts.push(...lines.map(streamedText));
    };
    if (!(body instanceof Readable)) {
        listen(`${body?.toString() ?? ""}\n`);
        end(texts);
        return body;
    }
    const through = new Transform({
        transform(chunk: Buffer, _encoding, done) {
            listen(decoder.write(chunk));
            done(null, chunk);
        },
    });
    return pipeline(body, through, () => end([...texts, streamedText(rest)]));
}
