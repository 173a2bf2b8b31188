import { Sequence } from "../collections";
import { exceptions } from "../exceptions";
import { deepEquals, JArray, JProperty, JToken, JValue, removeToken, tokenTypes } from "../json";
import { castToken, objectFromToken, tokenFromObject } from "../jsonConvert";
import { selectToken, selectTokens } from "../jsonPath";
import { parseJson } from "../jsonReader";
import { jsonText } from "../jsonWriter";
import { step } from "../budget";
import type { TypeTable } from "../signatures";
import { typeNamed } from "../typeRegistry";
import type { Type } from "../types";
import { argument, EnumValue, type Value } from "../values";

/** What every token of JSON has. */

type Members = NonNullable<TypeTable["members"]>;

const castable = [
    "bool",
    "int",
    "long",
    "short",
    "byte",
    "sbyte",
    "uint",
    "ulong",
    "ushort",
    "float",
    "double",
    "decimal",
    "DateTime",
    "Guid",
    "TimeSpan",
];
const fullNames: Readonly<Record<string, string>> = {
    bool: "Boolean",
    int: "Int32",
    long: "Int64",
    short: "Int16",
    byte: "Byte",
    sbyte: "SByte",
    uint: "UInt32",
    ulong: "UInt64",
    ushort: "UInt16",
    float: "Single",
    double: "Double",
    decimal: "Decimal",
    DateTime: "DateTime",
    Guid: "Guid",
    TimeSpan: "TimeSpan",
    string: "String",
};

function casts(): Members {
    const members: Record<string, (value: never) => Value> = {};
    for (const keyword of [...castable, "string"]) {
        const type = (): Type => typeNamed(fullNames[keyword]!);
        members[`static explicit operator ${keyword}(JToken token)`] = (token: JToken) => castToken(token, type());
        members[`static implicit operator JToken(${keyword} value)`] = (value: Value) => JValue.of(value);
        if (keyword === "string") continue;
        members[`static explicit operator ${keyword}?(JToken token)`] = (token: JToken) =>
            castToken(token, typeNamed("Nullable", type()));
        members[`static implicit operator JToken(${keyword}? value)`] = (value: Value) => JValue.of(value);
    }
    return members;
}

/** `JObject.Parse` and its like. @throws CSharpException JsonReaderException for JSON of another kind */
export function parsedAs(text: string, name: "JObject" | "JArray" | "JToken"): JToken {
    const token = parseJson(argument(text));
    if (name !== "JToken" && token.type !== typeNamed(name)) throw exceptions.jsonReader(`The JSON is no ${name}.`);
    return token;
}

/** Tokens as a sequence. */
export function tokens(items: readonly JToken[] | (() => readonly JToken[]), type = "JToken"): Sequence {
    return new Sequence(typeNamed(type), () => (typeof items === "function" ? items() : items)[Symbol.iterator]());
}

/** All that stands in a token. */
export function descendants(token: JToken): JToken[] {
    return token.children.flatMap((child) => {
        step();
        return [child, ...descendants(child)];
    });
}

function sibling(token: JToken, by: 1 | -1): JToken | null {
    const all = token.parent?.children ?? [];
    return all[all.indexOf(token) + by] ?? null;
}

function pathOf(token: JToken): string {
    const { parent } = token;
    if (!parent) return token instanceof JProperty ? token.name : "";
    const before = pathOf(parent instanceof JProperty ? parent : parent);
    if (parent instanceof JArray) return `${before}[${parent.items.indexOf(token)}]`;
    if (!(token instanceof JProperty)) return before;
    const isPlain = /^[\w-]+$/.test(token.name);
    return isPlain ? (before === "" ? token.name : `${before}.${token.name}`) : `${before}['${token.name}']`;
}

function replaceToken(self: JToken, by: Value): void {
    const { parent } = self;
    if (parent instanceof JProperty) parent.value = by;
    else if (parent instanceof JArray) parent.setItem(parent.items.indexOf(self), by);
    else throw exceptions.invalidOperation("The parent is missing.");
}

function converted(token: JToken | null, type: Type): Value {
    if (token === null) return objectFromToken(null, type.def.kind === "struct" ? typeNamed("Nullable", type) : type);
    return token instanceof JValue && !type.def.name.startsWith("Newtonsoft") && type.def.name !== "System.Object"
        ? castToken(token, type)
        : objectFromToken(token, type);
}

/** Members of `JToken`, which every token has. */
export const tokenMembers: Members = {
    ...casts(),
    "JTokenType Type": ({ kind }: JToken) => new EnumValue(typeNamed("JTokenType"), tokenTypes[kind]),
    "bool HasValues": ({ children }: JToken) => children.length > 0,
    "JToken Parent": ({ parent }: JToken) => parent ?? null,
    "JToken Root": (self: JToken) => {
        let root = self;
        while (root.parent) root = root.parent;
        return root;
    },
    "JToken First": ({ children }: JToken) => children[0] ?? null,
    "JToken Last": ({ children }: JToken) => children.at(-1) ?? null,
    "JToken Next": (self: JToken) => sibling(self, 1),
    "JToken Previous": (self: JToken) => sibling(self, -1),
    "string Path": pathOf,
    "JToken this[object key]": {
        get: (self: JToken, key: Value) => self.item(key),
        set: (self: JToken, key: Value, value: Value) => self.setItem(key, value),
    },
    "string ToString(Formatting formatting)": (self: JToken, formatting: EnumValue) =>
        jsonText(self, formatting.value === 1),
    "JToken SelectToken(string path)": (self: JToken, path: string) => selectToken(self, argument(path), false),
    "JToken SelectToken(string path, bool errorWhenNoMatch)": (self: JToken, path: string, mustBe: boolean) =>
        selectToken(self, argument(path), mustBe),
    "IEnumerable<JToken> SelectTokens(string path)": (self: JToken, path: string) =>
        tokens(selectTokens(self, argument(path))),
    "IEnumerable<JToken> Children()": (self: JToken) => tokens(() => self.children),
    "IEnumerable<T> Children<T>()": (self: JToken, type: Type) =>
        tokens(
            self.children.filter((child) => child.type === type),
            type.def.name.split(".").at(-1),
        ),
    "JToken DeepClone()": (self: JToken) => self.clone(),
    "void Remove()": removeToken,
    "void Replace(JToken value)": replaceToken,
    "T Value<T>(object key)": (self: JToken, key: Value, type: Type) => converted(self.item(key), type),
    "IEnumerable<T> Values<T>()": (self: JToken, type: Type) =>
        new Sequence(type, () => self.children.map((child) => converted(child, type)).values()),
    "T ToObject<T>()": (self: JToken, type: Type) => objectFromToken(self, type),
    "static JToken Parse(string text)": (text: string) => parsedAs(text, "JToken"),
    "static JToken FromObject(object value)": (value: Value) => tokenFromObject(argument(value)),
    "static bool DeepEquals(JToken left, JToken right)": deepEquals,
};
