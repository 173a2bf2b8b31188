import type { Binder } from "./binder";
import type { Bound, Frame, Run } from "./bound";
import { notSupported, refused } from "./csharpError";
import { convertTo, nullable, underlying } from "./conversions";
import type { Given } from "./given";
import { candidates, callOf, chooseOverload, type Chosen } from "./overloads";
import type { Scope } from "./scope";
import { extensionHolders, typeNamed } from "./typeRegistry";
import { argumentsOf, lineage, nullType, substituted, voidType, type Type, type TypeDef, type Member } from "./types";
import { checkPattern } from "./regex/regexCheck";
import { EnumValue, present } from "./values";

/** The type and what it is, with object at the end. */
function* family(type: Type): Generator<Type> {
    yield* lineage(type);
    yield typeNamed("Object");
}

function isMissing(defs: Iterable<Type | { def: TypeDef }>, name: string): boolean {
    for (const { def } of defs) if (def.missing.has(name)) return true;
    return false;
}

/** @throws CSharpError: 501 if C# has the member, else 400 */
function noMember(type: Type, name: string, at: number, holders: readonly TypeDef[] = []): Error {
    const isKnown = isMissing(family(type), name) || holders.some(({ missing }) => missing.has(name));
    return isKnown ? notSupported(at, `${type.def.name}.${name}`) : refused(at, "The type has no member of this name.");
}

/** The instance at run time; null throws unless the type has members of null. */
function instance({ type, run }: Bound): Run {
    if (underlying(type) || type.def.kind === "struct") return run;
    return (frame) => present(run(frame));
}

/** `target.Name` of a value. */
export function property(target: Bound, name: string, at: number): Bound {
    if (target.type === nullType || target.type === voidType) throw refused(at, "There is no value to have members.");
    for (const base of family(target.type)) {
        const member = base.def.members.get(name)?.find(({ kind, isStatic }) => kind === "property" && !isStatic);
        if (!member) continue;
        const self = instance(target);
        const [get, set] = [
            member.get as (self: unknown) => unknown,
            member.set as ((self: unknown, value: unknown) => void) | undefined,
        ];
        const type = substituted(member.returns, argumentsOf(base));
        return {
            at,
            type,
            run: (frame) => get(self(frame)),
            store: set && ((frame, value) => set(self(frame), value)),
        };
    }
    throw noMember(target.type, name, at);
}

/** `Type.Name`. */
export function staticProperty(type: Type, name: string, at: number): Bound {
    const constant = type.def.constants?.get(name);
    if (constant !== undefined) {
        const value = new EnumValue(type, constant);
        return { at, type, run: () => value, constant: { value } };
    }
    const member = type.def.members.get(name)?.find(({ kind, isStatic }) => kind === "property" && isStatic);
    if (!member) throw noMember(type, name, at);
    const get = member.get as () => unknown;
    const returns = substituted(member.returns, argumentsOf(type));
    // `MaxValue` and its like are constants: what is computed with them is checked when the policy is put.
    const isConstant = ["Int32", "Int64", "Byte", "Int16", "UInt32", "UInt64"].some((kind) => type === typeNamed(kind));
    if (!isConstant) return { at, type: returns, run: () => get() };
    const value = get();
    return { at, type: returns, run: () => value, constant: { value } };
}

/** Whether `nameof` finds it. */
export function hasMember(type: Type, name: string): boolean {
    for (const { def } of family(type))
        if (def.members.has(name) || def.missing.has(name) || def.constants?.has(name)) return true;
    return false;
}

/** `target.Name(...)`, of the type or as an extension. */
export function methodCall(
    binder: Binder,
    target: Bound,
    name: string,
    given: readonly Given[],
    typeArgs: readonly Type[],
    scope: Scope,
    at: number,
): Bound {
    if (target.type === nullType || target.type === voidType) throw refused(at, "There is no value to have members.");
    let isKnown = false;
    let problem: Error | undefined;
    for (const base of family(target.type)) {
        const members = (base.def.members.get(name) ?? []).filter(
            ({ kind, isStatic }) => kind === "method" && !isStatic,
        );
        if (members.length === 0) continue;
        isKnown = true;
        const by = argumentsOf(base);
        const found = candidates(binder, members, by, given, typeArgs, scope);
        problem ??= found.problem;
        if (found.fitting.length === 0) continue;
        const chosen = chooseOverload(binder, members, by, given, typeArgs, scope, at, false);
        return called(binder, chosen, instance(target), scope, at);
    }
    const holders = extensionHolders();
    const extensions = holders.flatMap(({ members }) =>
        (members.get(name) ?? []).filter(({ isExtension }) => isExtension),
    );
    const isIncomplete =
        isMissing(family(target.type), name) ||
        holders.some(({ missing }) => missing.has(name) && isEnumerable(target.type));
    if (extensions.length > 0) {
        const all = [{ at: target.at, bound: target }, ...given];
        const { fitting, problem: inLambda } = candidates(binder, extensions, new Map(), all, typeArgs, scope);
        if (fitting.length > 0) {
            const chosen = chooseOverload(binder, extensions, new Map(), all, typeArgs, scope, at, false);
            return called(binder, chosen, undefined, scope, at);
        }
        problem ??= inLambda;
    }
    if (isIncomplete) throw notSupported(at, `${target.type.def.name}.${name} in this form`);
    if (problem) throw problem;
    if (isKnown || extensions.length > 0) throw refused(at, "No overload of the method takes these arguments.");
    throw noMember(target.type, name, at, isEnumerable(target.type) ? holders : []);
}

