import type { Exchange } from "./exchange";
import { expressionTable } from "./expressionTable";

/** An expression ready to run. */
export type Expression =
    | { readonly type: "text"; readonly evaluate: (exchange: Exchange) => string }
    | { readonly type: "number"; readonly evaluate: (exchange: Exchange) => number }
    | { readonly type: "boolean"; readonly evaluate: (exchange: Exchange) => boolean };

/** Whether the whole of an attribute or text is an expression. */
export function isExpression(source: string): boolean {
    return /^\s*@[({]/.test(source);
}

/**
 * Finds an expression in the table. Blanks between the parts do not count, nothing else is alike: what is not in the
 * table is not run, and nothing of a document is ever evaluated as code.
 *
 * @param source with its `@(` and `)`
 * @returns undefined if the table does not have it
 */
export function compileExpression(source: string): Expression | undefined {
    const inner = /^@\(([^]*)\)$/.exec(source.trim())?.[1];
    const shape = inner === undefined ? undefined : shapeOf(inner);
    const found = shape && table.get(shape.key);
    if (!shape || !found) return undefined;
    const { type, evaluate } = found;
    return { type, evaluate: (exchange: Exchange) => evaluate(exchange, shape.texts, shape.numbers) } as Expression;
}

interface Shape {
    /** The expression without blanks, each text and number replaced by what stands for any. */
    readonly key: string;
    readonly texts: string[];
    readonly numbers: number[];
}

const token = /\s+|"((?:[^"\\\r\n]|\\["\\nrt])*)"|(\d{1,9})(?!\w)|[A-Za-z_]\w*|[^\s"\d]/y;

/** @returns undefined for what is no token of an expression in the table, e.g. an escape that none of them needs */
function shapeOf(source: string): Shape | undefined {
    const texts: string[] = [];
    const numbers: number[] = [];
    let key = "";
    token.lastIndex = 0;
    while (token.lastIndex < source.length) {
        const found = token.exec(source);
        if (!found) return undefined;
        const [whole, text, number] = found;
        if (text !== undefined) {
            texts.push(unescaped(text));
            key += '""';
        } else if (number !== undefined) {
            numbers.push(Number(number));
            key += "0";
        } else if (whole.trim() !== "") {
            // Two words in a row are two words, whatever the blanks between them.
            key += /\w$/.test(key) && /^\w/.test(whole) ? ` ${whole}` : whole;
        }
    }
    return { key, texts, numbers };
}

function unescaped(text: string): string {
    const controls: Record<string, string> = { n: "\n", r: "\r", t: "\t" };
    return text.replace(/\\(.)/g, (_, character: string) => controls[character] ?? character);
}

const table = new Map(expressionTable.map((row) => [shapeOf(row.expression)!.key, row]));
