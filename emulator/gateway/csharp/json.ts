import { BigWhole } from "./bigWhole";
import { Decimal } from "./decimal";
import { exceptions } from "./exceptions";
import { jsonText } from "./jsonWriter";
import { DateTime, DateTimeOffset, Guid, TimeSpan } from "./times";
import { typeNamed } from "./typeRegistry";
import type { Type } from "./types";
import { argument, Char, EnumValue, equals, Instance, OtherNumeric, textOf, type Value } from "./values";

/** `JTokenType`. */
export const tokenTypes = {
    None: 0,
    Object: 1,
    Array: 2,
    Constructor: 3,
    Property: 4,
    Comment: 5,
    Integer: 6,
    Float: 7,
    String: 8,
    Boolean: 9,
    Null: 10,
    Undefined: 11,
    Date: 12,
    Raw: 13,
    Bytes: 14,
    Guid: 15,
    Uri: 16,
    TimeSpan: 17,
} as const;
type TokenType = keyof typeof tokenTypes;

/** A token of Newtonsoft's JSON. It belongs to one container at most; another one gets a copy. */
export abstract class JToken extends Instance {
    parent: JToken | undefined;

    abstract readonly kind: TokenType;

    /** What stands directly in it. */
    get children(): readonly JToken[] {
        return [];
    }

    abstract clone(): JToken;

    override toText(): string {
        return jsonText(this, true);
    }

    [Symbol.iterator](): Iterator<Value> {
        return this.children.values();
    }

    /** The members of an object by their name, the items of an array by their index. */
    item(_key: Value): JToken | null {
        throw exceptions.invalidOperation(`Cannot access child value on ${this.type.def.name}.`);
    }

    setItem(_key: Value, _value: Value): void {
        throw exceptions.invalidOperation(`Cannot set child value on ${this.type.def.name}.`);
    }

    protected adopt<Token extends JToken>(token: Token): Token {
        const own = token.parent === undefined ? token : (token.clone() as Token);
        own.parent = this;
        return own;
    }
}

/** A value that is neither object nor array. */
export class JValue extends JToken {
    constructor(
        public kind: TokenType,
        public value: Value,
    ) {
        super();
    }

    /** Of a value of C#. @throws CSharpException ArgumentException for what JSON has no token of */
    static of(value: Value): JValue {
        return new JValue(kindOf(value), value ?? null);
    }

    get type(): Type {
        return typeNamed("JValue");
    }

    override clone(): JValue {
        return new JValue(this.kind, this.value);
    }

    override toText(): string {
        return textOf(this.value);
    }
}

function kindOf(value: Value): TokenType {
    if (value === null || value === undefined) return "Null";
    if (typeof value === "string" || value instanceof Char) return "String";
    if (typeof value === "boolean") return "Boolean";
    if (
        value instanceof Decimal ||
        (value instanceof OtherNumeric && (value.kind === "Double" || value.kind === "Single"))
    )
        return "Float";
    if (
        typeof value === "number" ||
        typeof value === "bigint" ||
        value instanceof OtherNumeric ||
        value instanceof EnumValue ||
        value instanceof BigWhole
    )
        return "Integer";
    if (value instanceof DateTime || value instanceof DateTimeOffset) return "Date";
    if (value instanceof Guid) return "Guid";
    if (value instanceof TimeSpan) return "TimeSpan";
    if (value instanceof Uint8Array) return "Bytes";
    if (value instanceof Instance && value.type.def.name === "System.Uri") return "Uri";
    throw exceptions.argument("Could not determine JSON object type.");
}

/** A token of a value; null becomes a null token. */
export function tokenOf(value: Value): JToken {
    return value instanceof JToken ? value : JValue.of(value);
}

/** A list of Newtonsoft.Json, which knows its parent and can be changed. */
export class JArray extends JToken {
    readonly kind = "Array";
    items: JToken[] = [];

    get type(): Type {
        return typeNamed("JArray");
    }

    override get children(): readonly JToken[] {
        return this.items;
    }

    override clone(): JArray {
        const copy = new JArray();
        for (const item of this.items) copy.insert(copy.items.length, item.clone());
        return copy;
    }

    override item(key: Value): JToken {
        return this.items[this.position(key)]!;
    }

