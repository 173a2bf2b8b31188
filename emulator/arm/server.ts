import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import Fastify, { FastifyRequest } from "fastify";
import { jsonText } from "../jsonText";
import { ArmError, invalidFields } from "./kernel/armError";
import { authenticate, type Caller } from "./kernel/authentication";
import { authorize, type LimitedPrincipal } from "./kernel/authorization";
import { cloudMetadata } from "./kernel/cloudMetadata";
import { ControlPlane, ControlPlaneOptions } from "./kernel/controlPlane";
import { purgeExpired } from "./resources/deletedServices";
import { seedApiCenter } from "./resources/apiCenters";
import { seedComponent } from "./resources/insights";
import { createGroup } from "./resources/resourceGroups";
import { identityEnvelope } from "./resources/managedIdentities";
import { apiService, ArmAnswer, ArmRequest } from "./kernel/resourceType";
import { route } from "./router";
import { createService, openGateway } from "./resources/services";
import type { Store } from "./kernel/store";
import { WriteLocks } from "./writeLocks";

/** How the emulated Resource Manager is served, and to whom. */
export interface ArmOptions extends ControlPlaneOptions {
    readonly tls: { readonly cert: string; readonly key: string; readonly ca?: string };
    /** The bearer token that clients have to send. */
    readonly token: string;
    /** Client id of an application of the tenant that may do everything too. @default none */
    readonly administrator?: string;
    /** Another client, which may do only some things: by its token, or by one of the tenant for it. @default none */
    readonly limited?: LimitedPrincipal;
    /** Told of each call once it is answered. @default nobody */
    readonly observe?: (call: AnsweredCall) => void;
    /** Paths whose writes are refused with all that they sent, as a service might whose refusals quote. @default none */
    readonly echo?: (path: string) => boolean;
    /** A service that is there from the start, with its resource group. @default none */
    readonly seed?: {
        readonly resourceGroup: string;
        readonly serviceName: string;
        /** @default "westeurope" */
        readonly location?: string;
        /** With a system-assigned identity. @default false */
        readonly systemAssigned?: boolean;
    };
}

/** A call that was answered, for those who count or wait. */
export interface AnsweredCall {
    readonly method: string;
    /** Without the query. */
    readonly path: string;
    readonly status: number;
}

/** A running Resource Manager. */
export interface EmulatedArm {
    /** E.g. `https://localhost:41234` */
    readonly url: string;
    readonly store: Store;
    /** Stops the server and every gateway it opened. */
    close(): Promise<void>;
}

/** Far above what the importer takes, so that it is the importer that refuses a document for its size. */
const bodyLimit = 16 * 1024 * 1024;

