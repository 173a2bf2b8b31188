import { listOf } from "../collections";
import { JProperty, JToken, JValue, tokenOf, tokenTypes } from "../json";
import { objectFromToken, tokenFromObject } from "../jsonConvert";
import { parseJson } from "../jsonReader";
import { jsonText } from "../jsonWriter";
import type { TypeTable } from "../signatures";
import type { Type } from "../types";
import { argument, EnumValue, type Value } from "../values";
import { arrayMembers, contentOf, objectMembers } from "./jsonContainers";
import { descendants, tokenMembers, tokens } from "./jsonTokens";

/** Newtonsoft.Json.Linq, and JsonConvert. */

const linq = "Newtonsoft.Json.Linq";
const missingOfTokens =
    "Ancestors AncestorsAndSelf AfterSelf BeforeSelf AddAfterSelf AddBeforeSelf AddAnnotation Annotation Annotations AsJEnumerable CreateReader CreateWriter EqualityComparer Load LoadAsync ReadFrom RemoveAnnotations ToObject ToString WriteTo WriteToAsync SelectToken SelectTokens Values Value Children AddFirst ReplaceAll DescendantsAndSelf Merge Add FromObject Parse new ChildrenTokens Item";

/** The types of Newtonsoft.Json that the documentation lists. */
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
