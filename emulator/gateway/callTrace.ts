import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { parseApiName } from "../arm/resources/apiRevisions";
import type { Store } from "../arm/kernel/store";
import {
    applicationId,
    applicationInsights,
    isSampled,
    maskedHeader,
    maskedUrl,
    type Diagnostic,
    type LoggedMessage,
} from "./diagnostics";
import type { Body, Exchange, Metric } from "./exchange";
import type { PolicyCall } from "./policyCall";
import type { HeaderList } from "./headerList";
import type { DependencyTelemetry, Dimensions, RequestTelemetry, Telemetry } from "./telemetry";

/** What one call of a backend was, for the log. */
export interface BackendCall {
    readonly startedAt: number;
    readonly url: URL;
    readonly requestHeaders: HeaderList;
    readonly requestBody: Body;
    readonly backendId?: string;
    /** Status, or why there was none. */
    readonly result: number | string;
    readonly responseHeaders?: HeaderList;
    readonly responseBody?: Body;
}

/**
 * What one call leaves in Application Insights, and how it is connected to the calls before and behind it
 * (W3C Trace Context: `traceparent`). Whether it is logged is known at the end only, when it is known whether it failed.
 */
export class CallTrace {
    private readonly store: Store;
    private readonly serviceId: string;
    private readonly telemetry: Telemetry;
    private readonly startedAt: number;
    /** As the caller sent them. */
    private readonly requestHeaders: HeaderList;
    private requestBody: Body;
    private readonly parentId: string | undefined;
    private readonly dependencies: { readonly call: BackendCall; readonly id: string; readonly duration: number }[] =
        [];
    private readonly policyCalls: { readonly call: PolicyCall; readonly duration: number }[] = [];
    private operationId = randomBytes(16).toString("hex");
    private diagnostics: readonly Diagnostic[] = [];
    private readonly id = randomBytes(8).toString("hex");
    private readonly logged: RequestTelemetry[] = [];

