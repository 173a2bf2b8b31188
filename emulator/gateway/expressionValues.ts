import type { Exchange, SentResponse } from "./exchange";
import { Jwt } from "./jwt";

/** What C# makes of variables, texts and JSON in expressions. Each throws where C# would, which fails the call. */

interface Types {
    readonly string: string;
    readonly number: number;
    readonly boolean: boolean;
}

/**
 * `GetValueOrDefault<T>`: the variable, null included, or the default where there is none. A value of another type is not
 * cast.
 */
export function valueOr<Type extends keyof Types>(
    { variables }: Exchange,
    name: string,
    type: Type,
    byDefault: Types[Type],
): Types[Type] | null {
    const value = variables.has(name) ? variables.get(name)! : byDefault;
    if (value !== null && typeof value !== type) throw new Error("InvalidCastException: context.Variables");
    return value as Types[Type] | null;
}

/** `(int)context.Variables["name"]`; a variable that is missing is null. */
export function variableNumber({ variables }: Exchange, name: string): number {
    const value = variables.get(name) ?? null;
    if (value === null) throw new Error("NullReferenceException: context.Variables");
    if (typeof value !== "number") throw new Error("InvalidCastException: context.Variables");
    return value;
}

/** Whether `int.TryParse` takes it. */
export function isInt(text: string): boolean {
    return /^\s*[+-]?\d+\s*$/.test(text) && Number(text) >= -(2 ** 31) && Number(text) < 2 ** 31;
}

/** What `long.TryParse` makes of it; undefined where it takes it for no number. */
export function longOf(text: string): number | undefined {
    if (!/^\s*[+-]?\d+\s*$/.test(text)) return undefined;
    const value = BigInt(text.trim().replace(/^\+/, ""));
    return value === BigInt.asIntN(64, value) ? Number(value) : undefined;
}

/** `Convert.ToInt64`. */
export function wholeNumber(text: string): number {
    if (!/^\s*[+-]?\d+\s*$/.test(text)) throw new Error("FormatException: Convert.ToInt64");
    return Number(text);
}

/** A variable as `IResponse`. */
export function sentResponse({ variables }: Exchange, name: string): SentResponse | null {
    const value = variables.get(name) ?? null;
    if (typeof value !== "object" || value instanceof Jwt) throw new Error("InvalidCastException: context.Variables");
    return value;
}

/**
 * A member of the JSON object that a response holds; undefined where it has none of the name.
 *
 * @param body `takes`: whoever reads it next finds none (policy expressions, IMessageBody)
 */
export function memberOf(exchange: Exchange, name: string, member: string, body: "keeps" | "takes"): unknown {
    const response = sentResponse(exchange, name);
    if (!response?.body) throw new Error("NullReferenceException: Body");
    const text = response.body.toString();
    if (body === "takes") response.body = undefined;
    const json: unknown = JSON.parse(text);
    // Newtonsoft's JObject is of objects alone.
    if (typeof json !== "object" || json === null || Array.isArray(json)) throw new Error("JsonReaderException: Body");
    return Object.hasOwn(json, member) ? (json as Record<string, unknown>)[member] : undefined;
}

/** `?.ToString()` of a JSON value, whose null is the empty text. */
export function jsonValue(value: unknown): string {
    if (value === undefined || value === null) return "";
    if (typeof value === "boolean") return value ? "True" : "False";
    return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** JSON without the members of one name, at any depth; the text itself where it has none, undefined where it is no JSON. */
export function withoutMember(text: string, name: string): string | undefined {
    let found = false;
    try {
        const value: unknown = JSON.parse(text, function (key: string, inner: unknown) {
            const isMember = key === name && !Array.isArray(this);
            found ||= isMember;
            return isMember ? undefined : inner;
        });
        return found ? JSON.stringify(value) : text;
    } catch {
        return undefined;
    }
}
