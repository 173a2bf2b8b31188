import type { Exchange } from "./exchange";
import { shapeOf, type Shape } from "./expressionShape";
import { expressionTable } from "./expressionTable";
import { split } from "./textExpression";

type Evaluate = (exchange: Exchange, texts: readonly string[], numbers: readonly number[]) => boolean;

const conditions = new Map(
    expressionTable.flatMap((row): [string, Evaluate][] =>
        row.type === "boolean" && !row.readsResponse ? [[shapeOf(row.expression)!.key, row.evaluate]] : [],
    ),
);

/**
 * Rows of the table with `&&` between them; what stands behind one that does not hold is not evaluated.
 * @returns undefined for anything else
 */
export function composedCondition({ key, texts, numbers }: Shape): ((exchange: Exchange) => boolean) | undefined {
    const parts = split(key, "&&");
    if (parts.length < 2) return undefined;
    const checks: ((exchange: Exchange) => boolean)[] = [];
    let [text, number] = [0, 0];
    for (const part of parts) {
        const evaluate = split(part, "||").length > 1 ? undefined : conditions.get(part);
        if (!evaluate) return undefined;
        const own = texts.slice(text, (text += part.split('""').length - 1));
        const ownNumbers = numbers.slice(number, (number += part.match(/(?<!\w)0(?!\w)/g)?.length ?? 0));
        checks.push((exchange) => evaluate(exchange, own, ownNumbers));
    }
    return (exchange) => checks.every((check) => check(exchange));
}
