import { step } from "./budget";
import type { Binder } from "./binder";
import type { Bound, Run } from "./bound";
import { refused } from "./csharpError";
import { exceptions } from "./exceptions";
import { invokeOf, isDelegate } from "./inference";
import type { Node, Parameter, Statement } from "./syntax";
import type { Scope } from "./scope";
import { typeNamed } from "./typeRegistry";
import { voidType, type Type } from "./types";
import type { Value } from "./values";

/** A lambda where a delegate is expected. */
export function boundLambda(binder: Binder, lambda: Node & { readonly is: "lambda" }, type: Type, scope: Scope): Bound {
    if (!isDelegate(type)) throw refused(lambda.at, "A lambda is no value of this type.");
    const { params, returns } = invokeOf(type);
    if (params.length !== lambda.params.length)
        throw refused(lambda.at, "The lambda takes another number of arguments.");
    const make = functionOf(binder, lambda.params, params, returns, lambda.body, scope, lambda.at);
    return { at: lambda.at, type, run: make };
}

const maxDepth = 200;
let depth = 0;

/** What makes a JavaScript function of a lambda or local function, with the variables around it. */
export function functionOf(
    binder: Binder,
    names: readonly Parameter[],
    params: readonly Type[],
    returns: Type,
    body: Node | Statement,
    scope: Scope,
    at: number,
): Run {
    const inner = scope.function({ wanted: returns, found: [] });
    names.forEach((parameter, index) => inner.declare(parameter.name, params[index]!, parameter.at, true));
    const run = bodyOf(binder, body, returns, inner, at);
    return (frame) =>
        (...args: Value[]): Value => {
            step();
            if (depth >= maxDepth) throw exceptions.outOfMemory("The expression calls itself too deeply.");
            depth++;
            try {
                return run({ slots: args, parent: frame, context: frame.context });
            } finally {
                depth--;
            }
        };
}

function bodyOf(binder: Binder, body: Node | Statement, returns: Type, scope: Scope, at: number): Run {
    if (body.is !== "block") {
        return returns === voidType || returns === typeNamed("Void")
            ? binder.value(body as Node, scope).run
            : binder.as(body as Node, returns, scope).run;
    }
    const { run, completes } = binder.statement(body, scope);
    if (completes && returns !== voidType && returns !== typeNamed("Void"))
        throw refused(at, "Not every way through the function returns a value.");
    return (frame) => {
        const signal = run(frame);
        return signal?.is === "return" ? signal.value : null;
    };
}
