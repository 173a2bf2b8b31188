import { notSupported, refused } from "./csharpError";

/** A token; `start` and `end` count UTF-16 units of the whole expression. */
export interface Token {
    readonly kind: "name" | "keyword" | "number" | "string" | "char" | "interpolated" | "symbol" | "end";
    /** The name without `@`, the digits, the symbol, or the text with its escapes resolved. */
    readonly text: string;
    readonly start: number;
    readonly end: number;
    /** Of an interpolated string. */
    readonly parts?: readonly Part[];
}

/** A part of an interpolated string: text, or a hole whose tokens are read already. */
export type Part = string | { readonly tokens: readonly Token[]; readonly align?: string; readonly format?: string };

const keywords = new Set(
    (
        "abstract as base bool break byte case catch char checked class const continue decimal default delegate do double " +
        "else enum event explicit extern false finally fixed float for foreach goto if implicit in int interface internal " +
        "is lock long namespace new null object operator out override params private protected public readonly ref return " +
        "sbyte sealed short sizeof stackalloc static string struct switch this throw true try typeof uint ulong unchecked " +
        "unsafe ushort using virtual void volatile while"
    ).split(" "),
);
const symbols = [
    "??",
    "&&",
    "||",
    "==",
    "!=",
    "<=",
    "+=",
    "-=",
    "*=",
    "/=",
    "%=",
    "&=",
    "|=",
    "^=",
    "++",
    "--",
    "=>",
    "->",
    "::",
];
const single = "()[]{}<>=+-*/%&|^!~?:;,.";
const space = /[\p{Zs}\t\v\f]/u;
const newline = /[\r\n\u0085\u2028\u2029]/;
const nameStart = /[\p{L}\p{Nl}_]/u;
const namePart = /[\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}\p{Cf}]/u;
const number =
    /0[xX][0-9a-fA-F](?:_*[0-9a-fA-F])*(?:[uU][lL]?|[lL][uU]?)?|0[bB][01](?:_*[01])*(?:[uU][lL]?|[lL][uU]?)?|(?:\d(?:_*\d)*(?:\.\d(?:_*\d)*)?|\.\d(?:_*\d)*)(?:[eE][+-]?\d(?:_*\d)*)?(?:[uU][lL]?|[lL][uU]?|[fFdDmM])?/y;
const escapes: Readonly<Record<string, string>> = {
    "'": "'",
    '"': '"',
    "\\": "\\",
    "0": "\0",
    a: "\x07",
    b: "\b",
    f: "\f",
    n: "\n",
    r: "\r",
    t: "\t",
    v: "\v",
};

/** Reads C# 7.0 into tokens. @throws CSharpError */
export function tokenize(source: string, from: number, to: number): Token[] {
    return new Lexer(source, from, to).all();
}

class Lexer {
    constructor(
        private readonly source: string,
        private at: number,
        private readonly to: number,
    ) {}

    all(): Token[] {
        const tokens: Token[] = [];
        for (;;) {
            this.skipBlanks();
            if (this.at >= this.to) return [...tokens, { kind: "end", text: "", start: this.to, end: this.to }];
            tokens.push(this.next());
        }
    }

    private skipBlanks(): void {
        for (;;) {
            const character = this.peek();
            if (character !== "" && (space.test(character) || newline.test(character))) this.at++;
            else if (this.starts("//")) while (this.at < this.to && !newline.test(this.peek())) this.at++;
            else if (this.starts("/*")) {
                const end = this.source.indexOf("*/", this.at + 2);
                if (end === -1 || end + 2 > this.to) throw refused(this.at, "A comment has no end.");
                this.at = end + 2;
            } else return;
        }
    }

    private next(): Token {
        const start = this.at;
        const character = this.peek();
        if (this.starts('$@"')) return this.interpolated(3, true);
        if (this.starts('$"')) return this.interpolated(2, false);
        if (this.starts('@"')) return this.verbatim();
        if (character === '"') return this.text('"', "string");
        if (character === "'") return this.text("'", "char");
        const isVerbatim = character === "@";
        if (nameStart.test(isVerbatim ? this.peek(1) : character)) {
            if (isVerbatim) this.at++;
            const from = this.at;
            while (this.at < this.to && namePart.test(this.peek())) this.at++;
            const text = this.source.slice(from, this.at);
            return this.token(!isVerbatim && keywords.has(text) ? "keyword" : "name", text, start);
        }
        if (/\d/.test(character) || (character === "." && /\d/.test(this.peek(1)))) {
            number.lastIndex = this.at;
            const text = number.exec(this.source)?.[0] ?? "";
            this.at += text.length;
            if (this.at > this.to || namePart.test(this.peek()))
                throw refused(start, "A number is not written as C# has it.");
            return this.token("number", text.replaceAll("_", ""), start);
        }
        const symbol =
            symbols.find((known) => this.starts(known)) ?? (single.includes(character) ? character : undefined);
        if (symbol === undefined) throw refused(start, "C# has no such character here.");
        this.at += symbol.length;
        return this.token("symbol", symbol, start);
    }

