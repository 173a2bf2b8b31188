import { listOf, Pair, Sequence } from "../collections";
import { exceptions } from "../exceptions";
import { JArray, JObject, JProperty, JToken, tokenOf } from "../json";
import { tokenFromObject } from "../jsonConvert";
import type { TypeTable } from "../signatures";
import { typeNamed } from "../typeRegistry";
import { argument, EnumValue, type Value } from "../values";
import type { Out } from "./primitives";
import { ignoresCase } from "./comparers";

import { parsedAs, tokens } from "./jsonTokens";

/** What JObject and JArray have. */

type Members = NonNullable<TypeTable["members"]>;

/** Members of `JObject`. */
export const objectMembers: Members = {
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

/** Members of `JArray`. */
export const arrayMembers: Members = {
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

/** What a property holds: a token, or an array of what can be enumerated. */
export function contentOf(value: Value): JToken {
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