/** Starts an emulated Azure Resource Manager on a free port of the loopback interface. */
export async function startArm(options: ArmOptions): Promise<EmulatedArm> {
    const plane = new ControlPlane(options);
    if (options.seed) await seed(plane, options.seed);
    const server = Fastify({ https: options.tls, bodyLimit, exposeHeadRoutes: false, forceCloseConnections: true });

    server.removeAllContentTypeParsers();
    server.addContentTypeParser("*", { parseAs: "string" }, (_, body, done) => done(null, body));
    server.setReplySerializer(jsonText);
    server.setErrorHandler((error, _, reply) => {
        const { status, body } = refusal(error);
        return reply.code(status).send(body);
    });

    // 1. Every answer carries the ids by which Azure's support finds a request.
    server.addHook("onRequest", async (_, reply) => {
        const id = randomUUID();
        reply.headers({ "x-ms-request-id": id, "x-ms-correlation-request-id": id, "cache-control": "no-cache" });
    });
    // 2. Who asks is known before anything is looked at. Where the cloud's parts are, is for everybody.
    const locks = new WriteLocks();
    const callers = new WeakMap<FastifyRequest, Caller>();
    server.addHook("onRequest", async (request, reply) => {
        if (isMetadata(request)) return;
        try {
            callers.set(request, await authenticate(request.headers.authorization, options));
        } catch (error) {
            const authority = `${options.tenant?.secureUrl ?? "https://login.microsoftonline.com"}/${plane.tenantId}`;
            reply.header("www-authenticate", `Bearer authorization_uri="${authority}"`);
            throw error;
        }
    });
    server.addHook("onResponse", async (request, reply) => {
        const [path] = request.url.split("?") as [string];
        options.observe?.({ method: request.method, path, status: reply.statusCode });
    });
    server.all("/*", async (request, reply) => {
        const { objectId, limited } = callers.get(request) ?? {};
        const asked = { ...armRequest(request), objectId, actions: limited?.actions };
        const login = options.tenant?.secureUrl;
        if (isMetadata(request) && login) return cloudMetadata(asked.origin, login, plane.tenantId, asked.query);
        // 3. Whoever may not do everything may do this.
        if (limited) authorize(limited, asked);
        if (request.method === "PUT" && options.echo?.(asked.path)) {
            throw invalidFields({ target: "value", message: `This is not good: ${String(request.body)}` });
        }
        // 4. One write at a time below an API, and one of each entity.
        const leave = locks.enter(asked);
        try {
            // 5. As slow as the real thing, if asked to.
            if (options.latency?.controlPlaneMs) await delay(options.latency.controlPlaneMs);
            // 6. What was due before this request came has happened.
            await plane.operations.settle();
            purgeExpired(plane);
            // 7. The resource answers.
            const answer: ArmAnswer = route(plane, asked);
            // 8. Operations without latency are over before their client can ask.
            await plane.operations.settle();
            return reply
                .code(answer.status)
                .headers(answer.headers ?? {})
                .send(answer.body);
        } finally {
            leave();
        }
    });

    await server.listen({ host: "127.0.0.1", port: 0 });
    const { port } = server.server.address() as { port: number };
    return {
        url: `https://localhost:${port}`,
        store: plane.store,
        close: async () => {
            await server.close();
            await Promise.all([...plane.gateways.values()].map((gateway) => gateway.close()));
        },
    };
}

async function seed(plane: ControlPlane, service: NonNullable<ArmOptions["seed"]>): Promise<void> {
    const { resourceGroup, serviceName, location = "westeurope", systemAssigned = false } = service;
    const group = createGroup(plane, resourceGroup, location);
    seedComponent(plane, group, "appi-serving-gateway");
    seedApiCenter(plane, group, "apic-serving-gateway");
    const sku = { name: "Developer", capacity: 1 };
    const publisher = { publisherEmail: "publisher@example.com", publisherName: "Emulated publisher" };
    const id = `${group.id}/providers/${apiService}/${serviceName}`;
    const identity = systemAssigned ? identityEnvelope(plane, id, { type: "SystemAssigned" }) : null;
    await openGateway(plane, createService(plane, id, { location, sku, tags: {}, identity }, publisher));
}

function armRequest(request: FastifyRequest): ArmRequest {
    const origin = `https://${request.host}`;
    const url = new URL(request.raw.url!.replace(/^\/+/, "/"), origin);
    const { method, headers } = request;
    return { method, origin, path: url.pathname, query: url.searchParams, headers, body: parsed(request.body) };
}

function parsed(body: unknown): unknown {
    if (typeof body !== "string" || body === "") return undefined;
    try {
        return JSON.parse(body);
    } catch {
        // Without the parser's reason, which quotes the body: there may be a secret in it.
        const message = "The request content was invalid and could not be deserialized: it is not valid JSON.";
        throw new ArmError(400, "InvalidRequestContent", message);
    }
}

function isMetadata({ method, url }: FastifyRequest): boolean {
    return method === "GET" && /^\/metadata\/endpoints(?:\?|$)/i.test(url);
}

function refusal(error: unknown): ArmError {
    if (error instanceof ArmError) return error;
    const { code, statusCode } = error as { code?: string; statusCode?: number };
    if (code === "FST_ERR_CTP_BODY_TOO_LARGE") {
        const message = `The request content size exceeds the maximum size of ${bodyLimit} bytes.`;
        return new ArmError(413, "RequestContentTooLarge", message);
    }
    if (statusCode !== undefined && statusCode < 500) {
        return new ArmError(statusCode, "BadRequest", (error as Error).message);
    }
    console.error(error);
    return new ArmError(500, "InternalServerError", "Request processing failed due to internal error.", null);
}
