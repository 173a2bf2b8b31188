import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ArrayValue } from "../../../../emulator/gateway/csharp/collections";
import { parseJson } from "../../../../emulator/gateway/csharp/jsonReader";
import { ResponseValue, TokenValue } from "../../../../emulator/gateway/csharp/library/contextValues";
import type { Wanted } from "../../../../emulator/gateway/csharp/compile";
import type { BodyContext, PolicyContext } from "../../../../emulator/gateway/csharp/policyContext";
import { typeNamed } from "../../../../emulator/gateway/csharp/typeRegistry";
import { urlOf } from "../../../../emulator/gateway/csharp/urls";
import { double, type Value } from "../../../../emulator/gateway/csharp/values";

/** What the compiler and the runtime of C# make of an expression: it is refused, or runs in some contexts. */
export interface Case {
    readonly expression: string;
    readonly wanted: Wanted;
    /** The compiler's error, or `not documented`: it compiles, and uses what the service does not have. */
    readonly refused?: string;
    readonly runs?: readonly Run[];
}

export interface Run {
    readonly context: string;
    /** The exception. */
    readonly throws?: string;
    /** `Convert.ToString` of the value. */
    readonly text?: string;
    /** Null for null. */
    readonly type?: string | null;
    /** As JSON, of what holds several values. */
    readonly value?: unknown;
}

interface Message {
    readonly headers: Readonly<Record<string, readonly string[]>>;
    readonly body: string | null;
}

type Response = Message & { readonly status: number; readonly reason: string };
type Request = Message & {
    readonly method: string;
    readonly url: string;
    readonly originalUrl: string;
    readonly ipAddress: string;
};
type Context = Omit<PolicyContext, "request" | "response" | "timestamp" | "elapsed" | "variables"> & {
    readonly request: Request;
    readonly response: Response | null;
    readonly timestamp: string;
    readonly elapsed: string;
    readonly variables: Readonly<Record<string, { readonly type: string; readonly value: unknown }>>;
};

const file = JSON.parse(readFileSync(join(__dirname, "expressions.json"), "utf8")) as {
    readonly contexts: Readonly<Record<string, Context>>;
    readonly expressions: readonly Case[];
};

export const cases = file.expressions;

/** A call as the file describes it; a new one each time, because reading a body takes it away. */
export function contextNamed(name: string): PolicyContext {
    const { request, response, timestamp, elapsed, variables, ...rest } = file.contexts[name]!;
    const [hours = 0, minutes = 0, seconds = 0] = elapsed.split(":").map(Number);
    const content = contentOf(request);
    return {
        ...rest,
        request: {
            method: request.method,
            ipAddress: request.ipAddress,
            headers: Object.entries(request.headers),
            url: urlOf(request.url),
            originalUrl: urlOf(request.originalUrl),
            get body() {
                return content();
            },
        },
        response: response && responseOf(response),
        timestamp: Date.parse(timestamp.replace(/0000Z$/, "Z")),
        elapsed: ((hours * 60 + minutes) * 60 + seconds) * 1000,
        variables: new Map(Object.entries(variables).map(([key, variable]) => [key, valueOf(variable)])),
    };
}

function contentOf({ body }: Message): () => BodyContext | null {
    let left = body;
    return () => (left === null ? null : { read: () => Buffer.from(body!), take: () => void (left = null) });
}

function responseOf(response: Response): ResponseValue {
    return new ResponseValue(response.status, response.reason, Object.entries(response.headers), contentOf(response));
}

function valueOf({ type, value }: { readonly type: string; readonly value: unknown }): Value {
    switch (type) {
        case "double":
            return double(value as number);
        case "long":
            return BigInt(value as number);
        case "IResponse":
            return responseOf(value as Response);
        case "Jwt":
            return new TokenValue(value as Record<string, unknown>);
        case "JObject":
            return parseJson(JSON.stringify(value));
        case "string[]":
            return new ArrayValue(typeNamed("String"), value as string[]);
        default:
            return value;
    }
}
