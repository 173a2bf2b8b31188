import { compileCSharp, type Wanted } from "./csharp/compile";
import { CSharpError } from "./csharp/csharpError";
import type { Value } from "./csharp/values";
import type { Exchange } from "./exchange";
import { ExchangeContext } from "./expressionContext";

type Compiled = ReturnType<typeof compileCSharp>;

/** Whether the whole of an attribute or text is an expression. */
export function isExpression(source: string): boolean {
    return /^\s*@[({]/.test(source);
}

/**
 * Expressions by what they are and what is wanted. A policy is read at each call with the named values of then; what it
 * holds is compiled when the policy is put.
 */
const compiled = new Map<string, Compiled | CSharpError>();
const maxCompiled = 5000;

/**
 * An expression, compiled when it is seen first.
 *
 * @param source with its `@(` and `)`, or `@{` and `}`
 * @returns what evaluates it at each call; that throws where C# does, and BodyNeeded
 * @throws CSharpError for what C# refuses, or the emulator does not have
 */
export function compileExpression(source: string, wanted: Wanted): (exchange: Exchange) => Value {
    const key = `${wanted} ${source}`;
    let found = compiled.get(key);
    if (!found) {
        found = attempt(source.trim(), wanted);
        if (compiled.size >= maxCompiled) compiled.clear();
        compiled.set(key, found);
    }
    if (found instanceof CSharpError) throw found;
    const run = found;
    return (exchange) => run(new ExchangeContext(exchange));
}

function attempt(source: string, wanted: Wanted): Compiled | CSharpError {
    try {
        return compileCSharp(source, wanted);
    } catch (error) {
        if (error instanceof CSharpError) return error;
        throw error;
    }
}
