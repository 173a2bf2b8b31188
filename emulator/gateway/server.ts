import fastify, { type FastifyRequest } from "fastify";
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { Agent } from "undici";
import type { Store } from "../arm/kernel/store";
import { isMcpServer } from "../arm/resources/mcpServers";
import { backendUnavailable, internalError, notFound } from "./answers";
import { Backends } from "./backends";
import { CallTrace } from "./callTrace";
import { connectorFor } from "./connector";
import { Counters } from "./counters";
import {
    BackendUnavailable,
    discard,
    emptyResponse,
    runLater,
    type Exchange,
    type ForwardOptions,
    type GatewayRequest,
} from "./exchange";
import { forward } from "./forward";
import { HeaderList } from "./headerList";
import { OpenIdConfigurations } from "./openIdConfigurations";
import { policyChain, runOnError, runPipeline, type Chain } from "./pipeline";
import { answerPreflight, requestedMethod } from "./preflight";
import { answerMcp, type CallOperation } from "./mcp/mcpServer";
import { type Route, route } from "./routing";
import type { IdentityRequest, Runtime } from "./runtime";
import { admit } from "./subscriptionKeys";
import { send } from "./sending";
import { Telemetry } from "./telemetry";
import { maxBufferedBytes } from "./tierLimits";
import { ValueCache } from "./valueCache";

/** What a gateway serves, and how. */
export interface GatewayOptions {
    /** The control plane's entities. Read anew for every call. */
    readonly store: Store;
    /** Full ARM id of the service whose APIs are served. */
    readonly serviceId: string;
    /** PEM. */
    readonly tls: { readonly cert: string; readonly key: string; readonly ca?: string };
    /** Port on loopback. @default a free one */
    readonly port?: number;
    /** Milliseconds since 1970: the end of cached values and of tokens. @default Date.now */
    readonly now?: () => number;
    /** Waits between retries and for answers; rejects when `signal` is aborted. @default timers */
    readonly sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
    /** A token of the service's managed identity. @default there is no identity: policies that need one fail */
    readonly identityToken?: (serviceId: string, request: IdentityRequest) => Promise<string>;
    /** Where Microsoft Entra publishes keys and issuers of its tenants. @default `https://login.microsoftonline.com` */
    readonly authority?: string;
    /** Whom a connection from that address counts as. Only tests have more callers than one. @default the address */
    readonly callerAddress?: (connection: string) => string;
    /** Where what the diagnostics log is kept. @default a place of its own */
    readonly telemetry?: Telemetry;
}

/** A running gateway. */
export interface EmulatedGateway {
    /** E.g. `https://localhost:40123`. */
    readonly url: string;
    /** What the diagnostics logged. */
    readonly telemetry: Telemetry;
    close(): Promise<void>;
}

/** Serves the APIs of one API Management service over https, as its gateway does. */
export async function startGateway(options: GatewayOptions): Promise<EmulatedGateway> {
    const { store, serviceId, tls, port = 0, callerAddress = (connection) => connection } = options;
    const runtime = gatewayRuntime(options);
    const backends = new Backends(store, serviceId, runtime.now);
    const telemetry = options.telemetry ?? new Telemetry();
    const service: Service = { store, serviceId, runtime, backends, telemetry, callerAddress };
    const server = fastify({
        https: { cert: tls.cert, key: tls.key },
        forceCloseConnections: true,
        // The gateway routes by itself, and takes what fastify's router would refuse.
        rewriteUrl: () => "/",
    });
    // Before anything is parsed: bodies pass through as they come.
    server.addHook("onRequest", (incoming, reply) => {
        reply.hijack();
        return serve(service, incoming, reply.raw);
    });
    await server.listen({ host: "localhost", port });
    return {
        url: `https://localhost:${(server.server.address() as AddressInfo).port}`,
        telemetry,
        async close() {
            await server.close();
            await runtime.dispatcher.destroy();
        },
    };
}

/** What the calls of one gateway have in common. */
interface Service {
    readonly store: Store;
    readonly serviceId: string;
    readonly runtime: Runtime;
    readonly backends: Backends;
    readonly telemetry: Telemetry;
    readonly callerAddress: (connection: string) => string;
}

function gatewayRuntime(options: GatewayOptions): Runtime {
    const { serviceId, now = Date.now, authority = "https://login.microsoftonline.com" } = options;
    const dispatcher = new Agent({ connect: connectorFor(options.tls.ca) });
    return {
        now,
        sleep: options.sleep ?? ((milliseconds, signal) => setTimeout(milliseconds, undefined, { signal })),
        cache: new ValueCache(now),
        counters: new Counters(now),
        dispatcher,
        configurations: new OpenIdConfigurations(dispatcher, now),
        authority: authority.replace(/\/+$/, ""),
        identityToken: async (request) => {
            if (!options.identityToken) throw new Error("The service has no identity.");
            return options.identityToken(serviceId, request);
        },
    };
}

async function serve(service: Service, incoming: FastifyRequest, outgoing: ServerResponse): Promise<void> {
    const gone = new AbortController();
    outgoing.once("close", () => gone.abort());
    const ipAddress = service.callerAddress(remoteAddress(incoming));
    const request = gatewayRequest(incoming, ipAddress);
    const { exchange, trace } = await answered(service, { request, ipAddress, signal: gone.signal });
    trace.sent(await send(request.method, exchange.response, outgoing));
}

/** A call on its way in. */
interface Incoming extends Pick<Exchange, "request" | "ipAddress" | "signal"> {
    /** What it is for. @default what its path says */
    readonly found?: Route;
}

