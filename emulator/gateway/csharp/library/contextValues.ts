import { DictionaryValue, Pair } from "../collections";
import { explicitly } from "../conversions";
import type { BodyContext, HeadersContext, ResponseContext } from "../policyContext";
import { typeNamed } from "../typeRegistry";
import type { Type } from "../types";
import { argument, Instance, textOf, type Value } from "../values";
import { texts } from "./text";
import { urlDecoded } from "./web";

/** What `context` holds beyond values of .NET. */

/** Values by name, as a dictionary. */
export function texted(
    items: Iterable<readonly [string, readonly string[]]>,
    keyOf?: (key: Value) => unknown,
): DictionaryValue {
    const all = new DictionaryValue(
        typeNamed("IReadOnlyDictionary", typeNamed("String"), typeNamed("Array", typeNamed("String"))),
        keyOf,
    );
    for (const [name, values] of items) all.set(name, texts(values));
    return all;
}

/** Headers, whose names are found in any casing; one that is not there throws (record expression-missing-header). */
export function headers(list: HeadersContext): DictionaryValue {
    return texted(list, (key) => textOf(key).toLowerCase());
}

/** Parameters of a query: decoded, told apart by casing (record expression-query-is-decoded). */
export function query(search: string): DictionaryValue {
    const all = new Map<string, string[]>();
    for (const part of search.replace(/^\?/, "").split("&")) {
        if (part === "") continue;
        const [name = "", value = ""] = part.split(/=(.*)/s).map(urlDecoded);
        all.set(name, [...(all.get(name) ?? []), value]);
    }
    return texted(all);
}

/** Parameters of the operation's template, by their names. */
export function parameters(matched: ReadonlyMap<string, string> = new Map()): DictionaryValue {
    const all = new DictionaryValue(typeNamed("IReadOnlyDictionary", typeNamed("String"), typeNamed("String")));
    for (const [name, value] of matched) all.set(name, value);
    return all;
}

/** `context.Variables`: what is not there is null (record unset-variable-is-null). */
export class Variables extends Instance {
    constructor(readonly values: ReadonlyMap<string, Value>) {
        super();
    }

    get type(): Type {
        return typeNamed("ContextVariables");
    }

    [Symbol.iterator](): Iterator<Value> {
        const type = typeNamed("KeyValuePair", typeNamed("String"), typeNamed("Object"));
        return [...this.values].map(([key, value]) => new Pair(type, key, value)).values();
    }
}

/** A response: that of the backend, or one to send-request. */
export class ResponseValue extends Instance implements ResponseContext {
    constructor(
        readonly status: number,
        readonly reason: string,
        readonly headers: HeadersContext,
        private readonly content: () => BodyContext | null,
    ) {
        super();
    }

    get type(): Type {
        return typeNamed("IResponse");
    }

    get body(): BodyContext | null {
        return this.content();
    }
}

/** `Variables.GetValueOrDefault<T>`: the variable, null included, or the default where there is none. */
export function variableOr({ values }: Variables, name: string, byDefault: Value, type: Type): Value {
    if (!values.has(argument(name))) return byDefault;
    return explicitly(typeNamed("Object"), type, false)!(values.get(name) ?? null);
}

/** A token that a policy found good (`Jwt`). */
export class TokenValue extends Instance {
    constructor(readonly payload: Readonly<Record<string, unknown>>) {
        super();
    }

    get type(): Type {
        return typeNamed("Jwt");
    }
}

/** A claim as expressions have it: texts. */
export function claimValues(value: unknown): string[] {
    if (value === undefined || value === null) return [];
    return Array.isArray(value) ? value.map(claimText) : [claimText(value)];
}

function claimText(value: unknown): string {
    return typeof value === "object" ? JSON.stringify(value) : String(value);
}
