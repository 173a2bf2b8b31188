import { anonymousType } from "./anonymousTypes";
import type { Binder, Bound, Run } from "./bound";
import { notSupported, refused } from "./csharpError";
import { cannotConvert, convertTo, explicitly, implicitly, isInstance, mayBe, underlying } from "./conversions";
import { creation, newArray } from "./creations";
import { formatted } from "./formats";
import { boundLambda } from "./lambdas";
import { literal } from "./literals";
import {
    conditional,
    defaultOf,
    element,
    hasMember,
    methodCall,
    property,
    staticCall,
    staticProperty,
} from "./members";
import { isNamespace, lookUp, resolveType } from "./names";
import { valuePattern } from "./patterns";
import { binary, choice, coalesce, folded, shortCircuit, unary } from "./operators";
import type { Given } from "./overloads";
import { storeOf, type Local, type LocalFunction, type Scope } from "./scope";
import { assigned, stepped } from "./assignments";
import type { Argument, Node, Pattern, Statement, TypeNode } from "./syntax";
import { raise } from "./thrown";
import { typeNamed } from "./typeRegistry";
import { isValueType, lambdaType, neverType, nullType, typeOfDef, voidType, type Type } from "./types";
import { Anonymous, textOf, type Value } from "./values";

/** What a name stands for. */
type Meaning =
    | { readonly is: "value"; readonly bound: Bound }
    | { readonly is: "type"; readonly type: Type }
    | { readonly is: "namespace"; readonly name: string }
    | { readonly is: "function"; readonly local: LocalFunction };

const maxWork = 100_000;

/** Finds out what an expression means, and makes what runs it. */
export class ExpressionBinder implements Binder {
    private done = 0;

    constructor(
        private readonly statements: (
            binder: Binder,
            statement: Statement,
            scope: Scope,
        ) => ReturnType<Binder["statement"]>,
    ) {}

    work(at: number): void {
        if (++this.done > maxWork)
            throw notSupported(at, "an expression with so many overloads and lambdas within lambdas");
    }

    statement(statement: Statement, scope: Scope): ReturnType<Binder["statement"]> {
        this.work(statement.at);
        return this.statements(this, statement, scope);
    }

    type(node: TypeNode): Type {
        return resolveType(node);
    }

    condition(node: Node, scope: Scope): Bound {
        return this.as(node, typeNamed("Boolean"), scope);
    }

    as(node: Node, type: Type, scope: Scope): Bound {
        if (node.is === "lambda") return boundLambda(this, node, type, scope);
        const bound = this.value(node, scope);
        if (bound.type === type) return bound;
        if (!implicitly(bound.type, type, bound.constant)) throw refused(bound.at, cannotConvert(bound.type, type));
        return convertTo(bound, type);
    }

    value(node: Node, scope: Scope): Bound {
        this.work(node.at);
        const { at } = node;
        switch (node.is) {
            case "literal":
                return literal(at, node.kind, node.text);
            case "interpolated":
                return this.interpolated(node, scope);
            case "name":
            case "member":
            case "type": {
                const meaning = this.meaning(node, scope);
                if (meaning.is === "value") return meaning.bound;
                throw refused(at, "The name does not stand for a value.");
            }
            case "receiver":
                return { at, type: scope.receiver!.type, run: scope.receiver!.run };
            case "call":
                return this.call(node, scope);
            case "index":
                return element(this, this.value(node.target, scope), this.given(node.args, scope), scope, at);
            case "conditional-access":
                return this.conditionalAccess(node, scope);
            case "unary": {
                const { operator, operand } = node;
                const isNegative = operator === "-" && operand.is === "literal" && operand.kind === "number";
                return unary(
                    operator,
                    isNegative ? literal(operand.at, "number", operand.text, true) : this.value(operand, scope),
                    scope,
                    at,
                );
            }
            case "binary":
                return this.binary(node, scope);
            case "assign":
                return assigned(this, node, scope);
            case "step":
                return stepped(this, node, scope);
            case "choice":
                return choice(
                    this.condition(node.condition, scope),
                    this.value(node.yes, scope),
                    this.value(node.no, scope),
                    at,
                );
            case "cast":
                return this.cast(node, scope);
            case "is":
                return this.test(this.value(node.operand, scope), node.pattern, scope, at);
            case "as": {
                const { run, type: from } = this.value(node.operand, scope);
                const type = this.type(node.type);
                if (
                    (isValueType(type) && !underlying(type)) ||
                    !(from === nullType || mayBe(underlying(from) ?? from, underlying(type) ?? type))
                )
                    throw refused(at, "C# takes no 'as' between these types.");
                return { at, type, run: (frame) => checkedAs(run(frame), type) };
            }
            case "lambda":
                throw refused(at, "A lambda has no type here.");
            case "new":
                return creation(this, node, this.type(node.type), this.given(node.args, scope), scope);
            case "new-array":
                return newArray(this, node, scope);
            case "new-anonymous": {
                const members = node.members.map(({ name, value }) => ({ name, bound: this.value(value, scope) }));
                for (const { bound } of members)
                    if ([nullType, voidType].includes(bound.type))
                        throw refused(bound.at, "A member of an anonymous type needs a type.");
                const type = anonymousType(
                    members.map(({ name }) => name),
                    members.map(({ bound }) => bound.type),
                    at,
                );
                return {
                    at,
                    type,
                    run: (frame) =>
                        new Anonymous(type, new Map(members.map(({ name, bound }) => [name, bound.run(frame)]))),
                };
            }
            case "default":
                return defaultOf(this.type(node.type), at);
            case "typeof":
                throw notSupported(at, "System.Type");
            case "nameof": {
                this.checkName(node.target, scope);
                return literal(at, "string", node.name);
            }
            case "checked": {
                const { type, run, constant } = this.value(node.operand, scope.withChecked(node.checked));
                return { at, type, run, constant };
            }
            case "throw": {
                const { run } = this.as(node.operand, typeNamed("Exception"), scope);
                return { at, type: neverType, run: (frame) => raise(run(frame)) };
            }
        }
    }