/** Runs a call up to its answer. */
async function answered(service: Service, { request, ipAddress, signal, found }: Incoming) {
    const origin = `https://${request.headers.get("host") ?? ""}`;
    const exchange: Exchange = {
        id: randomUUID(),
        ipAddress,
        origin,
        originalUrl: `${request.path}${request.query}`,
        startedAt: service.runtime.now(),
        subject: {},
        request,
        response: emptyResponse(),
        variables: new Map(),
        later: { answered: [], processed: [], leaving: [] },
        answered: false,
        signal,
        runtime: service.runtime,
        entity: (id) => service.store.get(id),
        emitMetric: (metric) => trace.measured(metric),
        policyCalled: (call) => trace.policyCalled(call),
        forward: (options) => forwarded(service, exchange, trace, options),
    };
    const trace = new CallTrace(service, exchange, origin);
    try {
        await run(service, exchange, trace, found);
        await runLater(exchange.later.leaving, exchange);
    } catch {
        exchange.response = internalError();
    }
    await trace.end().catch(() => {
        // A body that was to be logged broke off.
        exchange.response = internalError();
    });
    return { exchange, trace };
}

/** Calls the target; of a call that is tried again, the first answer goes to nobody. */
async function forwarded(
    service: Service,
    exchange: Exchange,
    trace: CallTrace,
    options: ForwardOptions,
): Promise<void> {
    const { store, serviceId, runtime, backends } = service;
    const { api } = exchange.subject;
    if (api && isMcpServer(api)) {
        const callOperation = operationCalls(service, exchange);
        exchange.response = await answerMcp(exchange, { store, serviceId, server: api, callOperation });
        exchange.answered = true;
        return;
    }
    const within = { maxBuffered: maxBufferedBytes(store, serviceId), trace };
    const destination = backends.destination(exchange.target);
    const answer =
        destination === "open"
            ? backendUnavailable()
            : await forward(runtime.dispatcher, exchange, destination, options, within);
    discard(exchange.response);
    exchange.response = answer;
    exchange.answered = true;
    if (destination === "open") throw new BackendUnavailable("A circuit breaker is open.", answer);
}

/** Calls of tools are calls of the gateway: with the key, the policies and the limits of the operation's API. */
function operationCalls(service: Service, { ipAddress, signal }: Exchange): CallOperation {
    return async (api, operation, request) => {
        const found = { api, operation, rest: request.path };
        const path = `/${String(api.properties.path)}${request.path}`;
        const { exchange, trace } = await answered(service, {
            request: { ...request, path },
            ipAddress,
            signal,
            found,
        });
        trace.sent(true);
        return exchange.response;
    };
}

/** Finds out what the call is for, whether it is allowed, and runs it. */
async function run(service: Service, exchange: Exchange, trace: CallTrace, known: Route | undefined): Promise<void> {
    const { store, serviceId } = service;
    const { request, subject } = exchange;
    const found = known ?? route(store, serviceId, request);
    if (!found) {
        await trace.begin();
        if (preflight(store, serviceId, exchange)) return;
        const chain = policyChain(store, serviceId, [["service", undefined]]);
        return runOnError(chain, exchange, notFound(), noOperation);
    }
    const { api, operation, rest, parameters } = found;
    const admission = admit(store, serviceId, api, request);
    const { product, subscription } = "refusal" in admission ? {} : admission;
    Object.assign(subject, { api, operation, parameters, product, subscription });
    await trace.begin();
    const chain: Chain = policyChain(store, serviceId, [
        ["service", undefined],
        ["product", product],
        ["api", api],
        ["operation", operation],
    ]);
    if ("refusal" in admission) {
        exchange.answered = true;
        return runOnError(chain, exchange, admission.refusal, admission.error);
    }
    const serviceUrl = api.properties.serviceUrl;
    request.path = rest;
    // The backend gets its own name, unless a policy sets another.
    request.headers.delete("host");
    if (typeof serviceUrl === "string" && serviceUrl !== "") exchange.target = { url: serviceUrl };
    return runPipeline(chain, exchange);
}

/** "Predefined errors for built-in steps" (API Management error handling). */
const noOperation = {
    source: "configuration",
    reason: "OperationNotFound",
    message: "Unable to match incoming request to an operation.",
};

/** Whether it was a preflight request for an operation that is there, of an API that has a policy for it. */
function preflight(store: Store, serviceId: string, exchange: Exchange): boolean {
    const { request } = exchange;
    const method = requestedMethod(request);
    const found = method === undefined ? undefined : route(store, serviceId, { ...request, method });
    if (!found) return false;
    // Browsers send no key of a header beforehand: a product's policy counts for a key in the query, and open products.
    const admission = admit(store, serviceId, found.api, request);
    const chain = policyChain(store, serviceId, [
        ["service", undefined],
        ["product", "refusal" in admission ? undefined : admission.product],
        ["api", found.api],
        ["operation", found.operation],
    ]);
    return answerPreflight(chain, exchange);
}

function remoteAddress({ socket }: FastifyRequest): string {
    return (socket.remoteAddress ?? "").replace(/^::ffff:/, "");
}

function gatewayRequest({ raw, originalUrl }: FastifyRequest, caller: string): GatewayRequest {
    const at = originalUrl.indexOf("?");
    const headers = HeaderList.fromRaw(raw.rawHeaders);
    const forwardedFor = headers.joined("x-forwarded-for");
    headers.set("X-Forwarded-For", forwardedFor ? `${forwardedFor}, ${caller}` : caller);
    const hasBody = headers.has("content-length") || headers.has("transfer-encoding");
    return {
        method: raw.method ?? "GET",
        path: at === -1 ? originalUrl : originalUrl.slice(0, at),
        query: at === -1 ? "" : originalUrl.slice(at),
        headers,
        body: hasBody ? raw : undefined,
    };
}
