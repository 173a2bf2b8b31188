import type { Binder } from "./binder";
import type { Bound } from "./bound";
import { notSupported, refused } from "./csharpError";
import { convertTo, hasNull, implicitly, mayBe, nullable, underlying } from "./conversions";
import { CSharpException } from "./exceptions";
import {
    arithmetic,
    compareNumbers,
    converted,
    isIntegral,
    numberKind,
    promoted,
    shifted,
    whole,
    type NumberKind,
} from "./numbers";
import { candidates, callOf } from "./overloads";
import type { Scope } from "./scope";
import { typeNamed } from "./typeRegistry";
import { argumentsOf, isA, lineage, nullType, voidType, type Type } from "./types";
import { EnumValue, isBoxed, textOf, type Value } from "./values";

const comparisons: Readonly<Record<string, (order: number) => boolean>> = {
    "<": (order) => order < 0,
    ">": (order) => order > 0,
    "<=": (order) => order <= 0,
    ">=": (order) => order >= 0,
};
const methods: Readonly<Record<string, string>> = {
    "+": "op_Addition",
    "-": "op_Subtraction",
    "*": "op_Multiply",
    "/": "op_Division",
    "==": "op_Equality",
    "!=": "op_Inequality",
    "<": "op_LessThan",
    ">": "op_GreaterThan",
    "<=": "op_LessThanOrEqual",
    ">=": "op_GreaterThanOrEqual",
};

type Operation = (left: Value, right: Value) => Value;

/** An operator between two values, but for those that may leave out the right one. */
export function binary(binder: Binder, operator: string, left: Bound, right: Bound, scope: Scope, at: number): Bound {
    for (const { type } of [left, right]) if (type === voidType) throw refused(at, "An operand has no value.");
    const found =
        concatenation(operator, left, right, at) ??
        declared(binder, operator, left, right, scope, at) ??
        numeric(operator, left, right, scope, at) ??
        logical(operator, left, right, at) ??
        equality(operator, left, right, at);
    if (!found) throw refused(at, `C# has no operator '${operator}' for these operands.`);
    return found;
}

function bound(at: number, type: Type, left: Bound, right: Bound, operation: Operation): Bound {
    const [{ run: first }, { run: second }] = [left, right];
    if (left.constant && right.constant) {
        const value = folded(at, () => operation(left.constant!.value, right.constant!.value));
        return { at, type, run: () => value, constant: { value } };
    }
    return { at, type, run: (frame) => operation(first(frame), second(frame)) };
}

/** What a constant expression gives. @throws CSharpError where running it would throw */
export function folded(at: number, compute: () => Value): Value {
    try {
        return compute();
    } catch (error) {
        if (!(error instanceof CSharpException)) throw error;
        throw refused(at, `The constant expression fails: ${error.message}`);
    }
}

function concatenation(operator: string, left: Bound, right: Bound, at: number): Bound | undefined {
    const text = typeNamed("String");
    if (operator !== "+" || (left.type !== text && right.type !== text)) return undefined;
    return bound(at, text, left, right, (a, b) => textOf(a) + textOf(b));
}

/** An operator that a type declares, e.g. of DateTime. */
function declared(
    binder: Binder,
    operator: string,
    left: Bound,
    right: Bound,
    scope: Scope,
    at: number,
): Bound | undefined {
    const name = methods[operator];
    if (name === undefined) return undefined;
    const types = [left.type, right.type].map((type) => underlying(type) ?? type);
    const holders = new Set(types.flatMap((type) => [...lineage(type)]));
    const members = [...holders].flatMap(({ def }) => def.members.get(name) ?? []);
    if (members.length === 0) return undefined;
    const isLifted =
        Boolean(underlying(left.type) ?? underlying(right.type) ?? left.type === nullType) || right.type === nullType;
    const bare = ({ at, type, run }: Bound): Bound => ({ at, type: underlying(type) ?? type, run });
    if (isLifted && (left.type === nullType || right.type === nullType)) return undefined;
    const given = [bare(left), bare(right)].map((value) => ({ at: value.at, bound: value }));
    const {
        fitting: [chosen],
    } = candidates(binder, members, argumentsOf(types[0]!), given, [], scope);
    if (!chosen) return undefined;
    const type = chosen.member.returns;
    const call = chosen.member.get as Operation;
    if (!isLifted) return { at, type, run: callOf(binder, chosen, undefined, scope) };
    const isEquality = operator === "==" || operator === "!=";
    const isBool = type === typeNamed("Boolean");
    return bound(at, isBool ? type : nullable(type), left, right, (a, b) => {
        if (a !== null && b !== null) return call(a as never, b as never);
        if (isEquality) return (a === b) === (operator === "==");
        return isBool ? false : null;
    });
}

