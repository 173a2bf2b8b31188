import type { Binder } from "./binder";
import type { Given } from "./given";
import { findsTypeArguments, invokeOf, isDelegate, lambdaResult } from "./inference";
import type { Run } from "./bound";
import { ArrayValue } from "./collections";
import { CSharpError, notSupported, refused } from "./csharpError";
import { convertTo, implicitly } from "./conversions";
import { numberKind } from "./numbers";
import type { Scope } from "./scope";
import { isA, isParameter, parameterType, substituted, type Type, type Member, type MemberParameter } from "./types";

/** A member that takes the arguments, and how. */
export interface Chosen {
    readonly member: Member;
    readonly by: ReadonlyMap<Type, Type>;
    /** One for each parameter: an argument, a default, or the items of `params`. */
    readonly slots: readonly Slot[];
    readonly expanded: boolean;
    readonly types: readonly Type[];
}

type Slot = { readonly given: Given } | { readonly byDefault: unknown } | { readonly items: readonly Given[] };

interface Candidate extends Chosen {
    /** What each argument is converted to, in their order. */
    readonly targets: readonly Type[];
    readonly declared: readonly Type[];
}

/**
 * The member that C# calls with these arguments (C# specification, 12.6.4).
 *
 * @param by what stands for the type parameters of the type that has the members
 * @param incomplete whether C# has overloads of the name that the emulator does not have
 */
export function chooseOverload(
    binder: Binder,
    members: readonly Member[],
    by: ReadonlyMap<Type, Type>,
    given: readonly Given[],
    typeArgs: readonly Type[],
    scope: Scope,
    at: number,
    incomplete: boolean,
): Chosen {
    const found = candidates(binder, members, by, given, typeArgs, scope);
    const [first] = found.fitting;
    if (!first) {
        if (incomplete) throw notSupported(at, "this overload of the method");
        throw found.problem ?? refused(at, "No overload of the method takes these arguments.");
    }
    return found.fitting.reduce((best, other) => (isBetter(binder, other, best, given, scope) ? other : best));
}

/** Whether any of the members takes the arguments. */
export function candidates(
    binder: Binder,
    members: readonly Member[],
    by: ReadonlyMap<Type, Type>,
    given: readonly Given[],
    typeArgs: readonly Type[],
    scope: Scope,
): { fitting: Candidate[]; problem: CSharpError | undefined } {
    const fitting: Candidate[] = [];
    let problem: CSharpError | undefined;
    for (const member of members) {
        for (const expanded of member.params.at(-1)?.isParams ? [false, true] : [false]) {
            try {
                const candidate = candidateOf(binder, member, by, given, typeArgs, scope, expanded);
                if (candidate) fitting.push(candidate);
            } catch (error) {
                if (!(error instanceof CSharpError)) throw error;
                // What is wrong in a lambda says more than that no overload fits.
                if (!problem || error.unsupported) problem = error;
            }
        }
    }
    return { fitting, problem };
}

function candidateOf(
    binder: Binder,
    member: Member,
    outer: ReadonlyMap<Type, Type>,
    given: readonly Given[],
    typeArgs: readonly Type[],
    scope: Scope,
    expanded: boolean,
): Candidate | undefined {
    const slots = slotsOf(member, given, expanded);
    if (!slots || (typeArgs.length > 0 && typeArgs.length !== member.typeParams.length)) return undefined;
    const by = new Map(outer);
    member.typeParams.forEach((parameter, at) => typeArgs[at] && by.set(parameter, typeArgs[at]));
    const declared = given.map((argument) => declaredType(member.params, slots, argument));
    if (member.typeParams.length > typeArgs.length && !findsTypeArguments(binder, member, by, given, declared, scope))
        return undefined;
    const targets = declared.map((type) => substituted(type, by));
    for (const [at, argument] of given.entries()) {
        if (!accepts(binder, argument, targets[at]!, scope)) return undefined;
    }
    return {
        member,
        by,
        slots,
        expanded,
        targets,
        declared,
        types: member.params.map(({ type }) => substituted(type, by)),
    };
}

function slotsOf({ params }: Member, given: readonly Given[], expanded: boolean): Slot[] | undefined {
    const fixed = expanded ? params.length - 1 : params.length;
    const named = given.filter(({ name }) => name !== undefined);
    const positional = given.filter(({ name }) => name === undefined);
    if (named.some(({ name }) => !params.some((parameter) => parameter.name === name))) return undefined;
    if (!expanded && positional.length > fixed) return undefined;
    const slots: Slot[] = [];
    for (const [at, { name, isOut, byDefault }] of params.slice(0, fixed).entries()) {
        const argument = positional[at] ?? named.find((other) => other.name === name);
        if (positional[at] && named.some((other) => other.name === name)) return undefined;
        if (argument ? isOut !== (argument.out !== undefined) : !byDefault) return undefined;
        slots.push(argument ? { given: argument } : { byDefault: byDefault!.value });
    }
    if (expanded) {
        const items = positional.slice(fixed);
        if (items.some(({ out }) => out)) return undefined;
        slots.push({ items });
    }
    return slots;
}

