import type { Bound } from "./bound";
import { commonType, convertTo, hasNull, implicitly, underlying } from "./conversions";
import { refused } from "./csharpError";
import { typeNamed } from "./typeRegistry";
import { neverType, nullType, voidType } from "./types";

/** Operators that evaluate one of their operands only. */

/** `&&` and `||`. */
export function shortCircuit(operator: string, left: Bound, right: Bound, at: number): Bound {
    const bool = typeNamed("Boolean");
    for (const { type } of [left, right]) {
        if (type !== bool && type !== neverType && !implicitly(type, bool))
            throw refused(at, `C# has no operator '${operator}' for these operands.`);
    }
    const [{ run: first, constant }, { run: second }] = [convertTo(left, bool), convertTo(right, bool)];
    if (constant && right.constant) {
        const value =
            operator === "&&" ? constant.value && right.constant.value : constant.value || right.constant.value;
        return { at, type: bool, run: () => value, constant: { value } };
    }
    return operator === "&&"
        ? { at, type: bool, run: (frame) => first(frame) && second(frame) }
        : { at, type: bool, run: (frame) => first(frame) || second(frame) };
}

/** `??` (C# specification, 12.15). */
export function coalesce(left: Bound, right: Bound, at: number): Bound {
    if (left.type === nullType) return right.type === nullType ? right : { at, type: right.type, run: right.run };
    if (!hasNull(left.type) || left.type === voidType)
        throw refused(at, "C# has no operator '??' for a value that is never null.");
    const inner = underlying(left.type);
    const [{ run: first }] = [left];
    for (const type of [inner, left.type]) {
        if (!type || !implicitly(right.type, type, right.constant)) continue;
        const second = convertTo(right, type).run;
        return { at, type, run: (frame) => first(frame) ?? second(frame) };
    }
    const convert = right.type === nullType ? undefined : implicitly(inner ?? left.type, right.type);
    if (!convert) throw refused(at, "C# has no operator '??' for these operands.");
    const second = right.run;
    return {
        at,
        type: right.type,
        run: (frame) => {
            const value = first(frame);
            return value === null || value === undefined ? second(frame) : convert(value);
        },
    };
}

/** `condition ? yes : no`. */
export function choice(condition: Bound, yes: Bound, no: Bound, at: number): Bound {
    const type = commonType([yes, no]);
    if (!type) throw refused(at, "The two sides of the choice have no common type.");
    const [{ run: test }, { run: first }, { run: second }] = [condition, convertTo(yes, type), convertTo(no, type)];
    return { at, type, run: (frame) => (test(frame) ? first(frame) : second(frame)) };
}
