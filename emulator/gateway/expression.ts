import { composedCondition } from "./conditions";
import type { Exchange } from "./exchange";
import { shapeOf } from "./expressionShape";
import { expressionTable } from "./expressionTable";
import { composedText } from "./textExpression";

/** An expression ready to run. */
export type Expression =
    | (Reading & { readonly type: "text"; readonly evaluate: (exchange: Exchange) => string })
    | (Reading & { readonly type: "number"; readonly evaluate: (exchange: Exchange) => number })
    | (Reading & { readonly type: "boolean"; readonly evaluate: (exchange: Exchange) => boolean });

interface Reading {
    /** Whether the body of `context.Response` has to be there as a whole. Absent: it is not looked at. */
    readonly readsResponse?: (exchange: Exchange) => boolean;
}

/** Whether the whole of an attribute or text is an expression. */
export function isExpression(source: string): boolean {
    return /^\s*@[({]/.test(source);
}

/**
 * Finds an expression in the table, or texts that are put together of terms. Blanks between the parts do not count,
 * nothing else is alike: what is in no table is not run, and nothing of a document is ever evaluated as code.
 *
 * @param source with its `@(` and `)`, or `@{` and `}`
 * @returns undefined if the tables do not have it
 */
export function compileExpression(source: string): Expression | undefined {
    const text = source.trim();
    const inner = /^@\(([^]*)\)$/.exec(text)?.[1] ?? /^@(\{[^]*\})$/.exec(text)?.[1];
    const shape = inner === undefined ? undefined : shapeOf(inner);
    if (!shape) return undefined;
    const found = table.get(shape.key);
    if (!found) {
        const condition = composedCondition(shape);
        if (condition) return { type: "boolean", evaluate: condition };
        const evaluate = composedText(shape);
        return evaluate && { type: "text", evaluate };
    }
    const { type, evaluate, readsResponse } = found;
    return {
        type,
        evaluate: (exchange: Exchange) => evaluate(exchange, shape.texts, shape.numbers),
        readsResponse: readsResponse && ((exchange: Exchange) => readsResponse(exchange, shape.numbers)),
    } as Expression;
}

const table = new Map(expressionTable.map((row) => [shapeOf(row.expression)!.key, row]));