    private text(quote: string, kind: "string" | "char"): Token {
        const start = this.at++;
        let text = "";
        while (this.peek() !== quote) {
            if (this.at >= this.to || newline.test(this.peek()))
                throw refused(start, "A text or character has no end on its line.");
            text += this.peek() === "\\" ? this.escape(kind) : this.source[this.at++]!;
        }
        this.at++;
        if (kind === "char" && text.length !== 1)
            throw refused(start, "A character literal holds exactly one character.");
        return this.token(kind, text, start);
    }

    private escape(kind: "string" | "char"): string {
        const start = this.at++;
        const character = this.source[this.at++] ?? "";
        if (Object.hasOwn(escapes, character)) return escapes[character]!;
        const digits = { x: /[0-9a-fA-F]{1,4}/y, u: /[0-9a-fA-F]{4}/y, U: /[0-9a-fA-F]{8}/y }[character];
        if (digits) {
            digits.lastIndex = this.at;
            const code = digits.exec(this.source)?.[0];
            if (code !== undefined && parseInt(code, 16) <= (kind === "char" ? 0xffff : 0x10ffff)) {
                this.at += code.length;
                return String.fromCodePoint(parseInt(code, 16));
            }
        }
        throw refused(start, "C# has no such escape.");
    }

    private verbatim(): Token {
        const start = this.at;
        this.at += 2;
        let text = "";
        for (;;) {
            if (this.at >= this.to) throw refused(start, "A text has no end.");
            if (this.starts('""')) {
                text += '"';
                this.at += 2;
            } else if (this.peek() === '"') {
                this.at++;
                return this.token("string", text, start);
            } else text += this.source[this.at++]!;
        }
    }

    private interpolated(prefix: number, verbatim: boolean): Token {
        const start = this.at;
        this.at += prefix;
        const parts: Part[] = [];
        let text = "";
        for (;;) {
            const character = this.peek();
            if (this.at >= this.to || (!verbatim && newline.test(character)))
                throw refused(start, "A text has no end.");
            if (verbatim ? this.starts('""') : false) {
                text += '"';
                this.at += 2;
            } else if (character === '"') {
                this.at++;
                if (text !== "") parts.push(text);
                return { ...this.token("interpolated", "", start), parts };
            } else if (this.starts("{{") || this.starts("}}")) {
                text += character;
                this.at += 2;
            } else if (character === "}") {
                throw refused(this.at, "A closing brace in an interpolated text is written twice.");
            } else if (character === "{") {
                if (text !== "") parts.push(text);
                text = "";
                parts.push(this.hole(verbatim));
            } else text += !verbatim && character === "\\" ? this.escape("string") : this.source[this.at++]!;
        }
    }

    private hole(verbatim: boolean): Part {
        const start = this.at++;
        const tokens: Token[] = [];
        const open: string[] = [];
        let align: string | undefined;
        for (;;) {
            this.skipBlanks();
            const character = this.peek();
            if (this.at >= this.to) throw refused(start, "A hole of an interpolated text has no end.");
            if (open.length === 0 && character === "}") break;
            if (open.length === 0 && character === ":") break;
            if (open.length === 0 && character === ",") {
                const found = /,\s*([+-]?\d+)\s*(?=[:}])/y;
                found.lastIndex = this.at;
                const [whole, digits] = found.exec(this.source) ?? [];
                if (whole === undefined)
                    throw refused(this.at, "The width in an interpolated text is a constant number.");
                align = digits;
                this.at += whole.length;
                continue;
            }
            if (character === '"' && !verbatim && tokens.length > 0 && /[\w")\]]/.test(this.source[this.at - 1]!)) {
                throw refused(this.at, "A text in an interpolated text has no quotation marks of its own.");
            }
            const token = this.next();
            if (token.kind === "symbol" && "([{".includes(token.text)) open.push(token.text);
            if (token.kind === "symbol" && ")]}".includes(token.text)) open.pop();
            tokens.push(token);
        }
        if (tokens.length === 0) throw refused(start, "A hole of an interpolated text is empty.");
        let format: string | undefined;
        if (this.peek() === ":") {
            const end = this.source.indexOf("}", this.at);
            format = this.source.slice(this.at + 1, end);
            if (end === -1 || end >= this.to || /["{]/.test(format))
                throw refused(this.at, "A format in an interpolated text has no end.");
            if (format.includes("\\")) throw notSupported(this.at, "an escape in the format of an interpolated text");
            this.at = end;
        }
        this.at++;
        tokens.push({ kind: "end", text: "", start: this.at - 1, end: this.at - 1 });
        return { tokens, align, format };
    }

    private token(kind: Token["kind"], text: string, start: number): Token {
        return { kind, text, start, end: this.at };
    }

    private peek(ahead = 0): string {
        const at = this.at + ahead;
        return at < this.to ? this.source[at]! : "";
    }

    private starts(text: string): boolean {
        return this.source.startsWith(text, this.at) && this.at + text.length <= this.to;
    }
}
