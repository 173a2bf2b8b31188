import { notSupported, refused, type CSharpError } from "./csharpError";
import { keywordTypes } from "./keywordTypes";
import type { Token } from "./lexer";
import type { TypeNode } from "./syntax";

/** Walks over tokens, and reads types. */
export class TypeParser {
    protected at = 0;

    constructor(protected readonly tokens: readonly Token[]) {}

    protected get token(): Token {
        return this.tokens[this.at]!;
    }

    protected isAtEnd(): boolean {
        return this.token.kind === "end";
    }

    protected ahead(count = 1): Token {
        return this.tokens[Math.min(this.at + count, this.tokens.length - 1)]!;
    }

    protected sees(...symbols: string[]): boolean {
        const { kind, text } = this.token;
        return (kind === "symbol" || kind === "keyword") && symbols.includes(text);
    }

    protected accept(...symbols: string[]): boolean {
        if (!this.sees(...symbols)) return false;
        this.at++;
        return true;
    }

    protected expect(symbol: string): Token {
        if (!this.sees(symbol)) throw refused(this.token.start, `C# expects '${symbol}' here.`);
        return this.tokens[this.at++]!;
    }

    protected name(): string {
        if (this.token.kind !== "name") throw this.unexpected();
        return this.tokens[this.at++]!.text;
    }

    protected unexpected(): CSharpError {
        return refused(this.token.start, "C# expects something else here.");
    }

    /** Reads on, and goes back to where it was if that is refused. */
    protected attempt<Result>(read: () => Result | undefined): Result | undefined {
        const before = this.at;
        try {
            const result = read();
            if (result !== undefined) return result;
        } catch (error) {
            if (!(error instanceof Error && error.name === "CSharpError")) throw error;
        }
        this.at = before;
        return undefined;
    }

    /** @param suffixes whether `?` and `[]` belong to it, which they don't between `new` and a size */
    type(suffixes = true): TypeNode {
        const { start } = this.token;
        const path: { name: string; args?: readonly TypeNode[] }[] = [];
        if (this.token.kind === "keyword" && keywordTypes.has(this.token.text)) {
            path.push({ name: this.tokens[this.at++]!.text });
        } else if (this.sees("(")) {
            throw notSupported(start, "tuples (System.ValueTuple)");
        } else {
            if (this.ahead().text === "::") throw notSupported(start, "'::'");
            do {
                const name = this.name();
                path.push(this.sees("<") ? { name, args: this.typeArguments() } : { name });
            } while (this.accept("."));
        }
        const found: ("[]" | "?")[] = [];
        if (suffixes && this.accept("?")) found.push("?");
        while (suffixes && this.sees("[") && (this.ahead().text === "]" || this.ahead().text === ",")) {
            if (this.ahead().text === ",") throw notSupported(this.token.start, "arrays of more than one dimension");
            this.at += 2;
            found.push("[]");
        }
        return { at: start, path, suffixes: found };
    }

    protected typeArguments(): TypeNode[] {
        this.expect("<");
        const args: TypeNode[] = [];
        do args.push(this.type());
        while (this.accept(","));
        this.expect(">");
        return args;
    }
}
