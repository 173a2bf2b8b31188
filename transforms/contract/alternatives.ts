import { isNumber, JsonNumber } from "../../json/exactNumber";
import { canonicalJson } from "../canonical";
import { isObject, type JsonObject } from "../jsonObject";
import { under } from "../pointer";
import { type ContractDocument, isAnnotation } from "./contractDocument";
import {
    anything,
    apart,
    both,
    type Bound,
    everything,
    highest,
    type Inside,
    type Kind,
    kinds,
    lowest,
    nothing,
    type PlacedSchema,
    type Shape,
    tidy,
} from "./shape";
import type { StepBudget } from "./stepBudget";

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
        ...(isNumber(schema.multipleOf) && { multiples: new Set([Number(schema.multipleOf)]) }),
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

const kindsOf: Record<string, readonly Kind[]> = { number: ["integer", "fraction"] };

/** `nullable` adds to a type that stands beside it, and means nothing alone (OpenAPI 3.0.3, 4.7.24). */
function kindsIn({ type, nullable }: JsonObject): ReadonlySet<Kind> {
    if (typeof type !== "string") return everything.kinds;
    const named = kindsOf[type] ?? (kinds.includes(type as Kind) ? [type as Kind] : []);
    return new Set([...named, ...(nullable === true ? ["null" as const] : [])]);
}

function boundsIn(schema: JsonObject): Shape["bounds"] {
    const bounds: Partial<Record<Bound, JsonNumber>> = {};
    for (const keyword of Object.keys(schema)) {
        const value = schema[keyword];
        if (isNumber(value) && isBound(keyword)) bounds[keyword] = value;
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
