import { errors } from "undici";
import type { ForwardFailure } from "./circuitBreaker";

/** A call that a policy made, e.g. for a token. */
export interface PolicyCall {
    /** Milliseconds since 1970. */
    readonly startedAt: number;
    readonly method: string;
    readonly url: URL;
    /** Status, or why there was none. */
    readonly result: number | string;
}

/** What a call without an answer failed for, as `context.LastError.Reason` has it. */
export function failureReason(error: unknown): ForwardFailure {
    return error instanceof errors.HeadersTimeoutError ? "Timeout" : "BackendConnectionFailure";
}