    override setItem(key: Value, value: Value): void {
        this.items[this.position(key)] = this.adopt(tokenOf(value));
    }

    insert(at: number, value: Value): void {
        if (at < 0 || at > this.items.length) throw exceptions.outOfRange();
        this.items.splice(at, 0, this.adopt(tokenOf(value)));
    }

    removeAt(at: number): void {
        const [removed] = at < 0 ? [] : this.items.splice(at, 1);
        if (!removed) throw exceptions.outOfRange();
        removed.parent = undefined;
    }

    private position(key: Value): number {
        if (typeof argument(key) !== "number")
            throw exceptions.argument("Accessed JArray values with invalid key value. Int32 array index expected.");
        const at = key as number;
        if (at < 0 || at >= this.items.length) throw exceptions.outOfRange();
        return at;
    }
}

/** A member of a `JObject`: a token of its own, between the object and the value. */
export class JProperty extends JToken {
    readonly kind = "Property";
    private content: JToken;

    constructor(
        readonly name: string,
        value: Value,
    ) {
        super();
        this.content = this.adopt(tokenOf(value));
    }

    get type(): Type {
        return typeNamed("JProperty");
    }

    get value(): JToken {
        return this.content;
    }

    set value(value: Value) {
        this.content.parent = undefined;
        this.content = this.adopt(tokenOf(value));
    }

    override get children(): readonly JToken[] {
        return [this.content];
    }

    override clone(): JProperty {
        return new JProperty(this.name, this.content.clone());
    }
}

/** An object of Newtonsoft.Json, whose members keep their order. */
export class JObject extends JToken {
    readonly kind = "Object";
    readonly properties = new Map<string, JProperty>();

    get type(): Type {
        return typeNamed("JObject");
    }

    override get children(): readonly JToken[] {
        return [...this.properties.values()];
    }

    override clone(): JObject {
        const copy = new JObject();
        for (const property of this.properties.values()) copy.add(property.clone());
        return copy;
    }

    override item(key: Value): JToken | null {
        if (typeof argument(key) !== "string")
            throw exceptions.argument("Accessed JObject values with invalid key value. Object property name expected.");
        return this.properties.get(key as string)?.value ?? null;
    }

    override setItem(key: Value, value: Value): void {
        if (typeof argument(key) !== "string")
            throw exceptions.argument("Set JObject values with invalid key value. Object property name expected.");
        const found = this.properties.get(key as string);
        if (found) found.value = value;
        else this.add(new JProperty(key as string, value));
    }

    /** @throws CSharpException ArgumentException where the object has the member */
    add(property: JProperty): void {
        if (this.properties.has(property.name))
            throw exceptions.argument(
                `Can not add property ${property.name} to JObject. Property with the same name already exists on object.`,
            );
        this.properties.set(property.name, this.adopt(property));
    }

    remove(name: string): boolean {
        const found = this.properties.get(name);
        if (found) found.parent = undefined;
        return this.properties.delete(name);
    }
}

/** `JToken.DeepEquals`: members in any order. */
export function deepEquals(left: JToken | null, right: JToken | null): boolean {
    if (left === right) return true;
    if (!left || !right || left.kind !== right.kind) return false;
    if (left instanceof JValue && right instanceof JValue)
        return (
            equals(left.value, right.value) || (left.kind === "Integer" && textOf(left.value) === textOf(right.value))
        );
    if (left instanceof JObject && right instanceof JObject) {
        if (left.properties.size !== right.properties.size) return false;
        return [...left.properties].every(([name, { value }]) =>
            deepEquals(value, right.properties.get(name)?.value ?? null),
        );
    }
    if (left instanceof JProperty && right instanceof JProperty && left.name !== right.name) return false;
    return (
        left.children.length === right.children.length &&
        left.children.every((child, at) => deepEquals(child, right.children[at]!))
    );
}

/** Takes a token out of its container. */
export function removeToken(token: JToken): void {
    const { parent } = token;
    if (parent instanceof JObject && token instanceof JProperty) parent.remove(token.name);
    else if (parent instanceof JArray) parent.removeAt(parent.items.indexOf(token));
    else if (parent instanceof JProperty) removeToken(parent);
    else throw exceptions.invalidOperation("The parent is missing.");
}
