import { maxDepth, position, SyntaxProblem, type MapNode, type Node } from "./node";

const space = /[ \t\r\n]*/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const quote = 0x22;
const backslash = 0x5c;
const firstPrintable = 0x20;
const word = /true|false|null/y;

/**
 * Reads JSON into nodes and keeps what `JSON.parse` loses: the text of numbers, the place of every node, and keys
 * that stand twice.
 * @throws SyntaxProblem for anything that is not JSON, for a repeated key and for too deep nesting.
 */
export function scanJson(text: string): Node {
    const scanner = new Scanner(text);
    const root = scanner.value(0);
    scanner.end();
    return root;
}

class Scanner {
    private at = 0;

    constructor(private readonly text: string) {}

    value(depth: number): Node {
        if (depth >= maxDepth) throw new SyntaxProblem(tooDeep);
        this.match(space);
        switch (this.text[this.at]) {
            case "{":
                return this.map(depth);
            case "[":
                return this.list(depth);
            case '"': {
                const offset = this.at;
                const value = this.string();
                return { kind: "scalar", text: value, value, quoted: true, offset };
            }
            default:
                return this.bareScalar();
        }
    }

    end(): void {
        this.match(space);
        if (this.at !== this.text.length) throw this.notJson();
    }

    private map(depth: number): Node {
        const node: MapNode = { kind: "map", entries: new Map(), offset: this.at++ };
        if (this.take("}")) return node;
        do {
            this.match(space);
            const start = this.at;
            const key = this.string();
            if (node.entries.has(key)) throw new SyntaxProblem(duplicateKey(this.text, start, this.at));
            if (!this.take(":")) throw this.notJson();
            node.entries.set(key, this.value(depth + 1));
        } while (this.take(","));
        if (!this.take("}")) throw this.notJson();
        return node;
    }

    private list(depth: number): Node {
        const node: Node = { kind: "list", items: [], offset: this.at++ };
        if (this.take("]")) return node;
        do node.items.push(this.value(depth + 1));
        while (this.take(","));
        if (!this.take("]")) throw this.notJson();
        return node;
    }

    private string(): string {
        if (this.text[this.at] !== '"') throw this.notJson();
        const start = this.at++;
        let escaped = false;
        for (;;) {
            const code = this.text.charCodeAt(this.at++);
            if (code === quote) break;
            // NaN, behind the end, fails here as the control characters do.
            if (!(code >= firstPrintable)) throw this.notJson();
            if (code !== backslash) continue;
            escaped = true;
            this.at++;
        }
        const literal = this.text.slice(start, this.at);
        return escaped ? this.unescaped(literal) : literal.slice(1, -1);
    }

    private unescaped(literal: string): string {
        try {
            return JSON.parse(literal) as string;
        } catch {
            throw this.notJson();
        }
    }

    private bareScalar(): Node {
        const offset = this.at;
        const literal = this.match(word) ?? this.match(number);
        if (!literal) throw this.notJson();
        const value = JSON.parse(literal) as number | boolean | null;
        return { kind: "scalar", text: literal, value, quoted: false, offset };
    }

    private take(character: string): boolean {
        this.match(space);
        if (this.text[this.at] !== character) return false;
        this.at++;
        return true;
    }

    /** In SharpYaml's shape; its own words depend on the state of its parser (record not-json). */
    private notJson(): SyntaxProblem {
        const place = `(${position(this.text, Math.min(this.at, this.text.length))})`;
        return new SyntaxProblem(`${place} - ${place}: Did not find what JSON expects here.`);
    }

    private match(pattern: RegExp): string | undefined {
        pattern.lastIndex = this.at;
        const found = pattern.exec(this.text)?.[0];
        if (found !== undefined) this.at += found.length;
        return found;
    }
}

/** SharpYaml's text for a key that stands twice in one object. */
export function duplicateKey(text: string, start: number, end: number): string {
    return `(${position(text, start)}) - (${position(text, end)}): Duplicate key`;
}

/** OpenAPI.NET's text, of JSON too, and without a place. Record nested-too-deep. */
export const tooDeep = `The YAML document exceeds the maximum supported nesting depth of ${maxDepth}.`;
