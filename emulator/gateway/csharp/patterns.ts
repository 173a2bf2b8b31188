import type { Binder } from "./binder";
import type { Frame } from "./bound";
import { convertTo, isInstance, mayBe, underlying } from "./conversions";
import { refused } from "./csharpError";
import { isNamespace } from "./names";
import { storeOf, type Scope } from "./scope";
import type { Node, Pattern, TypeNode } from "./syntax";
import { nullType, type Type } from "./types";
import { equals, type Value } from "./values";

type Test = (frame: Frame, value: Value) => boolean;

/** Whether a value fits what stands behind `is` or `case`. */
export function valuePattern(binder: Binder, from: Type, pattern: Pattern, scope: Scope): Test {
    if (pattern.is === "constant") return constantPattern(binder, from, pattern.value, scope);
    const { declares, type: node, at } = pattern;
    if (declares === undefined && isConstant(node)) return constantPattern(binder, from, asName(node), scope);
    const isVar = node.path.length === 1 && node.path[0]!.name === "var" && declares !== undefined;
    const type = isVar ? from : binder.type(node);
    if (!mayBe(underlying(from) ?? from, underlying(type) ?? type))
        throw refused(at, "The value can't be of this type.");
    if (declares === undefined) return (_, value) => isInstance(value, type);
    const store = storeOf(scope, scope.declare(declares, type, at, true));
    return (frame, value) => {
        const fits = isVar || isInstance(value, type);
        if (fits) store(frame, value);
        return fits;
    };
}

/** `JTokenType.String` reads like a type, and is a constant. */
function isConstant({ path, suffixes }: TypeNode): boolean {
    const prefix = path.slice(0, -1).map(({ name }) => name);
    return path.length > 1 && suffixes.length === 0 && !isNamespace(prefix.join("."));
}

function asName({ path, at }: TypeNode): Node {
    const [first, ...rest] = path;
    return rest.reduce<Node>((target, { name }) => ({ is: "member", at, target, name }), {
        is: "name",
        at,
        name: first!.name,
    });
}

function constantPattern(binder: Binder, from: Type, node: Node, scope: Scope): Test {
    const bound = binder.value(node, scope);
    if (!bound.constant) throw refused(bound.at, "A pattern is a type or a constant.");
    const target = underlying(from) ?? from;
    const isAny = target.def.name === "System.Object" || bound.type === nullType;
    const { value: wanted } = (isAny ? bound : convertTo(bound, target)).constant!;
    return (_, value) => equals(value ?? null, wanted);
}
