import { startBudget } from "./budget";
import { boundStatement } from "./statementBinder";
import { notSupported, refused } from "./csharpError";
import { ExpressionBinder } from "./expressionBinder";
import "./library/library";
import { Scope } from "./scope";
import { parseBlock, parseExpression } from "./statementParser";
import { typeNamed } from "./typeRegistry";
import type { PolicyContext } from "./policyContext";
import type { Value } from "./values";
import type { Frame, Run } from "./bound";

/** What the place of an expression takes. */
export type Wanted = "string" | "int" | "bool" | "object";

const types = { string: "String", int: "Int32", bool: "Boolean", object: "Object" } as const;

/**
 * Compiles a policy expression once, to be run at each call.
 *
 * @param source with its `@(` and `)`, or `@{` and `}`
 * @returns what runs it; that throws CSharpException where .NET throws, which fails the call
 * @throws CSharpError for what C# refuses, or the emulator does not have
 */
export function compileCSharp(source: string, wanted: Wanted): (context: PolicyContext) => Value {
    const run = guarded(source, wanted);
    return (context) => {
        startBudget();
        return run({ slots: [], parent: undefined, context }) ?? null;
    };
}

function guarded(source: string, wanted: Wanted): Run {
    try {
        return compiled(source, wanted);
    } catch (error) {
        // The parser and the binder call themselves for each level.
        if (error instanceof RangeError) throw notSupported(0, "an expression as deep as this");
        throw error;
    }
}

function compiled(source: string, wanted: Wanted): Run {
    const type = typeNamed(types[wanted]);
    const scope = Scope.root({ wanted: type, found: [] });
    const binder = new ExpressionBinder(boundStatement);
    if (source.startsWith("@(") && source.endsWith(")"))
        return binder.as(parseExpression(source, 2, source.length - 1), type, scope).run;
    if (!source.startsWith("@{") || !source.endsWith("}"))
        throw refused(0, "An expression ends with the bracket that it starts with.");
    const { run, completes } = binder.statement(parseBlock(source, 2, source.length - 1), scope);
    if (completes) throw refused(source.length - 1, "Not every way through the block returns a value.");
    return (frame: Frame): Value => {
        const signal = run(frame);
        return signal?.is === "return" ? signal.value : null;
    };
}
