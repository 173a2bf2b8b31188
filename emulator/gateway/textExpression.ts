import type { Exchange } from "./exchange";
import { shapeOf, type Shape } from "./expressionShape";
import type { BooleanRow } from "./expressionRow";
import { openAiExpressions } from "./openAiExpressions";
import { expressionTerms } from "./expressionTerms";

/** @returns undefined for null */
type Evaluate = (exchange: Exchange, texts: readonly string[]) => string | undefined;

/** What stands for any text in a shape. */
const anyText = '""';

const conditions = new Map(
    openAiExpressions.flatMap((row): [string, BooleanRow["evaluate"]][] =>
        row.type === "boolean" ? [[shapeOf(row.expression)!.key, row.evaluate]] : [],
    ),
);
const terms = new Map(expressionTerms.map(({ expression, evaluate }) => [shapeOf(expression)!.key, evaluate]));

/**
 * Texts and terms with `+` or `??` between them: `"calls/" + (context.Subscription?.Id ?? "anonymous")`.
 * @returns undefined for anything else; what it gives fails the call where the text is null
 */
export function composedText({ key, texts, numbers }: Shape): ((exchange: Exchange) => string) | undefined {
    const evaluate = numbers.length > 0 ? undefined : composed(key);
    if (!evaluate) return undefined;
    return (exchange) => {
        const value = evaluate(exchange, texts);
        if (value === undefined) throw new Error("The text is null.");
        return value;
    };
}

/** `+` binds more tightly than `??`, and that more tightly than `? :`. */
function composed(key: string): Evaluate | undefined {
    const chosen = choice(key);
    if (chosen) return chosen;
    if (split(key, "??").length > 1) {
        return joined(key, "??", (parts) => {
            for (const part of parts) {
                const value = part();
                if (value !== undefined) return value;
            }
            return undefined;
        });
    }
    // Null is the empty text in a sum.
    if (split(key, "+").length > 1) return joined(key, "+", (parts) => parts.map((part) => part() ?? "").join(""));
    if (key === anyText) return (_, [text]) => text;
    return terms.get(key) ?? (isBracketed(key) ? composed(key.slice(1, -1)) : undefined);
}

/** `condition ? text : other`, the condition one of the table's. */
function choice(key: string): Evaluate | undefined {
    const [condition, texts, ...none] = split(key, "?")
        // Not the question marks of `?.` and `??`.
        .reduce<string[]>((parts, part) => {
            const last = parts.at(-1);
            const isOne =
                last !== undefined && !/^[.?]/.test(part) && part !== "" && last !== "" && !last.endsWith("?");
            if (isOne || last === undefined) return [...parts, part];
            return [...parts.slice(0, -1), `${last}?${part}`];
        }, []);
    if (condition === undefined || texts === undefined || none.length > 0) return undefined;
    const [first, second, ...more] = split(texts, ":");
    const holds = conditions.get(condition);
    const [one, other] = [composed(first ?? ""), composed(second ?? "")];
    if (!holds || !one || !other || more.length > 0) return undefined;
    const count = (part: string) => part.split(anyText).length - 1;
    const [at, end] = [count(condition), count(condition) + count(first!)];
    return (exchange, all) =>
        holds(exchange, all.slice(0, at), []) ? one(exchange, all.slice(at, end)) : other(exchange, all.slice(end));
}

/** @param join gets the parts; those that it does not ask for are not evaluated */
function joined(
    key: string,
    operator: string,
    join: (parts: readonly (() => string | undefined)[]) => string | undefined,
): Evaluate | undefined {
    let count = 0;
    const parts: { evaluate: Evaluate; from: number; to: number }[] = [];
    for (const part of split(key, operator)) {
        const evaluate = composed(part);
        if (!evaluate) return undefined;
        const from = count;
        count += part.split(anyText).length - 1;
        parts.push({ evaluate, from, to: count });
    }
    return (exchange, texts) =>
        join(
            parts.map(
                ({ evaluate, from, to }) =>
                    () =>
                        evaluate(exchange, texts.slice(from, to)),
            ),
        );
}

/** The parts between the operators that stand in no brackets. */
export function split(key: string, operator: string): string[] {
    const parts: string[] = [];
    let depth = 0;
    let start = 0;
    for (let at = 0; at < key.length; at++) {
        if ("([".includes(key[at]!)) depth++;
        if (")]".includes(key[at]!)) depth--;
        if (depth !== 0 || !key.startsWith(operator, at)) continue;
        parts.push(key.slice(start, at));
        start = at + operator.length;
        at = start - 1;
    }
    return [...parts, key.slice(start)];
}

/** Whether the first bracket is closed by the last. */
function isBracketed(key: string): boolean {
    if (!key.startsWith("(") || !key.endsWith(")")) return false;
    let depth = 0;
    for (let at = 0; at < key.length - 1; at++) {
        if (key[at] === "(") depth++;
        if (key[at] === ")") depth--;
        if (depth === 0) return false;
    }
    return true;
}
