import type { Gate } from "./gate";

/** How calls of a model go that reach it, beside what it answers. */
export interface PlannedCall {
    /** Calls of this endpoint only. @default any */
    readonly endpoint?: string;
    /** How many calls. @default 1 */
    readonly times?: number;
    /** Passed before the answer begins: an entity that was scaled to zero has to start. */
    readonly start?: Gate;
    /** As `start`, after so many milliseconds of real time: for people who try it out. */
    readonly startMs?: number;
    /** Passed before each event of a streamed answer but the first. */
    readonly events?: Gate;
    /** After so many events comes an error, and the end: the status is 200 all the same. */
    readonly errorAfter?: number;
    /** After so many events the connection breaks. */
    readonly breakAfter?: number;
}

/** The planned calls that are left. */
export class PlannedCalls {
    private readonly left: { readonly call: PlannedCall; times: number }[] = [];

    add(call: PlannedCall): void {
        this.left.push({ call, times: call.times ?? 1 });
    }

    /** @returns nothing planned, as an empty plan */
    take(endpoint: string): PlannedCall {
        const entry = this.left.find(({ call, times }) => times > 0 && (call.endpoint ?? endpoint) === endpoint);
        if (!entry) return {};
        entry.times--;
        return entry.call;
    }
}
