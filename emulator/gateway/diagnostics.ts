import { parseApiName } from "../arm/resources/apiRevisions";
import type { Entity, Store } from "../arm/kernel/store";
import { storeLookups } from "./storeLookups";

interface Masking {
    readonly value: string;
    readonly mode: "Mask" | "Hide";
}

/** What is logged of one message. */
export interface LoggedMessage {
    readonly headers?: readonly string[];
    readonly body?: { readonly bytes?: number };
    readonly dataMasking?: { readonly headers?: readonly Masking[]; readonly queryParams?: readonly Masking[] };
}

/** A diagnostic as REST has it (DiagnosticContract). */
export interface Diagnostic {
    /** ARM id. */
    readonly loggerId: string;
    readonly alwaysLog?: "allErrors";
    readonly sampling?: { readonly samplingType?: "fixed"; readonly percentage?: number };
    readonly frontend?: { readonly request?: LoggedMessage; readonly response?: LoggedMessage };
    readonly backend?: { readonly request?: LoggedMessage; readonly response?: LoggedMessage };
    readonly logClientIp?: boolean;
    readonly httpCorrelationProtocol?: "None" | "Legacy" | "W3C";
    readonly operationNameFormat?: "Name" | "Url";
    /** Whether policies may emit metrics to the logger. */
    readonly metrics?: boolean;
}

/**
 * The diagnostics that a call of the API is logged by: the API's own, and the service's unless both have the same logger
 * (app insights, "if you specify both"). Without an API, the service's.
 */
export function applicationInsights(store: Store, serviceId: string, api: Entity | undefined): Diagnostic[] {
    const of = (id: string) =>
        store.get(`${id}/diagnostics/applicationinsights`)?.properties as unknown as Diagnostic | undefined;
    const own = api && (of(api.id) ?? of(`${serviceId}/apis/${parseApiName(api.name).api}`));
    const service = of(serviceId);
    const others = service && service.loggerId.toLowerCase() !== own?.loggerId.toLowerCase() ? [service] : [];
    return own ? [own, ...others] : others;
}

/** Id of the application behind a logger, which callers are told in `Request-Context`; as far as its text names it. */
export function applicationId(store: Store, serviceId: string, { loggerId }: Diagnostic): string | undefined {
    const { credentials = {} } = (store.get(loggerId)?.properties ?? {}) as {
        credentials?: { connectionString?: string };
    };
    const { namedValue } = storeLookups(store, serviceId);
    const text = (credentials.connectionString ?? "").replace(/^\{\{(.*)\}\}$/, (_, name: string) => {
        return namedValue(name) ?? "";
    });
    return /(?:^|;)ApplicationId=([^;]+)/i.exec(text)?.[1];
}

/** Whether an operation is in the sample: always the same for the same id. */
export function isSampled({ sampling }: Diagnostic, operationId: string): boolean {
    const share = parseInt(operationId.slice(0, 8), 16) / 2 ** 32;
    return 100 * share < (sampling?.percentage ?? 100);
}

/** A URL without the parameters that are hidden, and with `***` for those that are masked (record masked-parameters). */
export function maskedUrl(url: string, { dataMasking }: LoggedMessage = {}): string {
    const [path = "", query] = url.split(/\?(.*)/s);
    if (query === undefined) return url;
    const parts = query.split("&").flatMap((part) => {
        const mode = maskingOf(dataMasking?.queryParams, decoded(part.split("=", 1)[0] ?? ""));
        if (mode === "Hide") return [];
        return mode === "Mask" ? [`${part.split("=", 1)[0]}=***`] : [part];
    });
    return parts.length > 0 ? `${path}?${parts.join("&")}` : path;
}

/** Of a header; undefined where it is not logged. */
export function maskedHeader(name: string, value: string, { dataMasking }: LoggedMessage): string | undefined {
    const mode = maskingOf(dataMasking?.headers, name);
    if (mode === "Hide") return undefined;
    return mode === "Mask" ? "***" : value;
}

function maskingOf(list: readonly Masking[] | undefined, name: string): Masking["mode"] | undefined {
    return list?.find(({ value }) => value === "*" || value.toLowerCase() === name.toLowerCase())?.mode;
}

function decoded(text: string): string {
    try {
        return decodeURIComponent(text);
    } catch {
        return text;
    }
}
