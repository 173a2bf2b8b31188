import { listOf, Pair, Sequence } from "../collections";
import { exceptions } from "../exceptions";
import { deepEquals, JArray, JObject, JProperty, JToken, JValue, removeToken, tokenOf, tokenTypes } from "../json";
import { castToken, objectFromToken, tokenFromObject } from "../jsonConvert";
import { selectToken, selectTokens } from "../jsonPath";
import { parseJson } from "../jsonReader";
import { jsonText } from "../jsonWriter";
import { step } from "../budget";
import type { TypeTable } from "../signatures";
import { typeNamed } from "../typeRegistry";
import type { Type } from "../types";
import { argument, EnumValue, type Value } from "../values";
import type { Out } from "./primitives";
import { ignoresCase } from "./comparers";

/** Newtonsoft.Json.Linq, and JsonConvert. */

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

function tokens(items: readonly JToken[] | (() => readonly JToken[]), type = "JToken"): Sequence {
    return new Sequence(typeNamed(type), () => (typeof items === "function" ? items() : items)[Symbol.iterator]());
}

function descendants(token: JToken): JToken[] {
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

const tokenMembers: Members = {
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

const objectMembers: Members = {
    "new()": () => new JObject(),
    "new(JObject other)": (other: JObject) => argument(other).clone(),
    "new(params object[] content)": (content: Value) => {
        const object = new JObject();
        for (const item of listOf(content)) {
            if (!(item instanceof JProperty)) throw exceptions.argument("Can not add the token to JObject.");
            object.add(item);
        }
        return object;
    },
    "int Count": ({ properties }: JObject) => properties.size,
    "JToken this[string name]": {
        get: (self: JObject, name: string) => self.item(name),
        set: (self: JObject, name: string, value: Value) => self.setItem(name, value),
    },
    "void Add(string name, JToken value)": (self: JObject, name: string, value: Value) =>
        self.add(new JProperty(argument(name), value)),
    "void Add(object content)": (self: JObject, content: Value) => {
        if (!(content instanceof JProperty)) throw exceptions.argument("Can not add the token to JObject.");
        self.add(content);
    },
    "bool Remove(string name)": (self: JObject, name: string) => self.remove(argument(name)),
    "void RemoveAll()": (self: JObject) => [...self.properties.keys()].forEach((name) => self.remove(name)),
    "bool ContainsKey(string name)": (self: JObject, name: string) => self.properties.has(argument(name)),
    "JProperty Property(string name)": (self: JObject, name: string) => self.properties.get(name) ?? null,
    "IEnumerable<JProperty> Properties()": (self: JObject) => tokens(() => self.children, "JProperty"),
    "IEnumerable<JToken> PropertyValues()": (self: JObject) =>
        tokens([...self.properties.values()].map(({ value }) => value)),
    "JToken GetValue(string name)": (self: JObject, name: string) => self.item(name),
    "JToken GetValue(string name, StringComparison comparison)": (self: JObject, name: string, comparison: EnumValue) =>
        found(self, name, comparison),
    "bool TryGetValue(string name, out JToken value)": (self: JObject, name: string, result: Out) =>
        (result.value = self.item(name)) !== null,
    "bool TryGetValue(string name, StringComparison comparison, out JToken value)": (
        self: JObject,
        name: string,
        comparison: EnumValue,
        result: Out,
    ) => (result.value = found(self, name, comparison)) !== null,
    "void Merge(object content)": merge,
    "IEnumerable<KeyValuePair<string, JToken>> GetEnumerator()": (self: JObject) => {
        const type = typeNamed("KeyValuePair", typeNamed("String"), typeNamed("JToken"));
        return new Sequence(type, () =>
            [...self.properties.values()].map(({ name, value }) => new Pair(type, name, value)).values(),
        );
    },
    "static JObject Parse(string text)": (text: string) => parsedAs(text, "JObject"),
    "static JObject FromObject(object value)": (value: Value) => {
        const token = tokenFromObject(argument(value));
        if (!(token instanceof JObject))
            throw exceptions.argument("Object serialized to another token. JObject instance expected.");
        return token;
    },
};

function found(self: JObject, name: string, comparison: EnumValue): JToken | null {
    const exact = self.item(argument(name));
    if (exact || !ignoresCase(comparison)) return exact;
    const property = [...self.properties.values()].find((other) => other.name.toLowerCase() === name.toLowerCase());
    return property?.value ?? null;
}

function merge(self: JObject, content: Value): void {
    if (!(content instanceof JObject)) throw exceptions.argument();
    for (const { name, value } of content.properties.values()) {
        const own = self.item(name);
        if (own instanceof JObject && value instanceof JObject) merge(own, value);
        else if (own instanceof JArray && value instanceof JArray)
            for (const item of value.items) own.insert(own.items.length, item);
        else if (!own || value.kind !== "Null") self.setItem(name, value.clone());
    }
}

const arrayMembers: Members = {
    "new()": () => new JArray(),
    "new(params object[] content)": (content: Value) => {
        const array = new JArray();
        addAll(array, listOf(content));
        return array;
    },
    "int Count": ({ items }: JArray) => items.length,
    "JToken this[int index]": {
        get: (self: JArray, index: number) => self.item(index),
        set: (self: JArray, index: number, value: Value) => self.setItem(index, value),
    },
    "void Add(JToken item)": (self: JArray, item: Value) => self.insert(self.items.length, item),
    "void Add(object content)": (self: JArray, content: Value) => addAll(self, [content]),
    "void Insert(int index, JToken item)": (self: JArray, index: number, item: Value) => self.insert(index, item),
    "void RemoveAt(int index)": (self: JArray, index: number) => self.removeAt(index),
    "bool Remove(JToken item)": (self: JArray, item: JToken) => {
        const at = self.items.indexOf(item);
        if (at >= 0) self.removeAt(at);
        return at >= 0;
    },
    "void Clear()": (self: JArray) => {
        while (self.items.length > 0) self.removeAt(0);
    },
    "bool Contains(JToken item)": (self: JArray, item: JToken) => self.items.includes(item),
    "int IndexOf(JToken item)": (self: JArray, item: JToken) => self.items.indexOf(item),
    "static JArray Parse(string text)": (text: string) => parsedAs(text, "JArray"),
    "static JArray FromObject(object value)": (value: Value) => {
        const token = tokenFromObject(argument(value));
        if (!(token instanceof JArray))
            throw exceptions.argument("Object serialized to another token. JArray instance expected.");
        return token;
    },
};

/** What is enumerable, but a token or a text, is added item by item. */
function addAll(array: JArray, content: readonly Value[]): void {
    for (const item of content) {
        const isMany =
            typeof item === "object" &&
            item !== null &&
            Symbol.iterator in item &&
            !(item instanceof JToken) &&
            !(item instanceof Uint8Array);
        if (isMany) addAll(array, listOf(item));
        else array.insert(array.items.length, tokenOf(item));
    }
}

const linq = "Newtonsoft.Json.Linq";
const missingOfTokens =
    "Ancestors AncestorsAndSelf AfterSelf BeforeSelf AddAfterSelf AddBeforeSelf AddAnnotation Annotation Annotations AsJEnumerable CreateReader CreateWriter EqualityComparer Load LoadAsync ReadFrom RemoveAnnotations ToObject ToString WriteTo WriteToAsync SelectToken SelectTokens Values Value Children AddFirst ReplaceAll DescendantsAndSelf Merge Add FromObject Parse new ChildrenTokens Item";

export const jsonTypes: readonly TypeTable[] = [
    {
        name: `${linq}.JToken`,
        kind: "class",
        bases: ["IEnumerable<JToken>"],
        members: tokenMembers,
        missing: missingOfTokens,
    },
    {
        name: `${linq}.JContainer`,
        kind: "class",
        bases: ["JToken"],
        members: {
            "int Count": ({ children }: JToken) => children.length,
            "IEnumerable<JToken> Descendants()": (self: JToken) => tokens(() => descendants(self)),
        },
        missing: missingOfTokens,
    },
    { name: `${linq}.JObject`, kind: "class", bases: ["JContainer"], members: objectMembers, missing: missingOfTokens },
    {
        name: `${linq}.JArray`,
        kind: "class",
        bases: ["JContainer", "IList<JToken>"],
        members: arrayMembers,
        missing: missingOfTokens,
    },
    {
        name: `${linq}.JProperty`,
        kind: "class",
        bases: ["JContainer"],
        members: {
            "new(string name, object value)": (name: string, value: Value) =>
                new JProperty(argument(name), contentOf(value)),
            "string Name": ({ name }: JProperty) => name,
            "JToken Value": {
                get: ({ value }: JProperty) => value,
                set: (self: JProperty, value: Value) => (self.value = tokenOf(value)),
            },
        },
        missing: missingOfTokens,
    },
    {
        name: `${linq}.JValue`,
        kind: "class",
        bases: ["JToken"],
        members: {
            "new(object value)": (value: Value) => JValue.of(value),
            "object Value": {
                get: ({ value }: JValue) => value,
                set: (self: JValue, value: Value) => {
                    const made = JValue.of(value);
                    self.kind = made.kind;
                    self.value = made.value;
                },
            },
            "static JValue CreateNull()": () => JValue.of(null),
            "static JValue CreateString(string value)": (value: Value) => JValue.of(value),
        },
        missing: `${missingOfTokens} CompareTo CreateComment CreateUndefined`,
    },
    { name: `${linq}.JTokenType`, kind: "enum", constants: tokenTypes },
    { name: "Newtonsoft.Json.Formatting", kind: "enum", constants: { None: 0, Indented: 1 } },
    {
        name: `${linq}.Extensions`,
        kind: "static",
        members: {
            "IEnumerable<JToken> Children<T>(this IEnumerable<T> source)": (source: Value) =>
                tokens(() => listOf(source).flatMap((token) => (token as JToken).children)),
            "IEnumerable<JToken> Values(this IEnumerable<JToken> source)": (source: Value) =>
                tokens(() => listOf(source).flatMap((token) => (token as JToken).children)),
        },
    },
    {
        name: "Newtonsoft.Json.JsonConvert",
        kind: "static",
        members: {
            "static string SerializeObject(object value)": (value: Value) => jsonText(tokenFromObject(value), false),
            "static string SerializeObject(object value, Formatting formatting)": (
                value: Value,
                formatting: EnumValue,
            ) => jsonText(tokenFromObject(value), formatting.value === 1),
            "static object DeserializeObject(string text)": (text: string) => parseJson(argument(text)),
            "static T DeserializeObject<T>(string text)": (text: string, type: Type) =>
                objectFromToken(parseJson(argument(text)), type),
        },
        missing:
            "DefaultSettings DeserializeAnonymousType DeserializeObject DeserializeXNode DeserializeXmlNode False NaN NegativeInfinity Null PopulateObject PositiveInfinity SerializeObject SerializeXNode SerializeXmlNode ToString True Undefined",
    },
];

function contentOf(value: Value): JToken {
    const isMany =
        typeof value === "object" &&
        value !== null &&
        Symbol.iterator in value &&
        !(value instanceof JToken) &&
        !(value instanceof Uint8Array);
    if (!isMany) return tokenOf(value);
    const array = new JArray();
    addAll(array, listOf(value));
    return array;
}
