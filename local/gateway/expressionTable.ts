import type { Exchange, GatewayResponse, SentResponse } from "./exchange";
import { variableText } from "./expressionTerms";
import { Jwt } from "./jwt";

interface Row<Type extends string, Value> {
    /** As it is written inside `@( )`. Each text and each whole number stands for any other. */
    readonly expression: string;
    readonly type: Type;
    /** Texts and numbers in their order. @throws Error where C# would, which fails the call */
    evaluate(exchange: Exchange, texts: readonly string[], numbers: readonly number[]): Value;
}

/**
 * Every expression that the emulator runs, beside texts that are put together of terms (expressionTerms.ts). The service
 * runs a large part of C# 7; what is not here is refused.
 */
export const expressionTable: readonly (Row<"boolean", boolean> | Row<"number", number> | Row<"text", string>)[] = [
    {
        expression: '!context.Variables.ContainsKey("name")',
        type: "boolean",
        evaluate: ({ variables }, [name = ""]) => !variables.has(name),
    },
    {
        expression:
            '!context.Variables.ContainsKey("name") && context.Variables.GetValueOrDefault<string>("other", "") == ""',
        type: "boolean",
        evaluate: (exchange, [name = "", other = "", byDefault = "", expected = ""]) =>
            !exchange.variables.has(name) && textOr(exchange, other, byDefault) === expected,
    },
    {
        expression: 'context.Variables.GetValueOrDefault<IResponse>("name")?.StatusCode != 200',
        type: "boolean",
        evaluate: (exchange, [name = ""], [status]) => sentResponse(exchange, name)?.status !== status,
    },
    {
        expression: 'context.Variables.ContainsKey("name")',
        type: "boolean",
        evaluate: ({ variables }, [name = ""]) => variables.has(name),
    },
    {
        expression: 'Convert.ToInt64(context.Request.Headers.GetValueOrDefault("name", "1")) <= 2',
        type: "boolean",
        evaluate: ({ request }, [name = "", byDefault = ""], [most = 0]) =>
            wholeNumber(request.headers.get(name) ?? byDefault) <= most,
    },
    {
        expression: "context.Response.StatusCode >= 200 && context.Response.StatusCode < 400",
        type: "boolean",
        evaluate: (exchange, _, [least = 0, limit = 0]) => {
            const { status } = responseOf(exchange);
            return status >= least && status < limit;
        },
    },
    {
        expression: 'context.LastError.Reason == "Timeout"',
        type: "boolean",
        evaluate: ({ failed, errorReason }, [reason]) => {
            if (!failed) throw new Error("NullReferenceException: context.LastError");
            return errorReason === reason;
        },
    },
    {
        expression: "context.Response.StatusCode == 401",
        type: "boolean",
        evaluate: (exchange, _, [status]) => responseOf(exchange).status === status,
    },
    {
        expression:
            "context.Response != null && (context.Response.StatusCode == 429 || context.Response.StatusCode == 503)",
        type: "boolean",
        evaluate: ({ answered, response }, _, statuses) => answered && statuses.includes(response.status),
    },
    {
        expression:
            "context.Response != null && (context.Response.StatusCode == 429 || context.Response.StatusCode == 503)" +
            ' && context.Variables.GetValueOrDefault<int>("name", 1) <= 1',
        type: "boolean",
        evaluate: (exchange, [name = ""], [one, other, byDefault = 0, most = 0]) => {
            const { answered, response } = exchange;
            return answered && [one, other].includes(response.status) && numberOr(exchange, name, byDefault) <= most;
        },
    },
    {
        expression: "context.Response != null && context.Response.StatusCode == 401",
        type: "boolean",
        evaluate: ({ answered, response }, _, [status]) => answered && response.status === status,
    },
    {
        expression: "1",
        type: "number",
        evaluate: (_, __, [number = 0]) => number,
    },
    {
        expression:
            'int.TryParse(context.Response.Headers.GetValueOrDefault("name", "1"), out var seconds)' +
            " && seconds >= 0 ? seconds : 1",
        type: "number",
        evaluate: (exchange, [name = "", byDefault = ""], [least = 0, otherwise = 0]) => {
            const text = responseOf(exchange).headers.get(name) ?? byDefault;
            return isInt(text) && Number(text) >= least ? Number(text) : otherwise;
        },
    },
    {
        expression: '(int)context.Variables["name"]',
        type: "number",
        evaluate: (exchange, [name = ""]) => variableNumber(exchange, name),
    },
    {
        expression: '"Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("id:secret"))',
        type: "text",
        evaluate: (_, [prefix = "", text = ""]) => prefix + Buffer.from(text).toString("base64"),
    },
    {
        expression: '(string)context.Variables.GetValueOrDefault<IResponse>("name").Body.As<JObject>()["member"]',
        type: "text",
        evaluate: (exchange, [name = "", member = ""]) => memberText(sentResponse(exchange, name), member),
    },
];

/** An `int`; another type is not cast to one, a text no more than any. */
export function variableNumber({ variables }: Exchange, name: string): number {
    const value = variables.get(name);
    if (value === undefined) throw new Error("KeyNotFoundException: context.Variables");
    if (typeof value !== "number") throw new Error("InvalidCastException: context.Variables");
    return value;
}

function numberOr(exchange: Exchange, name: string, byDefault: number): number {
    return exchange.variables.has(name) ? variableNumber(exchange, name) : byDefault;
}

/** `context.Response`, which is null before there is one. */
function responseOf({ answered, response }: Exchange): GatewayResponse {
    if (!answered) throw new Error("NullReferenceException: context.Response");
    return response;
}

/** Whether `int.TryParse` takes it. */
function isInt(text: string): boolean {
    return /^\s*[+-]?\d+\s*$/.test(text) && Math.abs(Number(text)) < 2 ** 31;
}

/** `Convert.ToInt64`. */
function wholeNumber(text: string): number {
    if (!/^\s*[+-]?\d+\s*$/.test(text)) throw new Error("FormatException: Convert.ToInt64");
    return Number(text);
}

function textOr(exchange: Exchange, name: string, byDefault: string): string {
    return exchange.variables.has(name) ? variableText(exchange, name) : byDefault;
}

function sentResponse({ variables }: Exchange, name: string): SentResponse | null {
    const value = variables.get(name) ?? null;
    if (typeof value !== "object" || value instanceof Jwt) throw new Error("InvalidCastException: context.Variables");
    return value;
}

/** What is no text would become one in C#, or null: nothing that a policy here could want. */
function memberText(response: SentResponse | null, member: string): string {
    const { body } = response ?? {};
    if (!response || !body) throw new Error("NullReferenceException: Body");
    response.body = undefined;
    const json = JSON.parse(body.toString()) as Record<string, unknown> | null;
    const value = json !== null && Object.hasOwn(json, member) ? json[member] : undefined;
    if (typeof value !== "string") throw new Error("The body does not hold the text that is asked for.");
    return value;
}
