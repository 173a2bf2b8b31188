/** What a call was, for an answer that repeats it. */
export interface FaultyCall {
    /** Method and path. */
    readonly called: string;
    /** The call that began the operation which this one follows. */
    readonly operationOf?: string;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly body: string;
}

interface PlannedAnswer {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body: string;
}

/** How a call goes wrong. */
export type Fault = {
    /** Only the first call goes wrong, because each one takes as long as the client is patient. @default every call */
    readonly once?: true;
    /** Wait before it goes wrong, in milliseconds. @default none */
    readonly waitMs?: number;
} & (
    | { readonly kind: "answer"; readonly answer: (call: FaultyCall) => PlannedAnswer }
    /** The connection ends without an answer, before the call reached the server or after it was carried out. */
    | { readonly kind: "reset"; readonly after: boolean }
    /** The answer ends in the middle. */
    | { readonly kind: "truncated" }
    /** The right answer comes late. */
    | { readonly kind: "slow" }
);

/** Whether the server does what it is asked, although the client hears nothing of it, or only a part. */
export function isCarriedOut(fault: Fault): boolean {
    return fault.kind === "truncated" || fault.kind === "slow" || (fault.kind === "reset" && fault.after);
}

const json = { "content-type": "application/json" };

/** An error in the forms of Azure Resource Manager and of Databricks at once: each client reads its own. */
function error(status: number, code: string, headers: Readonly<Record<string, string>> = {}, message = code): Fault {
    const body = JSON.stringify({ error: { code, message }, error_code: code, message });
    return { kind: "answer", answer: () => ({ status, headers: { ...json, ...headers }, body }) };
}

function text(body: string, type: string): Fault {
    return { kind: "answer", answer: () => ({ status: 200, headers: { "content-type": type }, body }) };
}

/** Every way in which a call goes wrong, by its name. */
export const faults: Readonly<Record<string, Fault>> = {
    "401": error(401, "Unauthenticated"),
    "403": error(403, "Forbidden"),
    "404": error(404, "NotThere"),
    "409": error(409, "Conflict"),
    "412": error(412, "PreconditionFailed"),
    "429": error(429, "TooManyRequests"),
    "429 with Retry-After": error(429, "TooManyRequests", { "retry-after": "1" }),
    "429 with an hour of Retry-After": error(429, "TooManyRequests", { "retry-after": "3600" }),
    "500": error(500, "InternalServerError"),
    "503": error(503, "ServiceUnavailable"),
    // Longer than the program's own patience, and then as a load balancer ends what it has forgotten.
    hang: { kind: "reset", after: false, once: true, waitMs: 65_000 },
    "reset before": { kind: "reset", after: false },
    "reset after": { kind: "reset", after: true },
    truncated: { kind: "truncated" },
    garbage: text("\u0001\u0002{]garbage", "application/json"),
    HTML: text("<!doctype html><html><body>Sign in</body></html>", "text/html"),
    "an error that repeats the request": {
        kind: "answer",
        answer: ({ headers, body }) => ({
            status: 400,
            headers: json,
            body: JSON.stringify({
                error: { code: "BadRequest", message: `bad request: ${body} ${String(headers.authorization)}` },
                error_code: "INVALID_PARAMETER_VALUE",
                message: `bad request: ${body} ${String(headers.authorization)}`,
            }),
        }),
    },
    slow: { kind: "slow", waitMs: 1500 },
};
