import { Readable } from "node:stream";
import type { Entity } from "../arm/kernel/store";
import type { Value } from "./csharp/values";
import { HeaderList } from "./headerList";
import { withBodies, type Body, type Side } from "./messageBodies";
import type { PolicyCall } from "./policyCall";
import type { Runtime } from "./runtime";

export type { Body, Side } from "./messageBodies";

/** A request on its way through the policies, which change it. */
export interface GatewayRequest {
    method: string;
    /** What follows the API's path, e.g. `/invocations`; still percent-encoded. */
    path: string;
    /** With the question mark, or empty; as the caller wrote it until a policy changes it. */
    query: string;
    headers: HeaderList;
    body: Body;
}

/** A response on its way back through the policies, which change it. */
export interface GatewayResponse {
    status: number;
    reason?: string;
    headers: HeaderList;
    body: Body;
    /** Bytes that are held back until so many have come; 0 passes every chunk on at once. */
    bufferBytes: number;
}

/** Where the request goes. */
export interface Target {
    /** Of an address without an entity; that of a backend entity is looked up at each call. */
    readonly url?: string;
    /** The entity of `backend-id`: only another `backend-id` may choose anew (set-backend-service, usage notes). */
    readonly backendId?: string;
}

/** What the call is for, as far as it was found out. */
export interface Subject {
    api?: Entity;
    operation?: Entity;
    /** Of the operation's template. */
    parameters?: ReadonlyMap<string, string>;
    product?: Entity;
    subscription?: Entity;
}

/** What policies of inbound still have to do later on, in the order in which they said so. */
export interface Later {
    /** When the backend section is through, before outbound. */
    readonly answered: LaterStep[];
    /** When no section failed, before the answer goes out. */
    readonly processed: LaterStep[];
    /** Whatever came of the call, to the answer that the caller gets. */
    readonly leaving: LaterStep[];
}

type LaterStep = (exchange: Exchange) => Promise<void> | void;

/** One call on its way through the policies. */
export interface Exchange {
    /** `context.RequestId`. */
    readonly id: string;
    /** `context.Request.IpAddress`. */
    readonly ipAddress: string;
    /** Where the caller sent it, e.g. `https://gateway.example.com`. */
    readonly origin: string;
    /** Path and query, as the caller wrote them. */
    readonly originalUrl: string;
    /** When it came, in milliseconds since 1970. */
    readonly startedAt: number;
    readonly subject: Subject;
    readonly request: GatewayRequest;
    response: GatewayResponse;
    target?: Target;
    /** `context.Variables`, as expressions hold values; what send-request got is null where it got nothing. */
    readonly variables: Map<string, Value>;
    readonly later: Later;
    /** Whether `response` is the backend's answer or what became of it; before, `context.Response` is null. */
    answered: boolean;
    /** `context.LastError`, once it came to on-error. */
    lastError?: LastError;
    /** Why the latest call of the backend failed. */
    errorReason?: string;
    /** Aborted when the caller goes away. */
    readonly signal: AbortSignal;
    readonly runtime: Runtime;
    /** An entity of the control plane by its full id. */
    readonly entity: (id: string) => Entity | undefined;
    /** Sends a metric to the loggers whose diagnostics take metrics. */
    readonly emitMetric: (metric: Metric) => void;
    /** A policy called somebody else than the backend: the diagnostics log it beside the backend's calls. */
    readonly policyCalled: (call: PolicyCall) => void;
    /** Calls `target`; the answer becomes `response`. */
    readonly forward: (options: ForwardOptions) => Promise<void>;
}

/** What went wrong, as on-error sees it. */
export interface LastError {
    /** The policy, or the step of the gateway; unknown of what is no policy's. */
    readonly source?: string;
    /** Known of keys and of calls of the backend only. */
    readonly reason?: string;
    readonly message: string;
    /** Absent before inbound. */
    readonly section?: "inbound" | "backend" | "outbound";
}

/** What a policy measured. */
export interface Metric {
    readonly name: string;
    readonly value: number;
    /** @default none */
    readonly namespace?: string;
    readonly dimensions: Readonly<Record<string, string>>;
}

/** How a backend is called: the attributes of `forward-request`. */
export interface ForwardOptions {
    /** Milliseconds until the backend's headers have to be there. */
    readonly timeoutMs: number;
    /** Reads the whole request first. */
    readonly bufferRequest: boolean;
    /** Holds back the response by pieces of 8 KB. */
    readonly bufferResponse: boolean;
}

/** A policy at run time. `finish` ends the pipeline: the response is the answer. */
export interface Step {
    (exchange: Exchange, side: Side): Promise<"finish" | void> | "finish" | void;
    /** Answers a preflight request, for which no policy runs; undefined if it is not for this policy to answer. */
    readonly preflight?: (exchange: Exchange) => GatewayResponse | undefined;
}

/** Runs steps one after the other. @returns "finish" where one of them ends the call */
export async function runSteps(steps: readonly Step[], exchange: Exchange, side: Side): Promise<"finish" | void> {
    for (const step of steps) if ((await step(exchange, side)) === "finish") return "finish";
}

/** Runs what policies put off until the response is there. */
export async function runLater(steps: readonly LaterStep[], exchange: Exchange): Promise<void> {
    for (const step of steps) await withBodies(exchange, () => step(exchange));
}

/** Ends the pipeline with an answer of its own, which on-error may still change. Any other error is a 500. */
export class Refusal extends Error {
    override readonly name = "Refusal";
    /** Name of the policy that refused. */
    source?: string;

    constructor(
        message: string,
        readonly response: GatewayResponse,
    ) {
        super(message);
    }
}

/**
 * No call was made, because a circuit breaker is open. It goes to on-error, but `retry` looks at the response first, as
 * published policies expect (records breaker-open-answer, retry-sees-open-breaker).
 */
export class BackendUnavailable extends Refusal {}

/** An answer that no policy has touched yet. */
export function emptyResponse(): GatewayResponse {
    return { status: 200, headers: new HeaderList(), body: undefined, bufferBytes: 0 };
}

/** Ends a response that nobody is going to read, so that its connection is free again. */
export function discard({ body }: GatewayResponse): void {
    // The break that this is to a body which is still coming concerns nobody.
    if (body instanceof Readable) body.on("error", () => undefined).destroy();
}
