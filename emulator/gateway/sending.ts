import type { ServerResponse } from "node:http";
import { Transform, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { discard, type GatewayResponse } from "./exchange";

/** Sends the answer to the caller. @returns whether all of it went out */
export async function send(method: string, response: GatewayResponse, outgoing: ServerResponse): Promise<boolean> {
    const { status, reason, headers, body } = response;
    if (Buffer.isBuffer(body)) headers.set("Content-Length", String(body.length));
    try {
        if (reason === undefined) outgoing.writeHead(status, headers.raw());
        else outgoing.writeHead(status, reason, headers.raw());
        if (method === "HEAD" || body === undefined) {
            discard(response);
            outgoing.end();
        } else if (Buffer.isBuffer(body)) {
            outgoing.end(body);
        } else {
            await stream(body, response.bufferBytes, outgoing);
        }
        return true;
    } catch {
        // Headers that node refuses, or one side that went away: the caller sees a broken connection.
        outgoing.destroy();
        return false;
    }
}

async function stream(body: Readable, bufferBytes: number, outgoing: ServerResponse): Promise<void> {
    outgoing.flushHeaders();
    if (bufferBytes > 0) await pipeline(body, pieces(bufferBytes), outgoing);
    else await pipeline(body, outgoing);
}

/** Holds chunks back until `size` bytes have come, or the end. */
function pieces(size: number): Transform {
    let held: Buffer[] = [];
    let length = 0;
    return new Transform({
        transform(chunk: Buffer, _encoding, done) {
            held.push(chunk);
            length += chunk.length;
            if (length < size) return done();
            const piece = Buffer.concat(held);
            held = [];
            length = 0;
            done(null, piece);
        },
        flush(done) {
            done(null, length > 0 ? Buffer.concat(held) : undefined);
        },
    });
}
