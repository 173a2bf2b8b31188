import { checkLength } from "./budget";
import type { Binder } from "./binder";
import type { Bound, Frame, Run } from "./bound";
import { ArrayValue } from "./collections";
import { commonType, convertTo } from "./conversions";
import { refused } from "./csharpError";
import { exceptions } from "./exceptions";
import { construction, zeroOf } from "./members";
import { toNumber } from "./numbers";
import type { Given } from "./given";
import type { Scope } from "./scope";
import type { Initializer, Node } from "./syntax";
import { typeNamed } from "./typeRegistry";
import type { Type } from "./types";
import type { Value } from "./values";

/** `new Type(...) { ... }`. */
export function creation(
    binder: Binder,
    node: Node & { readonly is: "new" },
    type: Type,
    given: readonly Given[],
    scope: Scope,
): Bound {
    const { at, init } = node;
    const made = construction(binder, type, given, scope, at);
    if (!init) return made;
    const slot = scope.hidden();
    const receiver: Run = (frame) => frame.slots[slot];
    const inner = scope.withReceiver({ run: receiver, type });
    const entries = init.map((entry) => binder.value(initialization(entry), inner).run);
    return {
        at,
        type,
        run: (frame) => {
            const value = made.run(frame);
            for (const entry of entries) {
                // An entry may make another object in the same frame.
                frame.slots[slot] = value;
                entry(frame);
            }
            return value;
        },
    };
}

/** The call or assignment that an entry stands for. */
function initialization({ at, add, index, member, value }: Initializer[number]): Node {
    const receiver: Node = { is: "receiver", at };
    if (add) {
        const args = add.map((item) => ({ at: item.at, value: item }));
        return { is: "call", at, target: { is: "member", at, target: receiver, name: "Add" }, args };
    }
    const left: Node = index
        ? { is: "index", at, target: receiver, args: index.map((item) => ({ at: item.at, value: item })) }
        : { is: "member", at, target: receiver, name: member! };
    return { is: "assign", at, operator: "=", left, right: value! };
}

/** `new T[n]`, `new T[] { ... }` and `new[] { ... }`. */
export function newArray(
    binder: Binder,
    { at, type: node, size, items }: Node & { readonly is: "new-array" },
    scope: Scope,
): Bound {
    const bounds = node ? undefined : items!.map((item) => binder.value(item, scope));
    const element = node ? binder.type(node) : commonType(bounds!);
    if (!element) throw refused(at, "The items of the array have no common type.");
    const type = typeNamed("Array", element);
    if (!items) {
        const { run } = binder.as(size!, typeNamed("Int32"), scope);
        const zero = zeroOf(element);
        return { at, type, run: (frame) => filled(element, run(frame) as number, zero) };
    }
    const runs = items.map(
        (item, index) => (bounds ? convertTo(bounds[index]!, element) : binder.as(item, element, scope)).run,
    );
    const isBytes = element === typeNamed("Byte");
    const run = (frame: Frame): Value => {
        const values = runs.map((item) => item(frame));
        return isBytes ? Uint8Array.from(values.map(toNumber)) : new ArrayValue(element, values);
    };
    return { at, type, run };
}

function filled(element: Type, size: number, zero: Value): Value {
    if (size < 0) throw exceptions.overflow();
    checkLength(size);
    return element === typeNamed("Byte")
        ? new Uint8Array(size)
        : new ArrayValue(element, new Array<Value>(size).fill(zero));
}