    typeMeaning(node: Node, scope: Scope): Type | undefined {
        const meaning = this.meaning(node, scope);
        return meaning.is === "type" ? meaning.type : undefined;
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

    private meaning(node: Node, scope: Scope): Meaning {
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

    private checkName(node: Node, scope: Scope): void {
        if (node.is !== "member") return void this.meaning(node, scope);
        const target = this.meaning(node.target, scope);
        const type = target.is === "type" ? target.type : target.is === "value" ? target.bound.type : undefined;
        if (type && !hasMember(type, node.name)) throw refused(node.at, "The type has no member of this name.");
    }

    private call(node: Node & { readonly is: "call" }, scope: Scope): Bound {
        const { at, target, args } = node;
        if (target.is === "name") {
            const local = scope.find(target.name);
            if (local && !("assigned" in local)) return this.localCall(local, args, scope, at);
            throw refused(at, "C# knows no method of this name here.");
        }
        if (target.is !== "member") throw refused(at, "Only a method can be called.");
        const meaning = this.meaning(target.target, scope);
        const typeArgs = (target.args ?? []).map((arg) => this.type(arg));
        if (meaning.is === "type")
            return staticCall(this, meaning.type, target.name, this.given(args, scope), typeArgs, scope, target.at);
        if (meaning.is === "value")
            return methodCall(this, meaning.bound, target.name, this.given(args, scope), typeArgs, scope, target.at);
        throw refused(target.at, "C# knows no such name here.");
    }

    private localCall(
        { params, returns, depth, slot }: LocalFunction,
        args: readonly Argument[],
        scope: Scope,
        at: number,
    ): Bound {
        if (args.length !== params.length || args.some(({ name, out }) => name ?? out))
            throw refused(at, "The function takes other arguments.");
        const runs = args.map(({ value }, index) => this.as(value, params[index]!, scope).run);
        const up = scope.depth - depth;
        return {
            at,
            type: returns,
            run: (frame) => {
                let owner = frame;
                for (let level = 0; level < up; level++) owner = owner.parent!;
                return (owner.slots[slot] as (...values: Value[]) => Value)(...runs.map((run) => run(frame)));
            },
        };
    }

    private conditionalAccess(node: Node & { readonly is: "conditional-access" }, scope: Scope): Bound {
        const target = this.value(node.target, scope);
        const type = underlying(target.type) ?? target.type;
        if (type === nullType || type === voidType || (isValueType(target.type) && !underlying(target.type)))
            throw refused(node.at, "C# has no '?.' behind a value that is never null.");
        const slot = scope.hidden();
        const run: Run = (frame) => frame.slots[slot];
        return conditional(target, this.value(node.rest, scope.withReceiver({ run, type })), slot, node.at);
    }

    private binary({ operator, left, right, at }: Node & { readonly is: "binary" }, scope: Scope): Bound {
        const one = this.value(left, scope);
        const other = this.value(right, scope);
        if (operator === "&&" || operator === "||") return shortCircuit(operator, one, other, at);
        return operator === "??" ? coalesce(one, other, at) : binary(this, operator, one, other, scope, at);
    }

    private cast({ at, type: node, operand }: Node & { readonly is: "cast" }, scope: Scope): Bound {
        const type = this.type(node);
        if (operand.is === "lambda") return boundLambda(this, operand, type, scope);
        const { type: from, run, constant } = this.value(operand, scope);
        const isConstant = constant !== undefined;
        const convert =
            implicitly(from, type, constant) ??
            explicitly(from, type, scope.checked || (isConstant && !scope.unchecked));
        if (!convert) throw refused(at, "C# takes no cast between these types.");
        const keeps =
            isConstant && (isValueType(from) || from === nullType) && (isValueType(type) || from === nullType);
        if (!keeps) return { at, type, run: (frame) => convert(run(frame)) };
        const value = folded(at, () => convert(constant.value));
        return { at, type, run: () => value, constant: { value } };
    }

    private test(operand: Bound, pattern: Pattern, scope: Scope, at: number): Bound {
        const { run } = operand;
        const test = valuePattern(this, operand.type, pattern, scope);
        return { at, type: typeNamed("Boolean"), run: (frame) => test(frame, run(frame)) };
    }

    private interpolated({ parts, at }: Node & { readonly is: "interpolated" }, scope: Scope): Bound {
        const runs = parts.map((part): Run => {
            if (typeof part === "string") return () => part;
            const { run, type } = this.value(part.value, scope);
            if (type === voidType || type === lambdaType) throw refused(part.value.at, "There is no value to write.");
            if (part.align === undefined && part.format === undefined) return (frame) => textOf(run(frame));
            return (frame) => formatted(run(frame), part.format, Number(part.align ?? 0));
        });
        return { at, type: typeNamed("String"), run: (frame) => runs.map((run) => run(frame)).join("") };
    }
}

function checkedAs(value: Value, type: Type): Value {
    return isInstance(value, type) ? value : null;
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
