import type { Binder } from "./binder";
import type { BoundStatement, Frame, Signal } from "./bound";
import { refused } from "./csharpError";
import { CSharpException } from "./exceptions";
import { storeOf, type Scope } from "./scope";
import type { Statement } from "./syntax";
import { typeNamed } from "./typeRegistry";
import { isA } from "./types";
import { ExceptionValue } from "./values";

/** `try` with `catch` and `finally`. Exceptions of .NET are caught; what ends the evaluation itself is not. */
export function tryStatement(
    binder: Binder,
    { body, catches, last }: Statement & { readonly is: "try" },
    scope: Scope,
): BoundStatement {
    const tried = binder.statement(body, scope);
    const handlers = catches.map(({ type: node, name, when, body: handler, at }) => {
        const inner = scope.block();
        const type = node && binder.type(node);
        if (type && !isA(type, typeNamed("Exception"))) throw refused(at, "Only exceptions can be caught.");
        const store = name === undefined ? undefined : storeOf(inner, inner.declare(name, type!, at, true));
        const guard = when && binder.condition(when, inner).run;
        return { store, guard, ...binder.statement(handler, inner) };
    });
    const end = last && binder.statement(last, scope);
    const caught = (frame: Frame): Signal => {
        try {
            return tried.run(frame);
        } catch (error) {
            if (!(error instanceof CSharpException)) throw error;
            for (const { store, guard, run } of handlers) {
                store?.(frame, new ExceptionValue(error.message, error.type));
                if (!guard || guard(frame)) return run(frame);
            }
            throw error;
        }
    };
    const completes = (tried.completes || handlers.some((handler) => handler.completes)) && (end?.completes ?? true);
    if (!end) return { run: caught, completes };
    const run = (frame: Frame): Signal => {
        let signal: Signal;
        try {
            signal = caught(frame);
        } catch (error) {
            end.run(frame);
            throw error;
        }
        end.run(frame);
        return signal;
    };
    return { run, completes };
}
