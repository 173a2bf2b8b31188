import { Readable } from "node:stream";
import { DatabricksError } from "./databricksError";
import type { PlannedCall } from "./plannedCall";

/** Server-sent events, one write each: `data: {...}`, at the end `data: [DONE]`. */
export function eventStream(events: readonly object[], plan: PlannedCall): Readable {
    return Readable.from(lines(events, plan), { objectMode: false, highWaterMark: 1 });
}

async function* lines(events: readonly object[], { events: gate, errorAfter, breakAfter }: PlannedCall) {
    for (const [index, event] of events.entries()) {
        if (index > 0) await gate?.pass();
        if (index === breakAfter) throw new Error("broken off as planned");
        if (index === errorAfter) {
            // Record error-within-stream.
            const { body } = new DatabricksError(500, "INTERNAL_ERROR", "The model failed while it was answering.");
            yield Buffer.from(`event: error\ndata: ${JSON.stringify(body)}\n\n`);
            return;
        }
        yield Buffer.from(`data: ${JSON.stringify(event)}\n\n`);
    }
    await gate?.pass();
    yield Buffer.from("data: [DONE]\n\n");
}
