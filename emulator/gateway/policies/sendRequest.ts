import type { Dispatcher } from "undici";
import { ResponseValue } from "../csharp/library/contextValues";
import type { Exchange } from "../exchange";
import { headersOf } from "../expressionContext";
import { failureReason } from "../policyCall";
import { HeaderList } from "../headerList";
import type { PolicyElement } from "../policyElement";
import { invalid, unsupported } from "../policyError";
import { allScopes, allSections, incomplete, type PolicyDefinition } from "../policyRule";
import { elementText } from "../policyValue";
import { changeHeader, setHeaderRule } from "./setHeader";
import { setBodyRule } from "./setBody";

const defaultTimeoutSeconds = 60;

/** Calls some other server and keeps its answer in a variable. */
export const sendRequest: PolicyDefinition = {
    name: "send-request",
    sections: allSections,
    scopes: allScopes,
    rule: {
        attributes: {
            mode: { type: ["new", "copy"], supported: ["new"] },
            "response-variable-name": { required: true },
            timeout: { type: "integer" },
            "ignore-error": { type: "boolean" },
        },
        children: {
            "set-url": { text: true },
            "set-method": { text: true },
            "set-header": setHeaderRule,
            "set-body": setBodyRule,
            "authentication-certificate": { unsupported: true },
            "authentication-managed-identity": { unsupported: true },
            proxy: { unsupported: true },
        },
    },
    compile(element) {
        const url = requestUrl(child(element, "set-url"));
        const method = requestMethod(child(element, "set-method"));
        const changes = element.children.filter(({ name }) => name === "set-header").map(changeHeader);
        const bodyElement = element.children.find(({ name }) => name === "set-body");
        const bodyOf = bodyElement && elementText(bodyElement);
        const timeoutMs = Number(element.attributes.get("timeout") ?? defaultTimeoutSeconds) * 1000;
        const ignoreError = element.attributes.get("ignore-error")?.toLowerCase() === "true";
        const variable = element.attributes.get("response-variable-name")!;
        return async (exchange) => {
            const headers = new HeaderList();
            for (const change of changes) change(headers, exchange);
            const request = { method, headers: headers.raw(), body: bodyOf?.(exchange) ?? null };
            const response = await send(exchange, url, request, timeoutMs).catch((error: unknown) => {
                if (!ignoreError) throw error;
                return null;
            });
            exchange.variables.set(variable, response);
        };
    },
};

function child(element: PolicyElement, name: string): PolicyElement {
    const found = element.children.find((other) => other.name === name);
    if (!found) throw incomplete(element, name);
    return found;
}

function requestUrl(element: PolicyElement): URL {
    const text = element.text.trim();
    // Record send-request-url.
    if (!URL.canParse(text)) throw invalid(element, "The URL is invalid.");
    const url = new URL(text);
    const isLoopback = ["127.0.0.1", "[::1]", "localhost"].includes(url.hostname);
    if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback)) {
        throw unsupported(element, "requests without TLS to other machines");
    }
    return url;
}

function requestMethod(element: PolicyElement): Dispatcher.HttpMethod {
    const method = element.text.trim();
    // Record send-request-method.
    if (!/^[A-Z]+$/i.test(method)) throw invalid(element, "The method is invalid.");
    return method.toUpperCase() as Dispatcher.HttpMethod;
}

/** Waits for the whole answer, no longer than `timeoutMs`. Redirects are answers like others. */
async function send(
    { runtime, policyCalled }: Exchange,
    url: URL,
    request: Pick<Dispatcher.RequestOptions, "method" | "headers" | "body">,
    timeoutMs: number,
): Promise<ResponseValue> {
    const startedAt = runtime.now();
    const note = (result: number | string) => policyCalled({ startedAt, method: request.method, url, result });
    const late = new AbortController();
    const done = new AbortController();
    runtime.sleep(timeoutMs, done.signal).then(
        () => late.abort(),
        () => undefined,
    );
    try {
        const answer = await runtime.dispatcher.request({
            ...request,
            origin: url.origin,
            path: `${url.pathname}${url.search}`,
            signal: late.signal,
            responseHeaders: "raw",
        });
        let body: Buffer | undefined = Buffer.from(await answer.body.arrayBuffer());
        note(answer.statusCode);
        const headers = HeaderList.fromRaw(answer.headers as unknown as Buffer[]);
        const content = body;
        // Record expression-body-is-read-once.
        const reading = { read: () => content, take: () => void (body = undefined) };
        return new ResponseValue(answer.statusCode, "", headersOf(headers), () => (body ? reading : null));
    } catch (error) {
        note(late.signal.aborted ? "Timeout" : failureReason(error));
        throw error;
    } finally {
        done.abort();
    }
}
