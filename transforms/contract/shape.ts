import { canonicalJson } from "../canonical";
import { isObject, type JsonObject } from "../jsonObject";
import { under } from "../pointer";
import { type ContractDocument, isAnnotation } from "./contractDocument";
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

export const anything: Inside = { schemas: [], never: false };
const nothing: Inside = { schemas: [], never: true };

/** Kinds of values; `fraction` is every number that is no whole one. */
export const kinds = ["string", "integer", "fraction", "boolean", "object", "array", "null"] as const;
export type Kind = (typeof kinds)[number];

const kindsOf: Record<string, readonly Kind[]> = { number: ["integer", "fraction"] };

/**
 * What a value has to be, without alternatives: everything here has to hold. The union of shapes is what a schema
 * accepts; a schema's own keywords and those of its `allOf` come together in each.
 */
export interface Shape {
    readonly kinds: ReadonlySet<Kind>;
    /** The only values there are, by their JSON. */
    readonly values?: ReadonlyMap<string, unknown>;
    /** Bounds by keyword: the strictest that is said. Exclusive ones are told apart by a half step. */
    readonly bounds: Readonly<Partial<Record<Bound, number>>>;
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

export const lowest = ["minLength", "minItems", "minProperties", "minimum", "exclusiveMinimum"] as const;
export const highest = ["maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum"] as const;
export type Bound = (typeof lowest)[number] | (typeof highest)[number];

const everything: Shape = {
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

/** More alternatives than these are not told apart. */
const mostAlternatives = 64;

/** The alternatives of what fits all of `inside`; none where nothing does. */
export function alternativesOf(inside: Inside): Shape[] {
    if (inside.never) return [];
    let shapes = [everything];
    for (const schema of inside.schemas) {
        shapes = cross(shapes, expand(schema, new Set()), schema.document.budget);
    }
    return shapes.map(tidy).filter((shape): shape is Shape => shape !== undefined);
}

function cross(left: readonly Shape[], right: readonly Shape[], budget: StepBudget): Shape[] {
    return left.flatMap((one) =>
        right.map((other) => {
            budget.spend(one === everything || other === everything ? 1 : sizeOf(one) + sizeOf(other));
            return both(one, other);
        }),
    );
}

function sizeOf({ properties, required, opaque, values }: Shape): number {
    return 1 + properties.size + required.size + opaque.size + (values?.size ?? 0);
}

function expand(schema: PlacedSchema, within: ReadonlySet<unknown>): Shape[] {
    const { document } = schema;
    const { budget } = document;
    const target = document.follow(schema);
    if (target === undefined || within.has(target.value)) return [opaqueOnly("$ref", document.mark(schema.value))];
    const { value, pointer } = target;
    if (!isObject(value)) return [everything];
    const inner = new Set(within).add(value);
    let shapes = [own(value, pointer, document)];
    // Schemas within schemas are what doubles at every step, and each takes more than a property.
    budget.spend(sizeOf(shapes[0]!) + (within.size === 0 ? 0 : 10));
    const branches = (keyword: string) =>
        (Array.isArray(value[keyword]) ? (value[keyword] as unknown[]) : []).map((branch, index) =>
            expand({ document, value: branch, pointer: under(under(pointer, keyword), index) }, inner),
        );
    const meet = (keyword: string, more: readonly Shape[]) => {
        if (shapes.length * more.length <= mostAlternatives) shapes = cross(shapes, more, budget);
        else shapes = cross(shapes, [opaqueOnly(keyword, marksOf(document, value[keyword]))], budget);
    };
    for (const branch of branches("allOf")) meet("allOf", branch);
    for (const keyword of ["anyOf", "oneOf"]) {
        const alternatives = branches(keyword);
        if (alternatives.length === 0) continue;
        meet(keyword, keyword === "anyOf" && isTuple(value) ? withTail(alternatives) : alternatives.flat());
        // One and no other: told by the alternatives only where no value fits two of them.
        if (keyword === "oneOf" && !apart(alternatives, budget)) {
            shapes = cross(shapes, [opaqueOnly(keyword, marksOf(document, value[keyword]))], budget);
        }
    }
    return shapes;
}

/**
 * The form that tuples are published in, which 3.0 does not have: up to so many items of some types, or more items of
 * any (`schemas/tuples.ts`).
 */
function isTuple({ anyOf, items }: JsonObject): boolean {
    const [first, second, ...more] = anyOf as unknown[];
    if (more.length > 0 || !isObject(first) || !isObject(second)) return false;
    const isFree = items === undefined || (isObject(items) && Object.keys(items).length === 0);
    return (
        isFree &&
        Object.keys(first).sort().join() === "items,maxItems" &&
        Object.keys(second).join() === "minItems" &&
        second.minItems === Number(first.maxItems) + 1
    );
}

function withTail([positions, tail]: readonly (readonly Shape[])[]): Shape[] {
    return [...positions!, ...tail!.map((shape) => ({ ...shape, undescribed: true }))];
}

function marksOf(document: ContractDocument, schemas: unknown): string {
    return (Array.isArray(schemas) ? schemas.map((schema) => document.mark(schema)).sort() : []).join();
}

function opaqueOnly(keyword: string, said: string | number): Shape {
    return { ...everything, opaque: new Map([[`${keyword}:${said}`, keyword]]) };
}

/** The keywords of a schema that are no alternatives. */
function own(schema: JsonObject, pointer: string, document: ContractDocument): Shape {
    const inside = (value: unknown, ...keys: string[]): Inside => {
        if (value === false) return nothing;
        return isObject(value)
            ? { schemas: [{ document, value, pointer: keys.reduce(under, pointer) }], never: false }
            : anything;
    };
    const opaque = new Map<string, string>();
    for (const [keyword, value] of Object.entries(schema)) {
        if (understood.has(keyword) || isAnnotation(keyword)) continue;
        const said = keyword === "not" ? document.mark(value) : canonicalJson(value);
        opaque.set(`${keyword}:${said}`, keyword);
    }
    // Most schemas say little, and what they do not say they share.
    return {
        ...everything,
        kinds: kindsIn(schema),
        ...(Array.isArray(schema.enum) && {
            values: new Map(schema.enum.map((value: unknown) => [canonicalJson(value), value])),
        }),
        bounds: boundsIn(schema),
        ...(typeof schema.multipleOf === "number" && { multiples: new Set([schema.multipleOf]) }),
        ...(typeof schema.format === "string" && { formats: new Set([schema.format]) }),
        ...(typeof schema.pattern === "string" && { patterns: new Set([schema.pattern]) }),
        unique: schema.uniqueItems === true,
        items: inside(schema.items, "items"),
        ...(Array.isArray(schema.required) && { required: new Set(schema.required as string[]) }),
        ...(isObject(schema.properties) && {
            properties: new Map(
                Object.entries(schema.properties).map(([name, value]) => [name, inside(value, "properties", name)]),
            ),
        }),
        others: inside(schema.additionalProperties, "additionalProperties"),
        ...(opaque.size > 0 && { opaque }),
    };
}

const understood = new Set<string>([
    ...["type", "nullable", "enum", "multipleOf", "format", "pattern", "uniqueItems", "items", "required"],
    ...["properties", "additionalProperties", "allOf", "anyOf", "oneOf", ...lowest, ...highest],
    // Of a meaning for the object that has the property (`sender.ts`), and elsewhere of none.
    ...["readOnly", "writeOnly"],
]);

/** `nullable` adds to a type that stands beside it, and means nothing alone (OpenAPI 3.0.3, 4.7.24). */
function kindsIn({ type, nullable }: JsonObject): ReadonlySet<Kind> {
    if (typeof type !== "string") return everything.kinds;
    const named = kindsOf[type] ?? (kinds.includes(type as Kind) ? [type as Kind] : []);
    return new Set([...named, ...(nullable === true ? ["null" as const] : [])]);
}

function boundsIn(schema: JsonObject): Shape["bounds"] {
    const bounds: Partial<Record<Bound, number>> = {};
    for (const keyword of Object.keys(schema)) {
        const value = schema[keyword];
        if (typeof value === "number" && isBound(keyword)) bounds[keyword] = value;
    }
    // In 3.0 these are flags that turn the bound beside them into an exclusive one.
    for (const [flag, keyword] of [
        ["exclusiveMinimum", "minimum"],
        ["exclusiveMaximum", "maximum"],
    ] as const) {
        if (schema[flag] !== true || bounds[keyword] === undefined) continue;
        bounds[flag] = bounds[keyword];
        delete bounds[keyword];
    }
    return bounds;
}

const boundNames = new Set<string>([...lowest, ...highest]);

function isBound(keyword: string): keyword is Bound {
    return boundNames.has(keyword);
}

function both(one: Shape, other: Shape): Shape {
    if (one === everything) return other;
    if (other === everything) return one;
    const bounds = { ...one.bounds };
    for (const keyword of Object.keys(other.bounds) as Bound[]) {
        const strictest = (lowest as readonly string[]).includes(keyword) ? Math.max : Math.min;
        bounds[keyword] = strictest(bounds[keyword] ?? other.bounds[keyword]!, other.bounds[keyword]!);
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
    if (typeof value === "number") return Number.isInteger(value) ? "integer" : "fraction";
    return typeof value as "string" | "boolean" | "object";
}

/** Drops values of other kinds, and kinds without a value; undefined where nothing is left. */
function tidy(shape: Shape): Shape | undefined {
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
function apart(alternatives: readonly (readonly Shape[])[], budget: StepBudget): boolean {
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