function declaredType(params: readonly MemberParameter[], slots: readonly Slot[], argument: Given): Type {
    const at = slots.findIndex((slot) =>
        "given" in slot ? slot.given === argument : "items" in slot && slot.items.includes(argument),
    );
    const { type } = params[at]!;
    return "items" in slots[at]! ? type.args[0]! : type;
}

function accepts(binder: Binder, { bound, lambda, out }: Given, type: Type, scope: Scope): boolean {
    if (out) return out.type === undefined || out.type === type;
    if (bound) return implicitly(bound.type, type, bound.constant) !== undefined;
    // Throws what is wrong in the lambda.
    return (
        isDelegate(type) &&
        lambda!.params.length === invokeOf(type).params.length &&
        Boolean(binder.as(lambda!, type, scope))
    );
}

function isBetter(binder: Binder, one: Candidate, other: Candidate, given: readonly Given[], scope: Scope): boolean {
    let better = 0;
    for (const [at, argument] of given.entries()) {
        const order = betterTarget(binder, argument, one.targets[at]!, other.targets[at]!, scope);
        if (order < 0) return false;
        better += order;
    }
    if (better > 0) return true;
    if (one.expanded !== other.expanded) return other.expanded;
    const generic = one.member.typeParams.length - other.member.typeParams.length;
    if (generic !== 0 && one.targets.every((target, at) => target === other.targets[at])) return generic < 0;
    const specific = (candidate: Candidate): number => candidate.declared.filter((type) => !isParameter(type)).length;
    if (specific(one) !== specific(other)) return specific(one) > specific(other);
    return (
        one.slots.filter((slot) => "byDefault" in slot).length <
        other.slots.filter((slot) => "byDefault" in slot).length
    );
}

/** 1 if the first type suits the argument better, -1 if the second does. */
function betterTarget(binder: Binder, { bound, lambda }: Given, one: Type, other: Type, scope: Scope): number {
    if (one === other) return 0;
    if (lambda && isDelegate(one) && isDelegate(other)) {
        const { params, returns } = invokeOf(one);
        const result = lambdaResult(binder, lambda, params, scope);
        return closer(result.type, returns, invokeOf(other).returns);
    }
    return bound ? closer(bound.type, one, other) : 0;
}

function closer(from: Type, one: Type, other: Type): number {
    if (one === other) return 0;
    if (from === one) return 1;
    if (from === other) return -1;
    const [there, back] = [implicitly(one, other), implicitly(other, one)];
    if (there && !back) return 1;
    if (back && !there) return -1;
    const [left, right] = [numberKind(one), numberKind(other)];
    if (left && right) return left.startsWith("U") || left === "Byte" ? -1 : 1;
    return isA(one, other) ? 1 : 0;
}

/** The call as it runs. @param self the instance of a member that has one; it throws where that is null */
export function callOf(binder: Binder, chosen: Chosen, self: Run | undefined, scope: Scope): Run {
    const { member, by, slots, types } = chosen;
    const body = member.get as (...args: unknown[]) => unknown;
    const runs = slots.map((slot, at) => slotRun(binder, slot, types[at]!, scope));
    const stores = slots.flatMap((slot, at) =>
        "given" in slot && slot.given.out ? [{ at, store: slot.given.out.store(types[at]!) }] : [],
    );
    const typeArgs = [...member.owner.params.map(parameterType), ...member.typeParams].map((parameter) =>
        by.get(parameter),
    );
    if (stores.length === 0 && self && runs.length < 2 && typeArgs.length === 0) {
        const [only] = runs;
        return only ? (frame) => body(self(frame), only(frame)) : (frame) => body(self(frame));
    }
    return (frame) => {
        const args: unknown[] = self ? [self(frame)] : [];
        for (const run of runs) args.push(run(frame));
        const result = body(...args, ...typeArgs);
        for (const { at, store } of stores) store(frame, (args[at + (self ? 1 : 0)] as { value: unknown }).value);
        return result;
    };
}

function slotRun(binder: Binder, slot: Slot, type: Type, scope: Scope): Run {
    if ("byDefault" in slot) return () => slot.byDefault;
    if ("given" in slot) return argumentRun(binder, slot.given, type, scope);
    const element = type.args[0]!;
    const items = slot.items.map((given) => argumentRun(binder, given, element, scope));
    return (frame) =>
        new ArrayValue(
            element,
            items.map((run) => run(frame)),
        );
}

function argumentRun(binder: Binder, { bound, lambda }: Given, type: Type, scope: Scope): Run {
    if (bound) return convertTo(bound, type).run;
    if (lambda) return binder.as(lambda, type, scope).run;
    return () => ({ value: null });
}
