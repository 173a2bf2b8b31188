import type { UrlContext } from "./urls";
import type { Value } from "./values";

/** What an expression sees of a call (`context`). Members that are null in C# are null here. */
export interface PolicyContext {
    readonly requestId: string;
    /** Milliseconds since 1970. */
    readonly timestamp: number;
    /** Milliseconds since the gateway got the request. */
    readonly elapsed: number;
    readonly api: ApiContext | null;
    readonly operation: OperationContext | null;
    readonly product: NamedContext | null;
    readonly subscription: SubscriptionContext | null;
    readonly user: UserContext | null;
    readonly deployment: DeploymentContext;
    readonly lastError: LastErrorContext | null;
    readonly request: RequestContext;
    readonly response: ResponseContext | null;
    readonly variables: ReadonlyMap<string, Value>;
}

/** What of the service has an identifier and a name for people. */
export interface NamedContext {
    readonly id: string;
    readonly name: string;
}

/** `context.Api`. */
export interface ApiContext extends NamedContext {
    readonly path: string;
    readonly revision: string;
    /** @default null: the API has none */
    readonly version: string | null;
    readonly isCurrentRevision: boolean;
}

/** `context.Operation`. */
export interface OperationContext extends NamedContext {
    readonly method: string;
    readonly urlTemplate: string;
}

/** `context.Subscription`; null where the call needed none. */
export interface SubscriptionContext extends NamedContext {
    /** The key that the caller sent. */
    readonly key: string;
}

/** `context.User`; null where the key belongs to nobody. */
export interface UserContext {
    readonly id: string;
    readonly email: string;
    readonly firstName: string;
    readonly lastName: string;
    /** Absent: not known. @default the call fails that looks at them */
    readonly groups?: readonly NamedContext[];
}

interface DeploymentContext {
    readonly gatewayId: string;
    readonly region: string;
    readonly serviceId: string;
    readonly serviceName: string;
}

/** `context.LastError`, which only `on-error` has. */
export interface LastErrorContext {
    readonly source: string | null;
    readonly reason: string | null;
    readonly message: string;
    readonly scope: string | null;
    readonly section: string | null;
    readonly path: string | null;
    readonly policyId: string | null;
}

interface MessageContext {
    readonly headers: HeadersContext;
    /** Null without a body, and once it was read without being preserved. */
    readonly body: BodyContext | null;
}

/** Name as written, and values; names are found in any casing. */
export type HeadersContext = Iterable<readonly [name: string, values: readonly string[]]>;

/** `context.Request.Body` or `context.Response.Body`. */
export interface BodyContext {
    /** @throws whatever makes the caller wait for the body, then evaluate again */
    read(): Buffer;
    /** Whoever looks for it next finds none. */
    take(): void;
}

/** `context.Request`. */
export interface RequestContext extends MessageContext {
    readonly method: string;
    readonly ipAddress: string;
    readonly url: UrlContext;
    readonly originalUrl: UrlContext;
    /** Parameters of the operation's template. @default none */
    readonly matchedParameters?: ReadonlyMap<string, string>;
}

/** `context.Response`, and what `send-request` puts into a variable. */
export interface ResponseContext extends MessageContext {
    readonly status: number;
    readonly reason: string;
}
