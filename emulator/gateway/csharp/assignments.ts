import type { Binder } from "./binder";
import type { Bound } from "./bound";
import { refused } from "./csharpError";
import { applied, convertTo, explicitly, implicitly } from "./conversions";
import { literal } from "./literals";
import { numberKind } from "./numbers";
import { binary } from "./operators";
import type { Scope } from "./scope";
import type { Node } from "./syntax";

/** `left = right`, `left += right` and so on; its value is what was assigned. */
export function assigned(
    binder: Binder,
    { at, operator, left, right }: Node & { readonly is: "assign" },
    scope: Scope,
): Bound {
    const isPlain = operator === "=";
    if (isPlain && left.is === "name") {
        // What is assigned is bound first: it can't read a variable that has no value before.
        const value = binder.value.bind(binder);
        const local = scope.find(left.name);
        if (local && "assigned" in local && !local.assigned) {
            const bound = binder.as(right, local.type, scope);
            local.assigned = true;
            return stored(value(left, scope), bound, at);
        }
    }
    const target = binder.value(left, scope);
    if (isPlain) return stored(target, binder.as(right, target.type, scope), at);
    const result = binary(binder, operator.slice(0, -1), target, binder.value(right, scope), scope, at);
    return stored(target, narrowed(result, target, scope), at);
}

/** `x++` and its like. */
export function stepped(
    binder: Binder,
    { at, operator, before, operand }: Node & { readonly is: "step" },
    scope: Scope,
): Bound {
    const target = binder.value(operand, scope);
    const { store, run, type } = target;
    if (!store || !numberKind(type)) throw refused(at, "Only a variable that is a number can be counted.");
    let old: unknown;
    const current: Bound = { at, type, run: () => old };
    const next = narrowed(
        binary(binder, operator === "++" ? "+" : "-", current, literal(at, "number", "1"), scope, at),
        target,
        scope,
    ).run;
    return {
        at,
        type,
        run: (frame) => {
            const value = run(frame);
            old = value;
            const result = next(frame);
            store(frame, result);
            return before ? result : value;
        },
    };
}

/** A compound assignment casts what comes out back to the type of its variable (C# specification, 12.21.4). */
function narrowed(result: Bound, target: Bound, scope: Scope): Bound {
    if (result.type === target.type || implicitly(result.type, target.type)) return convertTo(result, target.type);
    const convert = numberKind(result.type) ? explicitly(result.type, target.type, scope.checked) : undefined;
    if (!convert) throw refused(result.at, "What comes out does not fit the variable.");
    return { ...applied(result, convert), type: target.type };
}

function stored({ store, type }: Bound, { run }: Bound, at: number): Bound {
    if (!store) throw refused(at, "Nothing can be assigned to this.");
    return {
        at,
        type,
        run: (frame) => {
            const value = run(frame);
            store(frame, value);
            return value;
        },
    };
}
