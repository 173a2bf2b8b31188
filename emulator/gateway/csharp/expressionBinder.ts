import { anonymousType } from "./anonymousTypes";
import type { Binder } from "./binder";
import type { Bound, Run } from "./bound";
import { notSupported, refused } from "./csharpError";
import { cannotConvert, convertTo, explicitly, implicitly, isInstance, mayBe, underlying } from "./conversions";
import { creation, newArray } from "./creations";
import { formatted } from "./formats";
import { boundLambda } from "./lambdas";
import { literal } from "./literals";
import { conditional, defaultOf, element, methodCall, staticCall } from "./members";
import { MeaningBinder } from "./meaningBinder";
import { valuePattern } from "./patterns";
import { choice, coalesce, shortCircuit } from "./choices";
import { binary, folded, unary } from "./operators";
import type { LocalFunction, Scope } from "./scope";
import { assigned, stepped } from "./assignments";
import type { Argument, Node, Pattern, Statement } from "./syntax";
import { raise } from "./thrown";
import { typeNamed } from "./typeRegistry";
import { isValueType, lambdaType, neverType, nullType, voidType, type Type } from "./types";
import { Anonymous, textOf, type Value } from "./values";

const maxWork = 100_000;

/** Finds out what an expression means, and makes what runs it. */
export class ExpressionBinder extends MeaningBinder implements Binder {
    private done = 0;

    constructor(
        private readonly statements: (
            binder: Binder,
            statement: Statement,
            scope: Scope,
        ) => ReturnType<Binder["statement"]>,
    ) {
        super();
    }

    work(at: number): void {
        if (++this.done > maxWork)
            throw notSupported(at, "an expression with so many overloads and lambdas within lambdas");
    }

    statement(statement: Statement, scope: Scope): ReturnType<Binder["statement"]> {
        this.work(statement.at);
        return this.statements(this, statement, scope);
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

    override value(node: Node, scope: Scope): Bound {
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
