import { CSharpException, exceptions } from "./exceptions";
import { JArray, JObject, JProperty, type JToken } from "./json";

type Part =
    | { readonly is: "name"; readonly name: string }
    | { readonly is: "index"; readonly at: number }
    | { readonly is: "slice"; readonly from: number | undefined; readonly to: number | undefined }
    | { readonly is: "any" }
    | { readonly is: "scan"; readonly name: string | undefined };

/** `SelectTokens`: the tokens that a JSON path leads to. @throws CSharpException JsonException for what is no path */
export function selectTokens(root: JToken, path: string): JToken[] {
    let tokens = [root];
    for (const part of parse(path)) tokens = tokens.flatMap((token) => step(token, part));
    return tokens;
}

/** `SelectToken`: the only one, or null. */
export function selectToken(root: JToken, path: string, mustBe: boolean): JToken | null {
    const found = selectTokens(root, path);
    if (found.length > 1) throw exceptions.json("Path returned multiple tokens.");
    if (found.length === 0 && mustBe) throw exceptions.json("The path selects no token.");
    return found[0] ?? null;
}

function step(token: JToken, part: Part): readonly JToken[] {
    switch (part.is) {
        case "name":
            return token instanceof JObject ? (token.properties.get(part.name)?.children ?? []) : [];
        case "index": {
            const found = token instanceof JArray ? token.items[part.at] : undefined;
            return found ? [found] : [];
        }
        case "slice":
            return token instanceof JArray ? token.items.slice(part.from, part.to) : [];
        case "any":
            return valuesOf(token);
        case "scan":
            return [...scan(token, part.name)];
    }
}

function valuesOf(token: JToken): readonly JToken[] {
    if (token instanceof JArray) return token.items;
    return token instanceof JObject ? [...token.properties.values()].map(({ value }) => value) : [];
}

function* scan(token: JToken, name: string | undefined): Generator<JToken> {
    if (name === undefined) yield token;
    for (const child of token.children) {
        if (child instanceof JProperty) {
            if (child.name === name) yield child.value;
            yield* scan(child.value, name);
        } else yield* scan(child, name);
    }
}

function parse(path: string): Part[] {
    const parts: Part[] = [];
    let at = path.startsWith("$") ? 1 : 0;
    const next = (pattern: RegExp): RegExpExecArray | null => {
        pattern.lastIndex = at;
        const found = pattern.exec(path);
        if (found) at += found[0].length;
        return found;
    };
    while (at < path.length) {
        const isFirst = at === 0;
        const scanned = next(/\.\.([^.[\]()' ]*)/y);
        if (scanned) {
            parts.push({ is: "scan", name: scanned[1] === "" || scanned[1] === "*" ? undefined : scanned[1] });
            continue;
        }
        const named = next(isFirst ? /([^.[\]() ]+)/y : /\.([^.[\]() ]+)/y);
        if (named) {
            parts.push(named[1] === "*" ? { is: "any" } : { is: "name", name: named[1]! });
            continue;
        }
        const bracketed = next(/\[\s*(?:(-?\d+)|'((?:[^'\\]|\\.)*)'|(\*)|(-?\d*):(-?\d*))\s*\]/y);
        if (!bracketed) {
            if (path.includes("[?"))
                throw new CSharpException(
                    "System.NotSupportedException",
                    "The emulator does not support filters in a JSON path.",
                );
            throw exceptions.json("Unexpected character while parsing path.");
        }
        const [, index, name, any, from, to] = bracketed;
        if (index !== undefined) parts.push({ is: "index", at: Number(index) });
        else if (name !== undefined) parts.push({ is: "name", name: name.replace(/\\(.)/g, "$1") });
        else if (any !== undefined) parts.push({ is: "any" });
        else parts.push({ is: "slice", from: from ? Number(from) : undefined, to: to ? Number(to) : undefined });
    }
    return parts;
}