    /** @param origin the gateway's address as the caller wrote it */
    constructor(
        { store, serviceId, telemetry }: { store: Store; serviceId: string; telemetry: Telemetry },
        private readonly exchange: Exchange,
        private readonly origin: string,
    ) {
        this.store = store;
        this.serviceId = serviceId;
        this.telemetry = telemetry;
        this.startedAt = exchange.runtime.now();
        const given = exchange.request.headers.get("traceparent");
        const [, operationId, parentId] =
            /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}$/.exec(given ?? "") ?? [];
        if (operationId !== undefined) this.operationId = operationId;
        this.parentId = parentId;
        this.requestHeaders = exchange.request.headers.copy();
    }

    /** Once it is known what the call is for. Bodies that are logged are read now, whole. */
    async begin(): Promise<void> {
        const { subject, request } = this.exchange;
        this.diagnostics = applicationInsights(this.store, this.serviceId, subject.api);
        if (this.bytes((diagnostic) => diagnostic.frontend?.request) > 0) request.body = await whole(request.body);
        this.requestBody = request.body;
    }

    /** A call of a backend is about to go out: its own span, which the backend's calls name as their parent. */
    connect(headers: HeaderList): string {
        const id = randomBytes(8).toString("hex");
        const protocol = this.diagnostics[0]?.httpCorrelationProtocol;
        const sampled = this.diagnostics.some((diagnostic) => isSampled(diagnostic, this.operationId));
        if (protocol === "W3C") headers.set("traceparent", `00-${this.operationId}-${id}-${sampled ? "01" : "00"}`);
        if (protocol === "Legacy") headers.set("Request-Id", `|${this.operationId}.${id}.`);
        return id;
    }

    /** @param id what `connect` gave */
    called(id: string, call: BackendCall): void {
        this.dependencies.push({ id, call, duration: this.exchange.runtime.now() - call.startedAt });
    }

    /** A policy called for itself, which is logged since June 2026 (record policy-calls-are-dependencies). */
    policyCalled(call: PolicyCall): void {
        this.policyCalls.push({ call, duration: this.exchange.runtime.now() - call.startedAt });
    }

    /** Whether a body of the backend or for the caller is logged: it is read whole then, and nothing streams. */
    get logsResponseBody(): boolean {
        return (
            this.bytes(
                (diagnostic) => diagnostic.frontend?.response,
                (diagnostic) => diagnostic.backend?.response,
            ) > 0
        );
    }

    /** A policy measured something; the service says where. */
    measured({ name, value, namespace, dimensions }: Metric): void {
        for (const { loggerId, metrics } of this.diagnostics) {
            if (metrics !== true) continue;
            const { "Service ID": id, "Service Name": host, "Service Type": type, Region } = this.dimensions();
            this.telemetry.keep(this.telemetry.metrics, {
                loggerId,
                name,
                namespace,
                valueSum: value,
                valueCount: 1,
                timestamp: new Date(this.exchange.runtime.now()).toISOString(),
                customDimensions: {
                    ...dimensions,
                    "Service ID": id!,
                    "Service Name": host!,
                    "Service Type": type!,
                    Region: Region!,
                },
            });
        }
    }

    /** The answer is ready: `Request-Context` for the caller, and the items for Application Insights. */
    async end(): Promise<void> {
        const [first] = this.diagnostics;
        if (!first) return;
        const { response } = this.exchange;
        const application = applicationId(this.store, this.serviceId, first);
        if (application !== undefined) response.headers.set("Request-Context", `appId=cid-v1:${application}`);
        if (this.logsResponseBody) response.body = await whole(response.body);
        const failed = this.exchange.lastError !== undefined || response.status >= 400;
        for (const diagnostic of this.diagnostics) {
            const always = failed && diagnostic.alwaysLog === "allErrors";
            if (!always && !isSampled(diagnostic, this.operationId)) continue;
            const item = this.request(diagnostic, failed);
            this.logged.push(item);
            this.telemetry.keep(this.telemetry.requests, item);
            for (const { call, duration } of this.policyCalls) {
                this.telemetry.keep(this.telemetry.dependencies, this.policyDependency(diagnostic, call, duration));
            }
            for (const { call, id, duration } of this.dependencies) {
                this.telemetry.keep(this.telemetry.dependencies, this.dependency(diagnostic, call, id, duration));
            }
        }
    }

    /** The last byte went out, or the caller was gone before. */
    sent(whole: boolean): void {
        for (const item of this.logged) {
            item.duration = this.exchange.runtime.now() - this.startedAt;
            if (!whole) item.success = false;
        }
    }

    private request(diagnostic: Diagnostic, failed: boolean): RequestTelemetry {
        const { request, response, subject, originalUrl, ipAddress } = this.exchange;
        const { frontend = {}, operationNameFormat } = diagnostic;
        const [path = ""] = originalUrl.split("?");
        const { api, operation } = subject;
        const revision = api && `${parseApiName(api.name).api};rev=${String(api.properties.apiRevision ?? "1")}`;
        return {
            loggerId: diagnostic.loggerId,
            timestamp: new Date(this.startedAt).toISOString(),
            id: this.id,
            operation_Id: this.operationId,
            operation_ParentId: this.parentId,
            operation_Name:
                revision && operationNameFormat !== "Url"
                    ? `${revision} - ${operation?.name}`
                    : `${request.method} ${path}`,
            name: `${request.method} ${path}`,
            url: maskedUrl(`${this.origin}${originalUrl}`, frontend.request),
            resultCode: String(response.status),
            duration: this.exchange.runtime.now() - this.startedAt,
            success: !failed,
            client_IP: diagnostic.logClientIp === true ? ipAddress : undefined,
            customDimensions: {
                ...this.dimensions(),
                ...loggedParts("Request", frontend.request, this.requestHeaders, this.requestBody),
                ...loggedParts("Response", frontend.response, response.headers, response.body),
            },
        };
    }

    private dependency(diagnostic: Diagnostic, call: BackendCall, id: string, duration: number): DependencyTelemetry {
        const { url, result, responseHeaders, requestHeaders } = call;
        const { method } = this.exchange.request;
        const { backend = {} } = diagnostic;
        return {
            loggerId: diagnostic.loggerId,
            timestamp: new Date(call.startedAt).toISOString(),
            id,
            operation_Id: this.operationId,
            operation_ParentId: this.id,
            name: `${method} ${url.pathname}`,
            type: "Backend",
            target: url.host,
            data: `${method} ${maskedUrl(url.href, backend.request)}`,
            resultCode: String(result),
            duration,
            success: typeof result === "number" && result < 400,
            customDimensions: {
                ...this.dimensions(),
                ...(call.backendId !== undefined && { "Backend ID": call.backendId }),
                ...loggedParts("Request", backend.request, requestHeaders, call.requestBody),
                ...(responseHeaders && loggedParts("Response", backend.response, responseHeaders, call.responseBody)),
            },
        };
    }

    private policyDependency(diagnostic: Diagnostic, call: PolicyCall, duration: number): DependencyTelemetry {
        const { method, url, result, startedAt } = call;
        return {
            loggerId: diagnostic.loggerId,
            timestamp: new Date(startedAt).toISOString(),
            id: randomBytes(8).toString("hex"),
            operation_Id: this.operationId,
            operation_ParentId: this.id,
            name: `${method} ${url.pathname}`,
            type: "HTTP",
            target: url.host,
            data: `${method} ${url.href}`,
            resultCode: String(result),
            duration,
            success: typeof result === "number" && result < 400,
            customDimensions: this.dimensions(),
        };
    }

    private dimensions(): Dimensions {
        const { subject, request, id } = this.exchange;
        const { api, operation, product, subscription } = subject;
        const service = this.store.get(this.serviceId);
        return {
            "Service ID": this.serviceId.slice(this.serviceId.lastIndexOf("/") + 1),
            "Service Name": this.origin.replace(/^https:\/\//, ""),
            "Service Type": "API Management",
            Region: String(service?.envelope.location ?? ""),
            "Request Id": id,
            "HTTP Method": request.method,
            Cache: "None",
            ...(api && {
                "API Name": parseApiName(api.name).api,
                "API Revision": String(api.properties.apiRevision ?? "1"),
            }),
            ...(operation && { "Operation Name": operation.name }),
            ...(product && { "Product Name": product.name }),
            ...(subscription && { "Subscription Name": subscription.name }),
        };
    }

    private bytes(...parts: ((diagnostic: Diagnostic) => LoggedMessage | undefined)[]): number {
        const all = this.diagnostics.flatMap((diagnostic) => parts.map((part) => part(diagnostic)?.body?.bytes ?? 0));
        return Math.max(0, ...all);
    }
}

/** Headers and the beginning of the body, under the names that Application Insights shows them with. */
function loggedParts(
    prefix: "Request" | "Response",
    logged: LoggedMessage | undefined,
    headers: HeaderList,
    body: Body,
): Dimensions {
    const parts: Record<string, string> = {};
    for (const name of logged?.headers ?? []) {
        const value = headers.joined(name);
        const shown = value === undefined ? undefined : maskedHeader(name, value, logged!);
        if (shown !== undefined) parts[`${prefix}-${name}`] = shown;
    }
    const bytes = logged?.body?.bytes ?? 0;
    if (bytes > 0 && Buffer.isBuffer(body)) parts[`${prefix}-Body`] = body.subarray(0, bytes).toString();
    return parts;
}

async function whole(body: Body): Promise<Body> {
    if (!(body instanceof Readable)) return body;
    const chunks: Buffer[] = [];
    for await (const chunk of body as AsyncIterable<Buffer>) chunks.push(chunk);
    return Buffer.concat(chunks);
}
