import * as pulumi from "@pulumi/pulumi";
import * as debuggable from "@pulumi/pulumi/runtime/debuggable";
import { replaceMember } from "./replaceMember";

/**
 * Leaves out the stack traces that nobody reads.
 *
 * Reason: @pulumi/pulumi takes one for every promise of every output, to tell where a promise came from that never ends,
 * and one for every resource, whose state then names the lines of the program that declared it. ts-node maps each of
 * their lines back to TypeScript. Errors keep their traces, and PULUMI_DEBUG_PROMISE_LEAKS brings those of promises back.
 *
 * Measured: a hundred endpoints (603 resources) take 10.6 s of processor time to declare instead of 22.0 s, and with
 * `withoutVersionAliases` too 3.0 s (`tests/startup/measure.ts`, Node 20, a busy machine: read the ratios).
 */
export function withoutSilentTraces(): void {
    // Neither is among the types that @pulumi/pulumi publishes: a version without them goes without this.
    const { debuggablePromise, debugPromiseLeaks } = debuggable as unknown as Partial<PromiseWatch>;
    // Whoever looks for a promise that never ends needs the traces.
    if (debuggablePromise !== undefined && !debugPromiseLeaks) {
        replaceMember(debuggable, "debuggablePromise", (...args: unknown[]) => {
            const limit = Error.stackTraceLimit;
            Error.stackTraceLimit = 0;
            try {
                return debuggablePromise(...args);
            } finally {
                Error.stackTraceLimit = limit;
            }
        });
    }
    if ("callsites" in pulumi.Resource) replaceMember(pulumi.Resource, "callsites", () => []);
}

interface PromiseWatch {
    debuggablePromise(...args: unknown[]): unknown;
    /** Whether PULUMI_DEBUG_PROMISE_LEAKS is set. */
    readonly debugPromiseLeaks: boolean;
}
