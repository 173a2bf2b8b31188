import type { Exchange, GatewayResponse, LastError } from "./exchange";
import type { BooleanRow, NumberRow, TextRow } from "./expressionRow";
import { openAiExpressions } from "./openAiExpressions";
import {
    isInt,
    jsonValue,
    longOf,
    memberOf,
    sentResponse,
    valueOr,
    variableNumber,
    wholeNumber,
    withoutMember,
} from "./expressionValues";

/**
 * Every expression that the emulator runs, beside texts that are put together of terms (expressionTerms.ts) and rows with
 * `&&` between them (conditions.ts). The service
 * runs a large part of C# 7; what is not here is refused.
 */
export const expressionTable: readonly (BooleanRow | NumberRow | TextRow)[] = [
    ...openAiExpressions,
    {
        expression: '!context.Variables.ContainsKey("name")',
        type: "boolean",
        evaluate: ({ variables }, [name = ""]) => !variables.has(name),
    },
    {
        expression: 'context.Variables.GetValueOrDefault<string>("name", "") == ""',
        type: "boolean",
        evaluate: (exchange, [name = "", byDefault = "", expected = ""]) =>
            valueOr(exchange, name, "string", byDefault) === expected,
    },
    {
        expression: 'context.Variables.GetValueOrDefault<bool>("name", false)',
        type: "boolean",
        evaluate: (exchange, [name = ""]) => valueOr(exchange, name, "boolean", false) ?? noValue(),
    },
    {
        expression: 'string.IsNullOrEmpty(context.Variables.GetValueOrDefault<string>("name", ""))',
        type: "boolean",
        evaluate: (exchange, [name = "", byDefault = ""]) => !valueOr(exchange, name, "string", byDefault),
    },
    {
        expression: '!string.IsNullOrEmpty(context.Variables.GetValueOrDefault<string>("name", ""))',
        type: "boolean",
        evaluate: (exchange, [name = "", byDefault = ""]) => Boolean(valueOr(exchange, name, "string", byDefault)),
    },
    {
        expression: 'context.Variables.GetValueOrDefault<IResponse>("name")?.StatusCode == 200',
        type: "boolean",
        evaluate: (exchange, [name = ""], [status]) => sentResponse(exchange, name)?.status === status,
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
            wholeNumber(request.headers.joined(name) ?? byDefault) <= most,
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
        evaluate: (exchange, [reason]) => lastError(exchange).reason === reason,
    },
    {
        expression: 'context.LastError.Source == "ip-filter"',
        type: "boolean",
        evaluate: (exchange, [source]) => lastError(exchange).source === source,
    },
    {
        expression: 'context.LastError.Section == "inbound"',
        type: "boolean",
        evaluate: (exchange, [section]) => lastError(exchange).section === section,
    },
    {
        expression: 'context.Response.Headers.ContainsKey("name")',
        type: "boolean",
        evaluate: (exchange, [name = ""]) => responseOf(exchange).headers.has(name),
    },
    {
        expression: '!context.Response.Headers.ContainsKey("name")',
        type: "boolean",
        evaluate: (exchange, [name = ""]) => !responseOf(exchange).headers.has(name),
    },
    {
        expression: 'context.Response?.Headers.ContainsKey("name") == true',
        type: "boolean",
        evaluate: ({ answered, response }, [name = ""]) => answered && response.headers.has(name),
    },
    {
        expression: 'context.Response?.Headers.ContainsKey("name") == false',
        type: "boolean",
        evaluate: ({ answered, response }, [name = ""]) => answered && !response.headers.has(name),
    },
    {
        expression: "context.Response?.StatusCode == 429",
        type: "boolean",
        evaluate: ({ answered, response }, _, [status]) => answered && response.status === status,
    },
    {
        expression: 'Regex.IsMatch(context.Request.OriginalUrl.Path, "pattern", RegexOptions.IgnoreCase)',
        type: "boolean",
        evaluate: ({ originalUrl }, [pattern = ""]) => new RegExp(pattern, "i").test(originalUrl.split("?")[0]!),
    },
    {
        expression:
            'long.TryParse(context.Request.Headers.GetValueOrDefault("name", ""), out var length) && length <= 2',
        type: "boolean",
        evaluate: ({ request }, [name = "", byDefault = ""], [most = 0]) =>
            (longOf(request.headers.joined(name) ?? byDefault) ?? Infinity) <= most,
    },
    {
        expression:
            'long.TryParse(context.Request.Headers.GetValueOrDefault("name", ""), out var length) && length > 2',
        type: "boolean",
        evaluate: ({ request }, [name = "", byDefault = ""], [most = 0]) =>
            (longOf(request.headers.joined(name) ?? byDefault) ?? -Infinity) > most,
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
            return (
                answered &&
                [one, other].includes(response.status) &&
                (valueOr(exchange, name, "number", byDefault) ?? noValue()) <= most
            );
        },
    },
    {
        expression: "context.Response != null && context.Response.StatusCode == 401",
        type: "boolean",
        evaluate: ({ answered, response }, _, [status]) => answered && response.status === status,
    },
    {
        expression:
            "context.Response != null && (context.Response.StatusCode == 401 || context.Response.StatusCode == 403" +
            ' && Regex.IsMatch(context.Response.Body?.As<string>(preserveContent: true) ?? "", "pattern",' +
            " RegexOptions.IgnoreCase))",
        type: "boolean",
        readsResponse: ({ answered, response }, [, read]) => answered && response.status === read,
        evaluate: ({ answered, response }, [byDefault = "", pattern = ""], [status, read]) =>
            answered &&
            (response.status === status ||
                (response.status === read &&
                    new RegExp(pattern, "i").test(Buffer.isBuffer(response.body) ? String(response.body) : byDefault))),
    },
    {
        expression:
            'context.Response.StatusCode >= 400 && context.Response.Headers.GetValueOrDefault("name", "")' +
            '.IndexOf("json", StringComparison.OrdinalIgnoreCase) >= 0',
        type: "boolean",
        evaluate: (exchange, [name = "", byDefault = "", part = ""], [least = 0, from = 0]) => {
            const { status, headers } = responseOf(exchange);
            if (status < least) return false;
            return (headers.joined(name) ?? byDefault).toLowerCase().indexOf(part.toLowerCase()) >= from;
        },
    },
    {
        expression: 'context.Operation.Id == "id"',
        type: "boolean",
        evaluate: ({ subject }, [id]) => {
            if (!subject.operation) throw new Error("NullReferenceException: context.Operation");
            return subject.operation.name === id;
        },
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
            const text = responseOf(exchange).headers.joined(name) ?? byDefault;
            return isInt(text) && Number(text) >= least ? Number(text) : otherwise;
        },
    },
    {
        expression: '(int)context.Variables["name"]',
        type: "number",
        evaluate: (exchange, [name = ""]) => variableNumber(exchange, name),
    },
    {
        expression:
            'int.TryParse(context.Variables.GetValueOrDefault<IResponse>("name").Body.As<JObject>(preserveContent: true)' +
            '["member"]?.ToString(), out var seconds) && seconds > 0' +
            " ? Math.Min(9, Math.Max(1 + seconds / 2, seconds - 3)) : 6",
        type: "number",
        evaluate: (
            exchange,
            [name = "", member = ""],
            [least = 0, most = 0, add = 0, by = 1, less = 0, otherwise = 0],
        ) => {
            const text = jsonValue(memberOf(exchange, name, member, "keeps"));
            if (!isInt(text) || Number(text) <= least) return otherwise;
            return Math.min(most, Math.max(add + Math.trunc(Number(text) / by), Number(text) - less));
        },
    },
    {
        expression: '"Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("id:secret"))',
        type: "text",
        evaluate: (_, [prefix = "", text = ""]) => prefix + Buffer.from(text).toString("base64"),
    },
    {
        expression: '(string)context.Variables.GetValueOrDefault<IResponse>("name").Body.As<JObject>()["member"]',
        type: "text",
        evaluate: (exchange, [name = "", member = ""]) => {
            const value = memberOf(exchange, name, member, "takes");
            // What is no text would become one in C#, or null: nothing that a policy here could want.
            if (typeof value !== "string") throw new Error("The body does not hold the text that is asked for.");
            return value;
        },
    },
    {
        expression:
            '(context.Variables.GetValueOrDefault<IResponse>("name").Body.As<JObject>(preserveContent: true)["member"]' +
            ' as JValue)?.Value as string ?? ""',
        type: "text",
        evaluate: (exchange, [name = "", member = "", otherwise = ""]) => {
            const value = memberOf(exchange, name, member, "keeps");
            // Newtonsoft makes a date of a text that looks like one.
            return typeof value === "string" && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value) ? value : otherwise;
        },
    },
    {
        expression:
            '{ var text = context.Response.Body?.As<string>(preserveContent: true) ?? ""; if (text == "") { return text; }' +
            " if (text.Length <= 1000000) { try { var body = JToken.Parse(text) as JContainer;" +
            ' var traces = body?.Descendants().OfType<JProperty>().Where(it => it.Name == "member").ToList();' +
            " if (traces == null || traces.Count == 0) { return text; } traces.ForEach(it => it.Remove());" +
            ' return body.ToString(Formatting.None); } catch (Exception) { } } return "otherwise"; }',
        type: "text",
        readsResponse: ({ answered }) => answered,
        evaluate: (exchange, [byDefault = "", empty = "", member = "", otherwise = ""], [longest = 0]) => {
            const { body } = responseOf(exchange);
            const text = Buffer.isBuffer(body) ? body.toString() : byDefault;
            if (text === empty) return text;
            return (text.length <= longest ? withoutMember(text, member) : undefined) ?? otherwise;
        },
    },
];

/** A null that is cast to a type without null. */
function noValue(): never {
    throw new Error("NullReferenceException: context.Variables");
}

/** `context.LastError`, which is null before on-error. */
function lastError({ lastError: error }: Exchange): LastError {
    if (!error) throw new Error("NullReferenceException: context.LastError");
    return error;
}

/** `context.Response`, which is null before there is one. */
function responseOf({ answered, response }: Exchange): GatewayResponse {
    if (!answered) throw new Error("NullReferenceException: context.Response");
    return response;
}
