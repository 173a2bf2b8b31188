import { comparable, isNumber, isWhole, JsonNumber } from "../../json/exactNumber";
import { canonicalJson } from "../canonical";
import { isObject } from "../jsonObject";
import type { ContractDocument } from "./contractDocument";
import type { StepBudget } from "./stepBudget";

/** A schema where it stands. */
export interface PlacedSchema {
    readonly document: ContractDocument;
    readonly value: unknown;
    readonly pointer: string;
}

/** What a value inside has to fit: every one of the schemas. */
export interface Inside {
    readonly schemas: readonly PlacedSchema[];
    /** Nothing fits, as where no other properties may be. */
    readonly never: boolean;
}

/** Every value fits. */
export const anything: Inside = { schemas: [], never: false };
/** No value fits. */
export const nothing: Inside = { schemas: [], never: true };

/** Kinds of values; `fraction` is every number that is no whole one. */
export const kinds = ["string", "integer", "fraction", "boolean", "object", "array", "null"] as const;
/** A kind of values. */
export type Kind = (typeof kinds)[number];

/**
 * What a value has to be, without alternatives: everything here has to hold. The union of shapes is what a schema
 * accepts; a schema's own keywords and those of its `allOf` come together in each.
 */
export interface Shape {
    readonly kinds: ReadonlySet<Kind>;
    /** The only values there are, by their JSON. */
    readonly values?: ReadonlyMap<string, unknown>;
    /** Bounds by keyword: the strictest that is said. Exclusive ones are told apart by a half step. */
    readonly bounds: Readonly<Partial<Record<Bound, JsonNumber>>>;
    readonly multiples: ReadonlySet<number>;
    readonly formats: ReadonlySet<string>;
    readonly patterns: ReadonlySet<string>;
    readonly unique: boolean;
    readonly items: Inside;
    readonly required: ReadonlySet<string>;
    readonly properties: ReadonlyMap<string, Inside>;
    readonly others: Inside;
    /** What comes after the positions of a tuple, of which nothing is said. */
    readonly undescribed?: boolean;
    /** Conditions that are told apart and not understood, by what they say: the keyword. */
    readonly opaque: ReadonlyMap<string, string>;
}

/** Keywords of the least that a value may be: of two bounds, the larger one is the stricter. */
export const lowest = ["minLength", "minItems", "minProperties", "minimum", "exclusiveMinimum"] as const;
/** Keywords of the most that a value may be: of two bounds, the smaller one is the stricter. */
export const highest = ["maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum"] as const;
/** A keyword that bounds a value, a length or a count. */
export type Bound = (typeof lowest)[number] | (typeof highest)[number];

/** The shape that every value has. */
export const everything: Shape = {
    kinds: new Set(kinds),
    bounds: {},
    multiples: new Set(),
    formats: new Set(),
    patterns: new Set(),
    unique: false,
    items: anything,
    required: new Set(),
    properties: new Map(),
    others: anything,
    opaque: new Map(),
};

/** What fits both shapes. */
export function both(one: Shape, other: Shape): Shape {
    if (one === everything) return other;
    if (other === everything) return one;
    const bounds = { ...one.bounds };
    for (const keyword of Object.keys(other.bounds) as Bound[]) {
        const [mine, theirs] = [bounds[keyword], other.bounds[keyword]!];
        const isLowest = (lowest as readonly string[]).includes(keyword);
        if (mine === undefined || comparable(mine) < comparable(theirs) === isLowest) bounds[keyword] = theirs;
    }
    const names = new Set([...one.properties.keys(), ...other.properties.keys()]);
    return {
        kinds: new Set([...one.kinds].filter((kind) => other.kinds.has(kind))),
        values:
            one.values && other.values
                ? new Map([...one.values].filter(([key]) => other.values!.has(key)))
                : (one.values ?? other.values),
        bounds,
        multiples: new Set([...one.multiples, ...other.multiples]),
        formats: new Set([...one.formats, ...other.formats]),
        patterns: new Set([...one.patterns, ...other.patterns]),
        unique: one.unique || other.unique,
        items: together(one.items, other.items),
        required: new Set([...one.required, ...other.required]),
        properties: new Map(
            [...names].map((name) => [
                name,
                together(one.properties.get(name) ?? one.others, other.properties.get(name) ?? other.others),
            ]),
        ),
        others: together(one.others, other.others),
        opaque: new Map([...one.opaque, ...other.opaque]),
        ...((one.undescribed || other.undescribed) && { undescribed: true }),
    };
}

