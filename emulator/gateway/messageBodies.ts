import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";

/** A body: not read yet, or put there by a policy. */
export type Body = Readable | Buffer | undefined;

/** The message that a policy changes: the request in inbound and backend, the response in outbound and on-error. */
export type Side = "request" | "response";

/** The two messages of a call. */
type Messages = Readonly<Record<Side, { body: Body }>>;

/**
 * An expression looks at a body that has not come yet. Whoever runs the policy reads it, and runs the policy again: only
 * so is a body that nobody looks at passed on as it comes.
 */
export class BodyNeeded extends Error {
    override readonly name = "BodyNeeded";

    constructor(readonly side: Side) {
        super("An expression looks at a body that has not come yet.");
    }
}

/** Runs what evaluates expressions, with the bodies that they look at. It has to have no effect before it evaluates them. */
export function withBodies<Result>(messages: Messages, run: () => Result | Promise<Result>): Result | Promise<Result> {
    const again = (error: unknown): Promise<Result> => {
        if (!(error instanceof BodyNeeded)) throw error;
        return keep(messages, error.side).then(() => withBodies(messages, run));
    };
    try {
        const result = run();
        return result instanceof Promise ? result.catch(again) : result;
    } catch (error) {
        return again(error);
    }
}

async function keep(messages: Messages, side: Side): Promise<void> {
    const message = messages[side];
    if (!(message.body instanceof Readable)) return;
    if (message.body.readableDidRead) throw new Error("The body was sent already, and not buffered.");
    message.body = await buffer(message.body);
}
