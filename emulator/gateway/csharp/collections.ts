import { step } from "./budget";
import { typeNamed } from "./typeRegistry";
import { nameOf, type Type } from "./types";
import { argument, Char, identityOf, Instance, OtherNumeric, type Value } from "./values";

/** An array, but for `byte[]`, which is a Uint8Array. */
export class ArrayValue extends Instance {
    constructor(
        readonly element: Type,
        readonly items: Value[],
    ) {
        super();
    }

    get type(): Type {
        return typeNamed("Array", this.element);
    }

    override toText(): string {
        return nameOf(this.type);
    }

    [Symbol.iterator](): Iterator<Value> {
        return this.items[Symbol.iterator]();
    }
}

/** `List<T>`, and what else holds a row of items: `Queue<T>`, `Stack<T>` with its top at the end. */
export class ListValue extends Instance {
    constructor(
        readonly type: Type,
        public items: Value[] = [],
    ) {
        super();
    }

    override toText(): string {
        return nameOf(this.type);
    }

    [Symbol.iterator](): Iterator<Value> {
        return this.type.def.name.endsWith("Stack")
            ? [...this.items].reverse().values()
            : this.items[Symbol.iterator]();
    }
}

/** How keys are compared: what they have in common if they are equal. */
export type KeyOf = (key: Value) => unknown;

/** A pair of a dictionary. */
export class Pair extends Instance {
    constructor(
        readonly type: Type,
        readonly key: Value,
        readonly value: Value,
    ) {
        super();
    }

    override get identity(): unknown {
        return `pair ${String(identityOf(this.key))} ${String(identityOf(this.value))}`;
    }
}

/** `Dictionary<K, V>` and the dictionaries of the context, in the order of insertion. */
export class DictionaryValue extends Instance {
    readonly entries = new Map<unknown, Pair>();

    constructor(
        readonly type: Type,
        readonly keyOf: KeyOf = identityOf,
    ) {
        super();
    }

    get(key: Value): Pair | undefined {
        return this.entries.get(this.keyOf(argument(key)));
    }

    set(key: Value, value: Value): void {
        const [keyType, valueType] = this.type.args;
        this.entries.set(
            this.keyOf(argument(key)),
            new Pair(typeNamed("KeyValuePair", keyType!, valueType!), key, value),
        );
    }

    override toText(): string {
        return nameOf(this.type);
    }

    [Symbol.iterator](): Iterator<Value> {
        return this.entries.values();
    }
}

/** `HashSet<T>`. */
export class SetValue extends Instance {
    readonly entries = new Map<unknown, Value>();

    constructor(
        readonly type: Type,
        readonly keyOf: KeyOf = identityOf,
    ) {
        super();
    }

    override toText(): string {
        return nameOf(this.type);
    }

    [Symbol.iterator](): Iterator<Value> {
        return this.entries.values();
    }
}

/** An `IEnumerable<T>` that makes its items as they are asked for. */
export class Sequence extends Instance {
    constructor(
        readonly element: Type,
        private readonly make: () => Iterator<Value>,
        /** Of an ordered one: its source and how it compares, for `ThenBy`. */
        readonly order?: { readonly source: Value; readonly compare: (left: Value, right: Value) => number },
    ) {
        super();
    }

    get type(): Type {
        return this.order ? typeNamed("IOrderedEnumerable", this.element) : typeNamed("IEnumerable", this.element);
    }

    [Symbol.iterator](): Iterator<Value> {
        return this.make();
    }
}

/** The items of anything that C# enumerates. @throws CSharpException ArgumentNullException for null */
export function* itemsOf(source: Value): Generator<Value> {
    const from = argument(source);
    if (typeof from === "string") {
        for (let at = 0; at < from.length; at++) {
            step();
            yield new Char(from.charCodeAt(at));
        }
    } else if (from instanceof Uint8Array) {
        for (const byte of from) {
            step();
            yield new OtherNumeric("Byte", byte);
        }
    } else {
        for (const item of from as Iterable<Value>) {
            step();
            yield item;
        }
    }
}

/** As `itemsOf`, in an array of its own. */
export function listOf(source: Value): Value[] {
    return [...itemsOf(source)];
}
