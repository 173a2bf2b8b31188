import type { FastifyRequest } from "fastify";

/** A request as it arrived, for tests: with everything but the credentials in it. */
export interface RecordedRequest {
    readonly method: string;
    /** With the query, except a subscription key. */
    readonly path: string;
    /** Without those that carry a credential. */
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    /** Whom `Authorization` named: an e-mail address or an application id. Undefined where it named nobody. */
    principal?: string;
    /** Whether API Management's subscription key arrived, which is a leak: it is for the gateway only. */
    readonly subscriptionKey: "header" | "query" | undefined;
}

const CREDENTIALS = ["authorization", "cookie", "ocp-apim-subscription-key", "x-databricks-azure-sp-management-token"];

const most = 1000;

/** Adds a request to the latest 1000. */
export function record(requests: RecordedRequest[], request: FastifyRequest): RecordedRequest {
    const recorded = recordedRequest(request);
    requests.push(recorded);
    if (requests.length > most) requests.shift();
    return recorded;
}

function recordedRequest({ method, url, headers }: FastifyRequest): RecordedRequest {
    const { pathname, searchParams } = new URL(url, "http://workspace");
    const inQuery = searchParams.has("subscription-key");
    searchParams.delete("subscription-key");
    const inHeader = "ocp-apim-subscription-key" in headers;
    return {
        method,
        path: searchParams.size > 0 ? `${pathname}?${searchParams}` : pathname,
        headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !CREDENTIALS.includes(name))),
        subscriptionKey: inHeader ? "header" : inQuery ? "query" : undefined,
    };
}
