import type { Bound, Run } from "./bound";
import { refused } from "./csharpError";
import { exceptions } from "./exceptions";
import { converted, isIntegral, numberKind, widens, whole } from "./numbers";
import { typeNamed } from "./typeRegistry";
import {
    isA,
    isValueType,
    lambdaType,
    lineage,
    nameOf,
    neverType,
    nullType,
    voidType,
    type Type,
    type Member,
} from "./types";
import { EnumValue, typeOfValue, type Value } from "./values";

type Convert = (value: Value) => Value;

const same: Convert = (value) => value;

/** `T` of `T?`; undefined for any other type. */
export function underlying({ def, args }: Type): Type | undefined {
    return def.name === "System.Nullable" ? args[0] : undefined;
}

/** The type that also has null: `T?` of a value type, any other type as it is. */
export function nullable(type: Type): Type {
    return isValueType(type) && !underlying(type) ? typeNamed("Nullable", type) : type;
}

/** Whether null is a value of the type. */
export function hasNull(type: Type): boolean {
    return !isValueType(type) || underlying(type) !== undefined;
}

/** How a value of one type becomes one of another by itself; undefined if C# wants a cast, or takes none. */
export function implicitly(from: Type, to: Type, constant?: Bound["constant"]): Convert | undefined {
    return standard(from, to, constant) ?? userDefined(from, to, true)?.convert;
}

function standard(from: Type, to: Type, constant?: Bound["constant"]): Convert | undefined {
    if (from === to || from === neverType) return same;
    if (from === voidType || to === voidType || from === lambdaType) return undefined;
    if (from === nullType) return hasNull(to) ? same : undefined;
    const [left, right] = [numberKind(from), numberKind(to)];
    if (left && right) {
        if (widens(left, right)) return (value) => converted(value, right, false);
        if (
            !constant ||
            !isIntegral(left) ||
            !isIntegral(right) ||
            right === "Char" ||
            (left !== "Int32" && left !== "Int64")
        )
            return undefined;
        if (left === "Int64" && right !== "UInt64") return undefined;
        return fits(constant.value, right) ? (value) => converted(value, right, false) : undefined;
    }
    // The constant 0 is one of every enumeration.
    if (to.def.kind === "enum" && left && constant && constant.value === 0) return () => new EnumValue(to, 0);
    const [inner, outer] = [underlying(from), underlying(to)];
    if (outer) {
        const convert = standard(inner ?? from, outer, constant);
        return convert && (inner ? (value) => (value === null ? null : convert(value)) : convert);
    }
    return isA(inner ?? from, to) && !(inner && isValueType(to)) ? same : undefined;
}

function fits(value: Value, kind: NonNullable<ReturnType<typeof numberKind>>): boolean {
    try {
        whole(BigInt(value as number), kind, true);
        return true;
    } catch {
        return false;
    }
}

/** How a cast makes one of the other; undefined if C# takes no cast. */
export function explicitly(from: Type, to: Type, checked: boolean): Convert | undefined {
    const easy = standard(from, to);
    if (easy) return easy;
    const user = userDefined(from, to, true) ?? userDefined(from, to, false);
    if (user) return user.convert;
    const [inner, outer] = [underlying(from), underlying(to)];
    if (inner || outer) {
        const convert = explicitly(inner ?? from, outer ?? to, checked);
        if (!convert) return undefined;
        if (!outer)
            return (value) => {
                if (value === null) throw exceptions.invalidOperation("Nullable object must have a value.");
                return convert(value);
            };
        if (!isValueType(from)) return (value) => (value === null ? null : convert(value));
        return (value) => (value === null ? null : convert(value));
    }
    const target = numberKind(to);
    if (target && (numberKind(from) || from.def.kind === "enum")) return (value) => converted(value, target, checked);
    if (to.def.kind === "enum" && (numberKind(from) || from.def.kind === "enum")) {
        return (value) => new EnumValue(to, converted(value, "Int32", checked) as number);
    }
    if (!mayBe(from, to)) return undefined;
    return (value) => {
        if (value === null && hasNull(to)) return null;
        if (value === null) throw exceptions.nullReference();
        if (isInstance(value, to)) return value;
        throw exceptions.invalidCast(
            `Unable to cast an object of type '${nameOf(typeOfValue(value)!)}' to type '${nameOf(to)}'.`,
        );
    };
}

/** Whether a value that is one of `from` may be one of `to` at run time. */
export function mayBe(from: Type, to: Type): boolean {
    if (from === voidType || to === voidType || from === lambdaType) return false;
    if (from === nullType) return true;
    return (
        isA(from, to) ||
        isA(to, from) ||
        (from.def.kind === "interface" && !isValueType(to)) ||
        (to.def.kind === "interface" && !isValueType(from))
    );
}

/** `value is type`. */
export function isInstance(value: Value, type: Type): boolean {
    const own = typeOfValue(value);
    return own !== undefined && isA(own, underlying(type) ?? type);
}

/** A conversion that one of the types declares. */
function userDefined(from: Type, to: Type, isImplicit: boolean): { readonly convert: Convert } | undefined {
    const holders = [...lineage(from), to];
    const members: Member[] = holders.flatMap(({ def }) => [...(def.members.get("operator") ?? [])]);
    const wanted = [to, ...(underlying(to) ? [underlying(to)!] : [])];
    for (const result of wanted) {
        let best: { convert: Convert; cost: number } | undefined;
        for (const { params, returns, get, isImplicit: own } of members) {
            if (
                (isImplicit && !own) ||
                (returns !== result && !(isImplicit && isA(returns, result) && result.def.name !== "System.Object"))
            )
                continue;
            const before = standard(from, params[0]!.type);
            if (!before) continue;
            const cost = from === params[0]!.type ? 0 : 1;
            if (best && best.cost <= cost) continue;
            best = { cost, convert: (value) => (get as Convert)(before(value)) };
        }
        if (best) return best;
    }
    return undefined;
}

/** The value converted by itself. @throws CSharpError where C# takes it not at all or with a cast only */
export function convertTo(bound: Bound, to: Type): Bound {
    if (bound.type === to) return bound;
    const convert = implicitly(bound.type, to, bound.constant);
    if (!convert) throw refused(bound.at, cannotConvert(bound.type, to));
    return { ...applied(bound, convert), type: to };
}

/** C#'s refusal of a conversion that takes a cast, in words. */
export function cannotConvert(from: Type, to: Type): string {
    return `C# does not convert ${from === nullType ? "null" : `'${nameOf(from)}'`} to '${nameOf(to)}' by itself.`;
}

/** The conversion put behind the value; a constant stays one. */
export function applied({ at, type, run, constant }: Bound, convert: Convert): Bound {
    if (convert === same) return { at, type, run, constant };
    if (constant) {
        const value = convert(constant.value);
        return { at, type, run: () => value, constant: { value } };
    }
    const convertedRun: Run = (frame) => convert(run(frame));
    return { at, type, run: convertedRun };
}

/** The type that all can be converted to; undefined if there is none among them. */
export function commonType(all: readonly Bound[]): Type | undefined {
    const types = [...new Set(all.map(({ type }) => type))].filter((type) => type !== neverType);
    return types.find(
        (type) => type !== nullType && all.every((bound) => implicitly(bound.type, type, bound.constant)),
    );
}
