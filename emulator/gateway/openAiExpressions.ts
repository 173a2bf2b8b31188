import type { Exchange } from "./exchange";
import type { BooleanRow, TextRow } from "./expressionRow";
import { isInt } from "./expressionValues";

/** The rows of the table that policies for OpenAI's clients have, and those on how long callers wait. */
export const openAiExpressions: readonly (BooleanRow | TextRow)[] = [
    {
        expression: 'context.Operation?.Id.StartsWith("prefix") == true',
        type: "boolean",
        evaluate: ({ subject }, [prefix = ""]) => subject.operation?.name.startsWith(prefix) === true,
    },
    {
        expression: "context.Response.StatusCode >= 400",
        type: "boolean",
        evaluate: (exchange, _, [least = 0]) => responseOf(exchange).status >= least,
    },
    {
        expression:
            '!(int.TryParse(context.Response.Headers.GetValueOrDefault("name", ""), out var wait) && wait >= 0 && wait <= 120)',
        type: "boolean",
        evaluate: (exchange, [name = "", byDefault = ""], [least = 0, most = 0]) => {
            const text = responseOf(exchange).headers.joined(name) ?? byDefault;
            return !(isInt(text) && Number(text) >= least && Number(text) <= most);
        },
    },
    {
        expression:
            "context.Response == null || (context.Response.StatusCode == 408 || context.Response.StatusCode == 429" +
            ' || context.Response.StatusCode >= 500) && !context.Response.Headers.ContainsKey("name")',
        type: "boolean",
        evaluate: ({ answered, response }, [name = ""], [one, other, least = 0]) =>
            !answered ||
            (([one, other].includes(response.status) || response.status >= least) && !response.headers.has(name)),
    },
    {
        expression:
            '{ var text = context.Response.Body?.As<string>(preserveContent: true) ?? ""; JObject body = null;' +
            " try { body = JToken.Parse(text) as JObject; } catch (Exception) { }" +
            ' if (body?["error"] is JObject) { return text; } var status = context.Response.StatusCode;' +
            ' var type = status == 429 ? "rate_limit_error" : status >= 500 ? "server_error" : "invalid_request_error";' +
            ' var error = new JObject(); error["message"] = (body?["message"] ?? body?["error"])?.ToString() ?? text;' +
            ' error["type"] = type; error["param"] = null; error["code"] = body?["error_code"]?.ToString();' +
            ' var whole = new JObject(); whole["error"] = error; return whole.ToString(Formatting.None); }',
        type: "text",
        readsResponse: ({ answered }) => answered,
        evaluate: (exchange) => {
            const { body, status } = responseOf(exchange);
            const text = Buffer.isBuffer(body) ? body.toString() : "";
            const said = objectIn(text);
            if (typeof said.error === "object" && said.error !== null && !Array.isArray(said.error)) return text;
            const type = status === 429 ? "rate_limit_error" : status >= 500 ? "server_error" : "invalid_request_error";
            // A null in JSON is an object of its own in C#, and its text is empty.
            const message = "message" in said ? said.message : said.error;
            const error = {
                message: message === undefined ? text : textOf(message),
                type,
                param: null,
                code: said.error_code === undefined ? null : textOf(said.error_code),
            };
            return JSON.stringify({ error });
        },
    },
];

function objectIn(text: string): Record<string, unknown> {
    try {
        const value: unknown = JSON.parse(text);
        if (typeof value === "object" && value !== null && !Array.isArray(value))
            return value as Record<string, unknown>;
    } catch {
        // What is no JSON is the message itself.
    }
    return {};
}

function textOf(value: unknown): string {
    if (value === null) return "";
    return typeof value === "string" ? value : JSON.stringify(value);
}

function responseOf({ answered, response }: Exchange) {
    if (!answered) throw new Error("NullReferenceException: context.Response");
    return response;
}