function numeric(operator: string, left: Bound, right: Bound, scope: Scope, at: number): Bound | undefined {
    const enums = enumeration(operator, left, right, at);
    if (enums) return enums;
    const [one, other] = [kindOf(left, right), kindOf(right, left)];
    if (!one || !other) return undefined;
    const isLifted = [left, right].some(({ type }) => underlying(type) || type === nullType);
    if (operator === "<<" || operator === ">>") {
        const kind = promoted(one);
        if (!kind || !isIntegral(kind) || promoted(other) !== "Int32") return undefined;
        return lifted(at, isLifted, typeNamed(kind), left, right, shifted(operator, kind), kind, "Int32", null);
    }
    const kind = kindFor(left, right, one, other);
    if (!kind) return undefined;
    const isEquality = operator === "==" || operator === "!=";
    if (isEquality || comparisons[operator]) {
        const test = comparisons[operator] ?? ((order: number) => (order === 0) === (operator === "=="));
        const whenNull = isEquality ? (a: Value, b: Value): Value => (a === b) === (operator === "==") : false;
        const result = lifted(
            at,
            isLifted,
            typeNamed("Boolean"),
            left,
            right,
            (a, b) => test(compareNumbers(a, b)),
            kind,
            kind,
            whenNull,
        );
        return { ...result, type: typeNamed("Boolean") };
    }
    const isConstant = left.constant !== undefined && right.constant !== undefined;
    const operation = arithmetic(operator, kind, scope.checked || (isConstant && !scope.unchecked));
    return operation && lifted(at, isLifted, typeNamed(kind), left, right, operation, kind, kind, null);
}

/** The kind of a number; that of the other operand for the literal null. */
function kindOf({ type }: Bound, other: Bound): NumberKind | undefined {
    return numberKind(
        underlying(type) ?? (type === nullType && underlying(other.type) ? underlying(other.type)! : type),
    );
}

function kindFor(left: Bound, right: Bound, one: NumberKind, other: NumberKind): NumberKind | undefined {
    // A constant int that fits is one of the unsigned kinds as well.
    for (const [value, kind] of [
        [left, other],
        [right, one],
    ] as const) {
        if (
            (kind === "UInt32" || kind === "UInt64") &&
            value.constant &&
            implicitly(value.type, typeNamed(kind), value.constant)
        )
            return kind;
    }
    return promoted(one, other);
}

function lifted(
    at: number,
    isLifted: boolean,
    type: Type,
    left: Bound,
    right: Bound,
    operation: Operation,
    one: NumberKind,
    other: NumberKind,
    whenNull: Value | Operation,
): Bound {
    const same = (value: Bound, kind: NumberKind): boolean => numberKind(underlying(value.type) ?? value.type) === kind;
    const [first, second] = [same(left, one), same(right, other)];
    const compute: Operation = (a, b) =>
        operation(first ? a : converted(a, one, false), second ? b : converted(b, other, false));
    if (!isLifted) return bound(at, type, left, right, compute);
    return bound(at, nullable(type), left, right, (a, b) => {
        if (a !== null && b !== null) return compute(a, b);
        return typeof whenNull === "function" ? (whenNull as Operation)(a, b) : whenNull;
    });
}

function enumeration(operator: string, left: Bound, right: Bound, at: number): Bound | undefined {
    const type = [left, right]
        .map((value) => underlying(value.type) ?? value.type)
        .find(({ def }) => def.kind === "enum");
    if (!type || !["|", "&", "^"].includes(operator)) return undefined;
    const [one, other] = [convertTo(left, type), convertTo(right, type)];
    const compute = arithmetic(operator, "Int32", false)!;
    return bound(
        at,
        type,
        one,
        other,
        (a, b) => new EnumValue(type, compute((a as EnumValue).value, (b as EnumValue).value) as number),
    );
}

