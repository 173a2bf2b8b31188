import { notSupported, refused } from "./csharpError";
import type { Token } from "./lexer";
import { CreationParser } from "./creationParser";
import type { Node, Pattern, TypeNode } from "./syntax";
import { keywordTypes } from "./keywordTypes";

const levels: readonly (readonly string[])[] = [
    ["||"],
    ["&&"],
    ["|"],
    ["^"],
    ["&"],
    ["==", "!="],
    ["<", ">", "<=", ">="],
    ["<<", ">>"],
    ["+", "-"],
    ["*", "/", "%"],
];
const relational = 6;
const assignments = ["=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="];
/** What may follow a list of type arguments (C# specification, 6.2.5); anything else makes `<` a comparison. */
const afterTypeArguments = ["(", ")", "]", "}", ":", ";", ",", ".", "?", "==", "!=", "|", "^", "&&", "||", "&", "["];

/** Reads expressions by precedence. */
export abstract class ExpressionParser extends CreationParser {
    protected abstract inner(tokens: readonly Token[]): ExpressionParser;
    protected abstract query(): Node;

    override expression(): Node {
        const { start } = this.token;
        if (this.isLambda()) return this.lambda();
        if (this.isQuery()) return this.query();
        if (this.accept("throw")) return { is: "throw", at: start, operand: this.expression() };
        const left = this.choice();
        const operator = this.operator();
        if (!assignments.includes(operator)) return left;
        this.takeOperator(operator);
        return { is: "assign", at: start, operator, left, right: this.expression() };
    }

    /** Expression and nothing behind it. */
    whole(): Node {
        if (this.isAtEnd()) throw refused(this.token.start, "There is no expression.");
        const value = this.expression();
        if (!this.isAtEnd()) throw refused(this.token.start, "C# expects the end of the expression here.");
        return value;
    }

    private choice(): Node {
        const condition = this.coalesce();
        if (!this.accept("?")) return condition;
        const yes = this.expression();
        this.expect(":");
        return { is: "choice", at: condition.at, condition, yes, no: this.expression() };
    }

    private coalesce(): Node {
        const left = this.level(0);
        if (!this.sees("??")) return left;
        const { start: at, end } = this.token;
        if (this.ahead().text === "=" && this.ahead().start === end) throw refused(at, "C# 7.0 has no '??='.");
        this.at++;
        const right = this.sees("throw") ? this.expression() : this.coalesce();
        return { is: "binary", at, operator: "??", left, right };
    }

    private level(at: number): Node {
        const operators = levels[at];
        if (!operators) return this.unary();
        let left = this.level(at + 1);
        for (;;) {
            const { start } = this.token;
            if (at === relational && this.accept("is"))
                left = { is: "is", at: start, operand: left, pattern: this.pattern() };
            else if (at === relational && this.accept("as"))
                left = { is: "as", at: start, operand: left, type: this.castType() };
            else {
                const operator = this.operator();
                if (!operators.includes(operator)) return left;
                this.takeOperator(operator);
                left = { is: "binary", at: start, operator, left, right: this.level(at + 1) };
            }
        }
    }

    /** The operator here; `<<` and `>>` are single tokens in a row, because a list of types ends alike. */
    private operator(): string {
        const { kind, text, end } = this.token;
        if (kind !== "symbol") return "";
        const next = this.ahead();
        if ((text === "<" || text === ">") && next.start === end) {
            if (next.text === text) {
                const third = this.ahead(2);
                return third.text === "=" && third.start === next.end ? `${text}${text}=` : text + text;
            }
            if (next.text === "<=" && text === "<") return "<<=";
            if (next.text === "=" && text === ">") return ">=";
        }
        return text;
    }

    private takeOperator(operator: string): void {
        let length = 0;
        while (length < operator.length) length += this.tokens[this.at++]!.text.length;
    }

    /** A type behind `as` and `is`: a `?` belongs to it only where no choice can follow. */
    private castType(): TypeNode {
        return (
            this.attempt(() => {
                const type = this.type();
                const isChoice =
                    type.suffixes[0] === "?" &&
                    !this.isAtEnd() &&
                    !this.sees(")", "]", "}", ";", ",", ":", "?", "??", "&&", "||", "==", "!=");
                return isChoice ? undefined : type;
            }) ?? this.type(false)
        );
    }

    protected pattern(): Pattern {
        const { start: at } = this.token;
        const type = this.attempt((): Pattern | undefined => {
            if (this.token.kind !== "name" && !(this.token.kind === "keyword" && keywordTypes.has(this.token.text)))
                return undefined;
            const type = this.castType();
            if (this.token.kind === "name" && this.token.text !== "when")
                return { is: "type", at, type, declares: this.name() };
            // A name may be that of a constant: the binder looks.
            return this.sees(")", "]", "}", ";", ",", ":", "?", "??", "&&", "||", "==", "!=", "&", "|") ||
                this.isAtEnd() ||
                this.token.text === "when"
                ? { is: "type", at, type }
                : undefined;
        });
        return type ?? { is: "constant", at, value: this.level(relational + 1) };
    }

