import type { TypeTable } from "../signatures";
import { typeNamed } from "../typeRegistry";
import type { Type } from "../types";
import { identityOf, Instance, type EnumValue, type Value } from "../values";

/** Comparison of texts: StringComparison and StringComparer. */

type Compare = (left: string | null, right: string | null) => number;

// What .NET's invariant culture does comes from the same tables.
const collator = new Intl.Collator("en-US");

/** In the invariant culture. */
export const compareTexts: Compare = (left, right) => {
    if (left === null || right === null) return left === right ? 0 : left === null ? -1 : 1;
    return left === right ? 0 : Math.sign(collator.compare(left, right));
};

const ordinal: Compare = (left, right) => {
    if (left === null || right === null) return left === right ? 0 : left === null ? -1 : 1;
    return left < right ? -1 : left > right ? 1 : 0;
};

function folding(compare: Compare): Compare {
    return (left, right) => compare(left?.toUpperCase() ?? null, right?.toUpperCase() ?? null);
}

/** CurrentCulture, its IgnoreCase, the invariant two, the ordinal two. */
export function ignoresCase({ value }: EnumValue): boolean {
    return value % 2 === 1;
}

/** Orders texts as a `StringComparison` says. All cultures count as the invariant one. */
export function comparer(comparison: EnumValue): Compare {
    const compare = comparison.value < 4 ? compareTexts : ordinal;
    return ignoresCase(comparison) ? folding(compare) : compare;
}

/** `StringComparer`, which is also what `OrderBy` and collections take. */
export class Comparer extends Instance {
    constructor(
        readonly compare: Compare,
        private readonly folds: boolean,
    ) {
        super();
    }

    get type(): Type {
        return typeNamed("StringComparer");
    }

    /** What texts have in common that it holds to be equal. */
    readonly keyOf = (value: Value): unknown =>
        identityOf(this.folds && typeof value === "string" ? value.toUpperCase() : value);
}

const comparers = {
    Ordinal: new Comparer(ordinal, false),
    OrdinalIgnoreCase: new Comparer(folding(ordinal), true),
    InvariantCulture: new Comparer(compareTexts, false),
    InvariantCultureIgnoreCase: new Comparer(folding(compareTexts), true),
    CurrentCulture: new Comparer(compareTexts, false),
    CurrentCultureIgnoreCase: new Comparer(folding(compareTexts), true),
};

/** `StringComparer`, `StringComparison` and the interfaces of comparers. */
export const textComparison: readonly TypeTable[] = [
    { name: "System.Collections.Generic.IComparer<T>", kind: "interface" },
    { name: "System.Collections.Generic.IEqualityComparer<T>", kind: "interface" },
    {
        name: "System.StringComparer",
        kind: "class",
        bases: ["IComparer<string>", "IEqualityComparer<string>"],
        members: {
            ...Object.fromEntries(
                Object.entries(comparers).map(([name, value]) => [`static StringComparer ${name}`, () => value]),
            ),
            "int Compare(string left, string right)": (self: Comparer, left: string | null, right: string | null) =>
                self.compare(left, right),
            "bool Equals(string left, string right)": (self: Comparer, left: string | null, right: string | null) =>
                self.compare(left, right) === 0,
        },
        missing: "Compare Equals GetHashCode Create",
    },
    {
        name: "System.StringComparison",
        kind: "enum",
        constants: {
            CurrentCulture: 0,
            CurrentCultureIgnoreCase: 1,
            InvariantCulture: 2,
            InvariantCultureIgnoreCase: 3,
            Ordinal: 4,
            OrdinalIgnoreCase: 5,
        },
    },
    { name: "System.StringSplitOptions", kind: "enum", constants: { None: 0, RemoveEmptyEntries: 1 } },
];
