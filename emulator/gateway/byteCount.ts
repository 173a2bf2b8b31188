import { pipeline, Transform } from "node:stream";
import type { Body } from "./exchange";

/** A body that tells of its bytes as they pass. */
export function counted(body: Body, add: (bytes: number) => void): Body {
    if (body === undefined) return undefined;
    if (Buffer.isBuffer(body)) {
        add(body.length);
        return body;
    }
    const through = new Transform({
        transform(chunk: Buffer, _encoding, done) {
            add(chunk.length);
            done(null, chunk);
        },
    });
    // A side that breaks breaks the other, which is all there is to know.
    return pipeline(body, through, () => undefined);
}