    private unary(): Node {
        const { start: at, text, kind } = this.token;
        if (kind === "symbol" && ["+", "-", "!", "~"].includes(text)) {
            this.at++;
            return { is: "unary", at, operator: text, operand: this.unary() };
        }
        if (kind === "symbol" && (text === "++" || text === "--")) {
            this.at++;
            return { is: "step", at, operator: text, before: true, operand: this.unary() };
        }
        if (kind === "symbol" && (text === "^" || text === "&" || text === "*"))
            throw refused(at, "C# 7.0 has no such operator here.");
        return this.cast() ?? this.postfix(this.primary());
    }

    private cast(): Node | undefined {
        if (!this.sees("(")) return undefined;
        const { start: at } = this.token;
        const isPredefined = this.ahead().kind === "keyword" && keywordTypes.has(this.ahead().text);
        const type = this.attempt(() => {
            this.at++;
            const type = this.type();
            if (!this.accept(")")) return undefined;
            const { kind, text } = this.token;
            const starts =
                kind === "name" || kind === "number" || kind === "string" || kind === "char" || kind === "interpolated";
            const isCast =
                starts ||
                (kind === "symbol"
                    ? ["(", "!", "~"].includes(text)
                    : kind === "keyword" && text !== "is" && text !== "as");
            return isPredefined || isCast ? type : undefined;
        });
        return type && { is: "cast", at, type, operand: this.unary() };
    }

    private postfix(start: Node): Node {
        let node = start;
        for (;;) {
            const { start: at } = this.token;
            if (this.sees("(")) node = { is: "call", at: node.at, target: node, args: this.arguments("(", ")") };
            else if (this.sees("[")) node = { is: "index", at, target: node, args: this.arguments("[", "]") };
            else if (this.accept(".")) node = this.member(node);
            else if (this.sees("++", "--")) {
                const { text } = this.tokens[this.at++]!;
                node = { is: "step", at, operator: text as "++" | "--", before: false, operand: node };
            } else if (
                this.sees("?") &&
                (this.ahead().text === "." || this.ahead().text === "[") &&
                this.ahead().kind === "symbol"
            ) {
                this.at++;
                const receiver: Node = { is: "receiver", at };
                const first: Node = this.accept(".")
                    ? this.member(receiver)
                    : { is: "index", at, target: receiver, args: this.arguments("[", "]") };
                return { is: "conditional-access", at, target: node, rest: this.postfix(first) };
            } else return node;
        }
    }

    private member(target: Node): Node {
        const { start: at } = this.token;
        const name = this.name();
        const args = this.optionalTypeArguments();
        return args ? { is: "member", at, target, name, args } : { is: "member", at, target, name };
    }

    private optionalTypeArguments(): TypeNode[] | undefined {
        if (!this.sees("<")) return undefined;
        return this.attempt(() => {
            const args = this.typeArguments();
            return this.isAtEnd() || this.sees(...afterTypeArguments) ? args : undefined;
        });
    }

    private primary(): Node {
        const { kind, text, start: at, parts } = this.token;
        if (kind === "number" || kind === "string" || kind === "char") {
            this.at++;
            return { is: "literal", at, kind, text };
        }
        if (kind === "interpolated") {
            this.at++;
            const read = parts!.map((part) =>
                typeof part === "string"
                    ? part
                    : { value: this.inner(part.tokens).whole(), align: part.align, format: part.format },
            );
            return { is: "interpolated", at, parts: read };
        }
        if (kind === "name") {
            this.at++;
            if (text === "nameof" && this.sees("(")) return this.nameOf(at);
            const args = this.optionalTypeArguments();
            return args ? { is: "name", at, name: text, args } : { is: "name", at, name: text };
        }
        if (kind === "keyword") return this.keyword();
        if (!this.accept("(")) throw this.unexpected();
        const value = this.expression();
        if (this.sees(",")) throw notSupported(at, "tuples (System.ValueTuple)");
        if (this.sees(":") && value.is === "name") throw notSupported(at, "tuples (System.ValueTuple)");
        this.expect(")");
        return value;
    }

    private keyword(): Node {
        const { text, start: at } = this.token;
        if (keywordTypes.has(text) && text !== "void") return { is: "type", at, type: this.type(false) };
        this.at++;
        if (text === "true" || text === "false") return { is: "literal", at, kind: "bool", text };
        if (text === "null") return { is: "literal", at, kind: "null", text };
        if (text === "new") return this.creation(at);
        if (text === "default" || text === "typeof") {
            if (!this.accept("(")) throw refused(at, "C# 7.0 has no 'default' without a type.");
            const type = this.type();
            this.expect(")");
            return { is: text, at, type };
        }
        if (text === "checked" || text === "unchecked") {
            this.expect("(");
            const operand = this.expression();
            this.expect(")");
            return { is: "checked", at, checked: text === "checked", operand };
        }
        this.at--;
        throw this.unexpected();
    }

    private nameOf(at: number): Node {
        this.expect("(");
        const target = this.expression();
        this.expect(")");
        if (target.is === "name" || target.is === "member") return { is: "nameof", at, target, name: target.name };
        throw refused(at, "The operand of 'nameof' has no name.");
    }
}