function logical(operator: string, left: Bound, right: Bound, at: number): Bound | undefined {
    const bool = typeNamed("Boolean");
    if (!["&", "|", "^"].includes(operator) || [left, right].some(({ type }) => (underlying(type) ?? type) !== bool))
        return undefined;
    if (underlying(left.type) ?? underlying(right.type)) throw notSupported(at, `'${operator}' on 'bool?'`);
    const compute: Operation =
        operator === "&" ? (a, b) => a && b : operator === "|" ? (a, b) => a || b : (a, b) => a !== b;
    return bound(at, bool, left, right, compute);
}

/** `==` and `!=` of what declares none: texts, bools, constants of enumerations, references. */
function equality(operator: string, left: Bound, right: Bound, at: number): Bound | undefined {
    const isEnum = [left, right].some(({ type }) => (underlying(type) ?? type).def.kind === "enum");
    if (isEnum && comparisons[operator]) {
        const test = comparisons[operator];
        if (left.type !== right.type) return undefined;
        return bound(at, typeNamed("Boolean"), left, right, (a, b) =>
            test((a as EnumValue).value - (b as EnumValue).value),
        );
    }
    if (operator !== "==" && operator !== "!=") return undefined;
    const [one, other] = [underlying(left.type) ?? left.type, underlying(right.type) ?? right.type];
    const isNull = one === nullType || other === nullType;
    const isEqual = operator === "==";
    const result = (operation: (a: Value, b: Value) => boolean): Bound =>
        bound(at, typeNamed("Boolean"), left, right, (a, b) => operation(a ?? null, b ?? null) === isEqual);
    if (one.def.kind === "enum" || other.def.kind === "enum") {
        if (one !== other && !isNull) return undefined;
        return result((a, b) => a === b || (a instanceof EnumValue && b instanceof EnumValue && a.value === b.value));
    }
    if (isNull)
        return [left, right].every(({ type }) => hasNull(type) || type === nullType || type.def.kind === "struct")
            ? result((a, b) => a === b)
            : undefined;
    if (one === other && (one === typeNamed("Boolean") || one === typeNamed("String")))
        return result((a, b) => a === b);
    if (one.def.kind === "struct" || other.def.kind === "struct" || !(mayBe(one, other) || isA(other, one)))
        return undefined;
    return result((a, b) => a === b && !isBoxed(a));
}

/** `+`, `-`, `~` and `!`. */
export function unary(operator: string, operand: Bound, scope: Scope, at: number): Bound {
    const inner = underlying(operand.type) ?? operand.type;
    const make = (type: Type, operation: (value: Value) => Value): Bound => {
        const compute =
            inner === operand.type ? operation : (value: Value): Value => (value === null ? null : operation(value));
        const { run, constant } = operand;
        if (!constant)
            return { at, type: inner === operand.type ? type : nullable(type), run: (frame) => compute(run(frame)) };
        const value = folded(at, () => compute(constant.value));
        return { at, type, run: () => value, constant: { value } };
    };
    if (operator === "!") {
        if (inner !== typeNamed("Boolean")) throw refused(at, "C# has no operator '!' for the operand.");
        return make(inner, (value) => !value);
    }
    const own = numberKind(inner);
    if (!own && operator === "-" && inner === typeNamed("TimeSpan")) {
        const negate = inner.def.members.get("op_UnaryNegation")![0]!.get as (value: Value) => Value;
        return make(inner, negate);
    }
    const kind = own && (operator === "-" && own === "UInt32" ? "Int64" : promoted(own));
    if (!kind || (operator === "-" && kind === "UInt64") || (operator === "~" && !isIntegral(kind))) {
        throw refused(at, `C# has no operator '${operator}' for the operand.`);
    }
    const type = typeNamed(kind);
    if (operator === "+") return make(type, (value) => converted(value, kind, false));
    if (operator === "~")
        return make(type, (value) => whole(~BigInt(converted(value, "Int64", false) as bigint), kind, false));
    const minus = arithmetic("-", kind, scope.checked || (operand.constant !== undefined && !scope.unchecked))!;
    const zero = converted(kind === "Double" || kind === "Single" ? -0 : 0, kind, false);
    return make(type, (value) => minus(zero, converted(value, kind, false)));
}
