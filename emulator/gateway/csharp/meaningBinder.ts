import type { Bound, Run } from "./bound";
import { refused } from "./csharpError";
import { hasMember, property, staticProperty } from "./members";
import { isNamespace, lookUp, resolveType } from "./names";
import type { Given } from "./given";
import { storeOf, type Local, type LocalFunction, type Scope } from "./scope";
import type { Argument, Node, TypeNode } from "./syntax";
import { typeNamed } from "./typeRegistry";
import { typeOfDef, type Type } from "./types";

/** What a name stands for. */
type Meaning =
    | { readonly is: "value"; readonly bound: Bound }
    | { readonly is: "type"; readonly type: Type }
    | { readonly is: "namespace"; readonly name: string }
    | { readonly is: "function"; readonly local: LocalFunction };

/** Finds out what names stand for: variables, types, namespaces, members. */
export abstract class MeaningBinder {
    abstract value(node: Node, scope: Scope): Bound;

    type(node: TypeNode): Type {
        return resolveType(node);
    }

    /** Arguments of a call, which get their types where they can't have them before. */
    given(args: readonly Argument[], scope: Scope): Given[] {
        return args.map(({ at, name, value, out }) => {
            if (out) return { at, name, out: this.outTarget(value, out, scope, at) };
            if (value.is === "lambda") return { at, name, lambda: value };
            const group = this.asLambda(value, scope);
            return group ? { at, name, lambda: group } : { at, name, bound: this.value(value, scope) };
        });
    }

    private outTarget(
        value: Node,
        out: NonNullable<Argument["out"]>,
        scope: Scope,
        at: number,
    ): NonNullable<Given["out"]> {
        if (out.declares !== undefined) {
            const type = out.type && this.type(out.type);
            let local: Local | undefined;
            const name = out.declares;
            // With a type it is in scope for the arguments that follow; without one, as soon as the overload is known.
            if (type) local = scope.declare(name, type, at, true);
            return { type, store: (found) => storeOf(scope, (local ??= scope.declare(name, found, at, true))) };
        }
        if (value.is === "name") {
            const local = scope.find(value.name);
            if (local && "assigned" in local) local.assigned = true;
        }
        const { type, store } = this.value(value, scope);
        if (!store) throw refused(at, "An 'out' argument is a variable.");
        return { type, store: () => store };
    }

    /** A method without its call, as `Select(int.Parse)` has it. */
    private asLambda(node: Node, scope: Scope): (Node & { readonly is: "lambda" }) | undefined {
        if (node.is !== "member" && node.is !== "name") return undefined;
        if (node.is === "name") {
            const local = scope.find(node.name);
            if (!local || "assigned" in local) return undefined;
        } else {
            const target = this.attemptMeaning(node.target, scope);
            if (
                target?.is !== "type" ||
                !target.type.def.members.get(node.name)?.some(({ kind, isStatic }) => kind === "method" && isStatic)
            )
                return undefined;
        }
        const { at } = node;
        const argument: Node = { is: "name", at, name: "\0it" };
        return {
            is: "lambda",
            at,
            params: [{ at, name: "\0it" }],
            body: { is: "call", at, target: node, args: [{ at, value: argument }] },
        };
    }

    private attemptMeaning(node: Node, scope: Scope): Meaning | undefined {
        if (node.is !== "name" && node.is !== "member" && node.is !== "type") return undefined;
        return this.meaning(node, scope);
    }

    protected meaning(node: Node, scope: Scope): Meaning {
        const { at } = node;
        if (node.is === "type") return { is: "type", type: this.type(node.type) };
        if (node.is === "name") {
            const local = node.args ? undefined : scope.find(node.name);
            if (local)
                return "assigned" in local
                    ? { is: "value", bound: variable(scope, local, at) }
                    : { is: "function", local };
            if (node.name === "context" && !node.args)
                return {
                    is: "value",
                    bound: { at, type: typeNamed("IProxyRequestContext"), run: ({ context }) => context },
                };
            return this.typeOrNamespace("", node.name, node.args, at);
        }
        if (node.is !== "member") return { is: "value", bound: this.value(node, scope) };
        const target = this.meaning(node.target, scope);
        if (target.is === "namespace") return this.typeOrNamespace(target.name, node.name, node.args, at);
        if (target.is === "type") return { is: "value", bound: staticProperty(target.type, node.name, at) };
        if (target.is === "function") throw refused(at, "A method has no members.");
        return { is: "value", bound: property(target.bound, node.name, at) };
    }

    private typeOrNamespace(prefix: string, name: string, args: readonly TypeNode[] | undefined, at: number): Meaning {
        const namespace = prefix === "" ? name : `${prefix}.${name}`;
        if (!args && isNamespace(namespace)) return { is: "namespace", name: namespace };
        const def = lookUp(prefix, name, args?.length ?? 0, at);
        if (def)
            return {
                is: "type",
                type: typeOfDef(
                    def,
                    (args ?? []).map((arg) => this.type(arg)),
                ),
            };
        throw refused(at, "C# knows no such name here.");
    }

    protected checkName(node: Node, scope: Scope): void {
        if (node.is !== "member") return void this.meaning(node, scope);
        const target = this.meaning(node.target, scope);
        const type = target.is === "type" ? target.type : target.is === "value" ? target.bound.type : undefined;
        if (type && !hasMember(type, node.name)) throw refused(node.at, "The type has no member of this name.");
    }
}

function variable(scope: Scope, local: Local, at: number): Bound {
    if (local.constant) return { at, type: local.type, run: () => local.constant!.value, constant: local.constant };
    const { slot, type } = local;
    const up = scope.depth - local.depth;
    // Looked at by who reads, not by who only writes: an assignment marks it first.
    if (!local.assigned) throw refused(at, "The variable has no value yet.");
    const store = local.readOnly ? undefined : storeOf(scope, local);
    if (up === 0) return { at, type, run: (frame) => frame.slots[slot], store };
    const run: Run = (frame) => {
        let owner = frame;
        for (let level = 0; level < up; level++) owner = owner.parent!;
        return owner.slots[slot];
    };
    return { at, type, run, store };
}