function together(one: Inside, other: Inside): Inside {
    if (one.never || other.never) return nothing;
    if (other.schemas.length === 0) return one;
    return one.schemas.length === 0 ? other : { schemas: [...one.schemas, ...other.schemas], never: false };
}

/** The kind of a JSON value. */
function kindOf(value: unknown): Kind {
    if (value === null) return "null";
    if (Array.isArray(value)) return "array";
    if (isNumber(value)) return isWhole(value) ? "integer" : "fraction";
    return typeof value as "string" | "boolean" | "object";
}

/** Drops values of other kinds, and kinds without a value; undefined where nothing is left. */
export function tidy(shape: Shape): Shape | undefined {
    if (
        shape.required.size > 0 &&
        [...shape.required].some((name) => (shape.properties.get(name) ?? shape.others).never)
    ) {
        shape = { ...shape, kinds: new Set([...shape.kinds].filter((kind) => kind !== "object")) };
    }
    if (shape.kinds.size === 0) return undefined;
    if (!shape.values) {
        // True and false are all there are.
        const few = [...shape.kinds].every((kind) => kind === "boolean" || kind === "null");
        if (!few) return shape;
        const values = [true, false, null].filter((value) => shape.kinds.has(kindOf(value)));
        return { ...shape, values: new Map(values.map((value) => [String(value), value])) };
    }
    const values = new Map([...shape.values].filter(([, value]) => shape.kinds.has(kindOf(value))));
    if (values.size === 0) return undefined;
    return { ...shape, values, kinds: new Set([...values.values()].map(kindOf)) };
}

/** Whether no value fits two of the alternatives, for certain. */
export function apart(alternatives: readonly (readonly Shape[])[], budget: StepBudget): boolean {
    const told = (a: Shape, b: Shape) => {
        budget.spend(1 + a.required.size + (a.values?.size ?? 0));
        return disjoint(a, b);
    };
    return alternatives.every((one, index) =>
        alternatives.slice(index + 1).every((other) => one.every((a) => other.every((b) => told(a, b)))),
    );
}

function disjoint(left: Shape, right: Shape): boolean {
    const a = tidy(left);
    const b = tidy(right);
    if (!a || !b) return true;
    if (a.values && b.values) return ![...a.values.keys()].some((key) => b.values!.has(key));
    const common = [...a.kinds].filter((kind) => b.kinds.has(kind));
    if (common.length === 0) return true;
    if (common.length > 1 || common[0] !== "object") return false;
    return (
        forbids(a, b) || forbids(b, a) || [...a.required].some((name) => b.required.has(name) && toldApart(a, b, name))
    );
}

/** Whether objects of `a` always have a property that those of `b` never have. */
function forbids(a: Shape, b: Shape): boolean {
    return [...a.required].some((name) => (b.properties.get(name) ?? b.others).never);
}

/** Whether a property that both always have is of other values in each. */
function toldApart(a: Shape, b: Shape, name: string): boolean {
    const [one, other] = [a, b].map((shape) => shape.properties.get(name)?.schemas.map(({ value }) => value));
    if (one?.length !== 1 || other?.length !== 1 || !isObject(one[0]) || !isObject(other[0])) return false;
    const [left, right] = [one[0].enum, other[0].enum];
    if (!Array.isArray(left) || !Array.isArray(right)) return false;
    const known = new Set(left.map((value: unknown) => canonicalJson(value)));
    return !right.some((value: unknown) => known.has(canonicalJson(value)));
}
