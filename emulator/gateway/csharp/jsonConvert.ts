import { ArrayValue, DictionaryValue, ListValue, Pair } from "./collections";
import { convertBoolean, convertDate, convertNumber } from "./convertValues";
import { CSharpException, exceptions } from "./exceptions";
import { JArray, JObject, JProperty, JToken, JValue } from "./json";
import { numberKind } from "./numbers";
import { Guid, TimeSpan } from "./times";
import { typeNamed } from "./typeRegistry";
import type { Type } from "./types";
import { Anonymous, argument, textOf, type Value } from "./values";

/** `JToken.FromObject`, and what `JsonConvert.SerializeObject` writes. */
export function tokenFromObject(value: Value): JToken {
    if (value instanceof JToken) return value;
    if (value instanceof Anonymous) return objectOf([...value.members]);
    if (value instanceof DictionaryValue)
        return objectOf([...value.entries.values()].map(({ key, value: item }) => [textOf(key), item]));
    if (value instanceof Pair)
        return objectOf([
            ["Key", value.key],
            ["Value", value.value],
        ]);
    if (value instanceof Uint8Array || typeof value === "string" || value === null || value === undefined)
        return JValue.of(value);
    if (typeof value === "object" && Symbol.iterator in value) {
        const array = new JArray();
        for (const item of value as Iterable<Value>) array.insert(array.items.length, tokenFromObject(item));
        return array;
    }
    return JValue.of(value);
}

function objectOf(members: readonly (readonly [string, Value])[]): JObject {
    const object = new JObject();
    for (const [name, value] of members) object.add(new JProperty(name, tokenFromObject(value)));
    return object;
}

function unable(): Error {
    return new CSharpException(
        "System.NotSupportedException",
        "The emulator does not convert this type from or to JSON.",
    );
}

/** `ToObject<T>`, and what `JsonConvert.DeserializeObject<T>` makes. */
export function objectFromToken(token: JToken | null, type: Type): Value {
    const { def, args } = type;
    if (token === null || (token instanceof JValue && token.value === null)) return nothing(token, type);
    if (def.name === "System.Object") return token instanceof JValue ? token.value : token;
    if (def.name.startsWith("Newtonsoft.Json.Linq.")) {
        const fits = def.name === "Newtonsoft.Json.Linq.JToken" || token.type === type;
        if (!fits)
            throw new CSharpException("Newtonsoft.Json.JsonSerializationException", "The JSON is of another type.");
        return token;
    }
    if (def.name === "System.Nullable") return objectFromToken(token, args[0]!);
    if (token instanceof JArray) {
        if (def.name === "System.Array")
            return new ArrayValue(
                args[0]!,
                token.items.map((item) => objectFromToken(item, args[0]!)),
            );
        if (["List", "IEnumerable", "IList", "ICollection"].some((name) => def.name.endsWith(`.${name}`))) {
            return new ListValue(
                typeNamed("List", args[0]!),
                token.items.map((item) => objectFromToken(item, args[0]!)),
            );
        }
    }
    if (token instanceof JObject && /\.I?Dictionary$/.test(def.name) && args[0] === typeNamed("String")) {
        const result = new DictionaryValue(typeNamed("Dictionary", args[0], args[1]!));
        for (const { name, value } of token.properties.values()) result.set(name, objectFromToken(value, args[1]!));
        return result;
    }
    if (token instanceof JValue) return castToken(token, type, () => unable());
    throw unable();
}

function nothing(token: JToken | null, type: Type): Value {
    if (type.def.name.startsWith("Newtonsoft.Json.Linq.")) return token;
    if (type.def.kind !== "struct" || type.def.name === "System.Nullable") return null;
    throw new CSharpException("Newtonsoft.Json.JsonSerializationException", "Error converting value {null}.");
}

const numbersAndTexts = ["Integer", "Float", "String", "Boolean"];

/** `(T)token`. @throws CSharpException ArgumentException where the token is none of the kind */
export function castToken(token: JToken | null, type: Type, unknown: () => Error = exceptions.argument): Value {
    const value = token instanceof JProperty ? token.value : token;
    const name = type.def.name;
    if (name === "System.Nullable") {
        if (value === null || (value instanceof JValue && value.value === null)) return null;
        return castToken(value, type.args[0]!, unknown);
    }
    if (name === "System.String") {
        if (value === null) return null;
        if (!(value instanceof JValue)) throw cannot(value.kind);
        return value.value === null
            ? null
            : value.value instanceof Uint8Array
              ? Buffer.from(value.value).toString("base64")
              : textOf(value.value);
    }
    argument(value);
    if (!(value instanceof JValue)) throw cannot(value!.kind);
    const { kind, value: content } = value;
    const expect = (...kinds: string[]): void => {
        if (!kinds.includes(kind)) throw cannot(kind);
    };
    const number = numberKind(type);
    if (number && number !== "Char") {
        expect(...numbersAndTexts);
        return convertNumber(content, number);
    }
    switch (name) {
        case "System.Boolean":
            expect(...numbersAndTexts);
            return convertBoolean(content);
        case "System.DateTime":
            expect("Date", "String");
            return convertDate(content);
        case "System.Guid": {
            if (content instanceof Guid) return content;
            expect("String");
            const parsed = Guid.parse(content as string);
            if (!parsed) throw exceptions.format();
            return parsed;
        }
        case "System.TimeSpan":
            if (content instanceof TimeSpan) return content;
            expect("String");
            return TimeSpan.parse(content as string);
        default:
            throw unknown();
    }
}

function cannot(kind: string): Error {
    return exceptions.argument(`Can not convert ${kind} to the type.`);
}