function isEnumerable(type: Type): boolean {
    return [...lineage(type)].some(({ def }) => def.name === "System.Collections.Generic.IEnumerable");
}

/** `Type.Name(...)`. */
export function staticCall(
    binder: Binder,
    type: Type,
    name: string,
    given: readonly Given[],
    typeArgs: readonly Type[],
    scope: Scope,
    at: number,
): Bound {
    const members = [...family(type)].flatMap(({ def }) =>
        (def.members.get(name) ?? []).filter(({ kind, isStatic }) => kind === "method" && isStatic),
    );
    if (members.length === 0) throw noMember(type, name, at);
    const chosen = chooseOverload(
        binder,
        members,
        argumentsOf(type),
        given,
        typeArgs,
        scope,
        at,
        type.def.missing.has(name),
    );
    return called(binder, chosen, undefined, scope, at);
}

function called(binder: Binder, chosen: Chosen, self: Run | undefined, scope: Scope, at: number): Bound {
    checkPattern(chosen, at);
    return { at, type: substituted(chosen.member.returns, chosen.by), run: callOf(binder, chosen, self, scope) };
}

/** `new Type(...)`. */
export function construction(binder: Binder, type: Type, given: readonly Given[], scope: Scope, at: number): Bound {
    const members = type.def.members.get("new") ?? [];
    const isStruct = type.def.kind === "struct" || type.def.kind === "enum";
    if (given.length === 0 && isStruct && !members.some(({ params }) => params.length === 0))
        return defaultOf(type, at);
    if (members.length === 0) {
        if (type.def.missing.has("new")) throw notSupported(at, `new ${type.def.name}(...)`);
        throw refused(at, "The type can't be made with 'new'.");
    }
    const chosen = chooseOverload(
        binder,
        members,
        argumentsOf(type),
        given,
        [],
        scope,
        at,
        type.def.missing.has("new"),
    );
    return { ...called(binder, chosen, undefined, scope, at), type };
}

/** `target[...]`. */
export function element(binder: Binder, target: Bound, given: readonly Given[], scope: Scope, at: number): Bound {
    if (target.type === nullType || target.type === voidType) throw refused(at, "There is no value to have items.");
    let isKnown = false;
    for (const base of family(target.type)) {
        const members: readonly Member[] = base.def.members.get("this") ?? [];
        if (members.length === 0) continue;
        isKnown = true;
        const by = argumentsOf(base);
        if (candidates(binder, members, by, given, [], scope).fitting.length === 0) continue;
        const chosen = chooseOverload(binder, members, by, given, [], scope, at, false);
        return indexed(binder, target, chosen, given, scope, at);
    }
    if (isMissing(family(target.type), "this")) throw notSupported(at, `an index into ${target.type.def.name}`);
    throw refused(at, isKnown ? "The index does not fit." : "The type has no items by index.");
}

function indexed(
    binder: Binder,
    target: Bound,
    chosen: Chosen,
    given: readonly Given[],
    scope: Scope,
    at: number,
): Bound {
    const { member, by, types } = chosen;
    const self = instance(target);
    const set = member.set as ((...args: unknown[]) => void) | undefined;
    const indexes = given.map(({ bound }, index) => convertTo(bound!, types[index]!).run);
    const store =
        set && ((frame: Frame, value: unknown) => set(self(frame), ...indexes.map((run) => run(frame)), value));
    return { at, type: substituted(member.returns, by), run: callOf(binder, chosen, self, scope), store };
}

/** `default(Type)`. */
export function defaultOf(type: Type, at: number): Bound {
    const value = zeroOf(type);
    return { at, type, run: () => value, constant: { value } };
}

/** The default value of a type: `default(T)`. */
export function zeroOf(type: Type): unknown {
    const { def } = type;
    if (def.kind === "enum") return new EnumValue(type, 0);
    if (def.kind !== "struct" || underlying(type)) return null;
    return def.zero ?? null;
}

/** The value of `target?.rest`: null where the target is. */
export function conditional(target: Bound, rest: Bound, slot: number, at: number): Bound {
    const { run: first } = target;
    const { run: second } = rest;
    return {
        at,
        type: rest.type === voidType ? voidType : nullable(rest.type),
        run: (frame) => {
            const value = first(frame);
            if (value === null || value === undefined) return null;
            frame.slots[slot] = value;
            return second(frame);
        },
    };
}
