import type { Binder } from "./binder";
import type { Bound } from "./bound";
import { commonType } from "./conversions";
import { refused } from "./csharpError";
import type { Given } from "./given";
import type { Scope } from "./scope";
import type { Node } from "./syntax";
import { typeNamed } from "./typeRegistry";
import { argumentsOf, lineage, neverType, nullType, substituted, type Member, type Type } from "./types";

/** What a delegate takes and returns. */
export function invokeOf(type: Type): { readonly params: readonly Type[]; readonly returns: Type } {
    const [invoke] = type.def.members.get("Invoke")!;
    const by = argumentsOf(type);
    return {
        params: invoke!.params.map((parameter) => substituted(parameter.type, by)),
        returns: substituted(invoke!.returns, by),
    };
}

/** Whether values of the type can be called. */
export function isDelegate({ def }: Type): boolean {
    return def.kind === "delegate";
}

/** Finds the type arguments (C# specification, 12.6.3); they are put into `by`. */
export function findsTypeArguments(
    binder: Binder,
    member: Member,
    by: Map<Type, Type>,
    given: readonly Given[],
    declared: readonly Type[],
    scope: Scope,
): boolean {
    const bounds = new Map<Type, Bound[]>(
        member.typeParams.filter((parameter) => !by.has(parameter)).map((parameter) => [parameter, []]),
    );
    given.forEach(({ bound, out }, at) => {
        if (bound) collect(bound, bound.type, declared[at]!, bounds);
        if (out?.type) collect(undefined, out.type, declared[at]!, bounds);
    });
    const fix = (): void => {
        for (const [parameter, found] of bounds) {
            const type = by.has(parameter) ? undefined : commonType(found);
            if (type) by.set(parameter, type);
        }
    };
    const waiting = new Set(given.flatMap(({ lambda }, at) => (lambda ? [at] : [])));
    for (let progress = true; progress;) {
        progress = false;
        fix();
        for (const at of waiting) {
            const type = declared[at]!;
            const { lambda } = given[at]!;
            if (!isDelegate(type) || invokeOf(type).params.length !== lambda!.params.length) return false;
            const { params, returns } = invokeOf(type);
            const known = params.map((parameter) => substituted(parameter, by));
            if (known.some((parameter) => mentions(parameter, bounds, by))) continue;
            waiting.delete(at);
            progress = true;
            if (!mentions(substituted(returns, by), bounds, by)) continue;
            const result = lambdaResult(binder, lambda!, known, scope);
            collect(result, result.type, returns, bounds);
        }
    }
    return member.typeParams.every((parameter) => by.has(parameter));
}

function mentions(type: Type, bounds: ReadonlyMap<Type, unknown>, by: ReadonlyMap<Type, Type>): boolean {
    return (bounds.has(type) && !by.has(type)) || type.args.some((arg) => mentions(arg, bounds, by));
}

function collect(bound: Bound | undefined, from: Type, to: Type, bounds: Map<Type, Bound[]>): void {
    const own = bounds.get(to);
    if (own) {
        if (from !== nullType && from !== neverType)
            own.push(bound && bound.type === from ? bound : { at: 0, type: from, run: () => null });
        return;
    }
    if (to.args.length === 0) return;
    const same = [...lineage(from)].find(({ def }) => def === to.def);
    if (same) same.args.forEach((arg, at) => collect(undefined, arg, to.args[at]!, bounds));
    else if (to.def.name === "System.Nullable") collect(undefined, from, to.args[0]!, bounds);
}

/** What a lambda returns if its parameters are of these types. */
export function lambdaResult(
    binder: Binder,
    lambda: Node & { readonly is: "lambda" },
    params: readonly Type[],
    scope: Scope,
): Bound {
    const found: Bound[] = [];
    const inner = scope.function({ wanted: undefined, found });
    lambda.params.forEach(({ name, at }, index) => inner.declare(name, params[index]!, at, true));
    if (lambda.body.is !== "block") return binder.value(lambda.body as Node, inner);
    binder.statement(lambda.body, inner);
    const type = commonType(found) ?? (found.length === 0 ? typeNamed("Void") : undefined);
    if (!type) throw refused(lambda.at, "What the lambda returns has no common type.");
    return { at: lambda.at, type, run: () => null };
}
