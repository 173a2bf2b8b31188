/**
 * A node of the document as the service's parser sees it: JSON is read as YAML, so every scalar is text, and `1.0`
 * differs from `1`. `offset` is where the node starts in the text.
 */
export type Node = ScalarNode | ListNode | MapNode;

/** A text, a number, a truth value or null of a document. */
export interface ScalarNode {
    readonly kind: "scalar";
    /** The scalar as written, without quotes. */
    readonly text: string;
    /** The scalar as JSON has it, for examples, defaults and enums. */
    readonly value: string | number | boolean | null;
    /** Whether it stood in quotes, so that it is a text whatever it says. */
    readonly quoted: boolean;
    readonly offset: number;
}

interface ListNode {
    readonly kind: "list";
    readonly items: Node[];
    readonly offset: number;
}

/** An object of a document, with the last of several members of one name. */
export interface MapNode {
    readonly kind: "map";
    readonly entries: Map<string, Node>;
    readonly offset: number;
}

/** Documents in which something stands on this level of maps and lists, the root on level 0, are refused. */
export const maxDepth = 64;

/** The text is no document at all; `message` is what the service answers. */
export class SyntaxProblem extends Error {}

/** Where `offset` lies, as SharpYaml prints it: line and column count from 0. */
export function position(text: string, offset: number): string {
    const before = text.slice(0, offset);
    const lastBreak = before.lastIndexOf("\n");
    return `Lin: ${lineOf(text, offset)}, Col: ${offset - lastBreak - 1}, Chr: ${offset}`;
}

/** The line of `offset`, from 0. */
export function lineOf(text: string, offset: number): number {
    let line = 0;
    for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line++;
    return line;
}

/** Sets a member whose name comes from the document: `__proto__` is a name like any other. */
export function put(target: Record<string, unknown>, key: string, value: unknown): void {
    if (key !== "__proto__") target[key] = value;
    else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}
