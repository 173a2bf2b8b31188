import { Readable } from "node:stream";
import { parseApiName } from "../arm/resources/apiRevisions";
import type { Entity } from "../arm/kernel/store";
import { ResponseValue } from "./csharp/library/contextValues";
import type {
    ApiContext,
    BodyContext,
    HeadersContext,
    LastErrorContext,
    NamedContext,
    OperationContext,
    PolicyContext,
    RequestContext,
    SubscriptionContext,
    UserContext,
} from "./csharp/policyContext";
import { urlOf } from "./csharp/urls";
import type { Exchange } from "./exchange";
import { BodyNeeded, type Side } from "./messageBodies";
import type { HeaderList } from "./headerList";
import { apiIdOf, displayNameOf, userIdOf } from "./subjectNames";

/** What a body is after `As<T>()` without `preserveContent`: null to expressions, and nothing to others. */
const taken = Buffer.alloc(0);

function bodyOf(exchange: Exchange, side: Side): BodyContext | null {
    const message = exchange[side];
    if (message.body === undefined || message.body === taken) return null;
    return {
        read(): Buffer {
            if (message.body instanceof Readable) throw new BodyNeeded(side);
            return message.body ?? taken;
        },
        // Record expression-body-is-read-once.
        take(): void {
            message.body = taken;
            message.headers.set("Content-Length", "0");
            message.headers.delete("Transfer-Encoding");
        },
    };
}

/** Names as first written, in any casing the same. */
export function headersOf(list: HeaderList): HeadersContext {
    const all = new Map<string, [string, string[]]>();
    const raw = list.raw();
    for (let at = 0; at < raw.length; at += 2) {
        const [name = "", value = ""] = raw.slice(at, at + 2);
        const found = all.get(name.toLowerCase());
        if (found) found[1].push(value);
        else all.set(name.toLowerCase(), [name, [value]]);
    }
    return all.values();
}

/** A call as its expressions see it, each part made when it is looked at. */
export class ExchangeContext implements PolicyContext {
    constructor(private readonly exchange: Exchange) {}

    get requestId(): string {
        return this.exchange.id;
    }

    get timestamp(): number {
        return this.exchange.startedAt;
    }

    get elapsed(): number {
        return this.exchange.runtime.now() - this.exchange.startedAt;
    }

    get api(): ApiContext | null {
        const { api } = this.exchange.subject;
        if (!api) return null;
        const { path, apiVersion, apiRevision, isCurrent } = api.properties;
        return {
            ...named(apiIdOf(api), api),
            path: String(path ?? ""),
            revision: String(apiRevision ?? parseApiName(api.name).revision ?? "1"),
            version: String(apiVersion ?? ""),
            isCurrentRevision: isCurrent !== false,
        };
    }

    get operation(): OperationContext | null {
        const { operation } = this.exchange.subject;
        if (!operation) return null;
        const { method, urlTemplate } = operation.properties;
        return {
            ...named(operation.name, operation),
            method: String(method ?? ""),
            urlTemplate: String(urlTemplate ?? ""),
        };
    }

    get product(): NamedContext | null {
        const { product } = this.exchange.subject;
        return product ? named(product.name, product) : null;
    }

    get subscription(): SubscriptionContext | null {
        const { subscription } = this.exchange.subject;
        if (!subscription) return null;
        return { ...named(subscription.name, subscription), key: String(subscription.secrets.primaryKey ?? "") };
    }

    get user(): UserContext | null {
        const { subscription } = this.exchange.subject;
        const id = userIdOf(subscription);
        if (subscription === undefined || id === undefined) return null;
        const {
            email = "",
            firstName = "",
            lastName = "",
        } = this.exchange.entity(`${serviceIdOf(subscription)}/users/${id}`)?.properties ?? {};
        return { id, email: String(email), firstName: String(firstName), lastName: String(lastName) };
    }

    get deployment(): PolicyContext["deployment"] {
        const { api } = this.exchange.subject;
        const serviceId = api ? serviceIdOf(api) : "";
        const name = serviceId.slice(serviceId.lastIndexOf("/") + 1);
        const region = this.exchange.entity(serviceId)?.envelope.location;
        return { gatewayId: "managed", region: String(region ?? ""), serviceId: name, serviceName: name };
    }

    get lastError(): LastErrorContext | null {
        const { lastError } = this.exchange;
        if (!lastError) return null;
        const { source = null, reason = null, section = null, message } = lastError;
        return { source, reason, section, message, scope: null, path: null, policyId: null };
    }

    get request(): RequestContext {
        const { exchange } = this;
        const { request, target, origin, ipAddress, originalUrl, subject } = exchange;
        return {
            matchedParameters: subject.parameters,
            method: request.method,
            ipAddress,
            headers: headersOf(request.headers),
            get body() {
                return bodyOf(exchange, "request");
            },
            get url() {
                const base = target?.url ?? origin;
                return urlOf(`${base.replace(/\/+$/, "")}${request.path}${request.query}`);
            },
            get originalUrl() {
                return urlOf(`${origin}${originalUrl}`);
            },
        };
    }

    get response(): ResponseValue | null {
        const { exchange } = this;
        if (!exchange.answered) return null;
        const { status, reason = "", headers } = exchange.response;
        return new ResponseValue(status, reason, headersOf(headers), () => bodyOf(exchange, "response"));
    }

    get variables(): PolicyContext["variables"] {
        return this.exchange.variables;
    }
}

function named(id: string, entity: Entity): NamedContext {
    return { id, name: displayNameOf(entity) };
}

function serviceIdOf({ id }: Entity): string {
    return id.split("/").slice(0, 9).join("/");
}
