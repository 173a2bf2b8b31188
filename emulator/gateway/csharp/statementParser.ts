import { notSupported, refused } from "./csharpError";
import type { ExpressionParser } from "./expressionParser";
import { tokenize, type Token } from "./lexer";
import { QueryParser } from "./queryParser";
import type { Catch, Node, Pattern, Section, Statement, TypeNode } from "./syntax";

/** What `@( )` holds. @throws CSharpError */
export function parseExpression(source: string, from: number, to: number): Node {
    return new StatementParser(tokenize(source, from, to)).whole();
}

/** What `@{ }` holds. @throws CSharpError */
export function parseBlock(source: string, from: number, to: number): Statement {
    return new StatementParser(tokenize(source, from, to)).body(from);
}

class StatementParser extends QueryParser {
    protected override inner(tokens: readonly Token[]): ExpressionParser {
        return new StatementParser(tokens);
    }

    body(at: number): Statement {
        const body: Statement[] = [];
        while (this.token.kind !== "end") body.push(this.statement());
        return { is: "block", at, body };
    }

    protected override block(): Statement {
        const { start: at } = this.expect("{");
        const body: Statement[] = [];
        while (!this.sees("}")) body.push(this.statement());
        this.at++;
        return { is: "block", at, body };
    }

    private statement(): Statement {
        const { start: at, kind, text } = this.token;
        if (kind === "end") throw this.unexpected();
        if (kind === "symbol" && text === "{") return this.block();
        if (this.accept(";")) return { is: "empty", at };
        if (kind === "keyword") {
            const read = this.keywordStatement(text, at);
            if (read) return read;
        }
        if (kind === "name" && this.ahead().text === ":" && this.ahead().kind === "symbol") {
            const name = this.name();
            this.at++;
            return { is: "label", at, name, body: this.statement() };
        }
        const declared = this.declaration();
        if (declared) return declared;
        const value = this.expression();
        if (!["call", "assign", "step", "new", "conditional-access"].includes(value.is)) {
            this.expect(";");
            throw refused(at, "Only calls, assignments and 'new' can stand alone as a statement.");
        }
        this.expect(";");
        return { is: "expression", at, value };
    }

    private keywordStatement(text: string, at: number): Statement | undefined {
        switch (text) {
            case "if": {
                this.at++;
                const condition = this.bracketed();
                const yes = this.statement();
                return { is: "if", at, condition, yes, no: this.accept("else") ? this.statement() : undefined };
            }
            case "while":
                this.at++;
                return { is: "while", at, condition: this.bracketed(), body: this.statement(), first: true };
            case "do": {
                this.at++;
                const body = this.statement();
                this.expect("while");
                const condition = this.bracketed();
                this.expect(";");
                return { is: "while", at, condition, body, first: false };
            }
            case "for":
                return this.forLoop(at);
            case "foreach":
                return this.forEach(at);
            case "switch":
                return this.switchStatement(at);
            case "try":
                return this.tryStatement(at);
            case "using":
                return this.usingStatement(at);
            case "const": {
                this.at++;
                return this.variables(at, this.type(), true);
            }
            case "break":
            case "continue":
                this.at++;
                this.expect(";");
                return { is: text, at };
            case "return":
            case "throw": {
                this.at++;
                const value = this.sees(";") ? undefined : this.expression();
                this.expect(";");
                return { is: text, at, value };
            }
            case "goto": {
                this.at++;
                if (this.sees("case", "default")) throw notSupported(at, "'goto case'");
                const name = this.name();
                this.expect(";");
                return { is: "goto", at, name };
            }
            case "lock":
            case "unsafe":
            case "fixed":
                throw notSupported(at, `'${text}'`);
            default:
                return undefined;
        }
    }

    private bracketed(): Node {
        this.expect("(");
        const value = this.expression();
        this.expect(")");
        return value;
    }

    private declaration(): Statement | undefined {
        const { start: at, text } = this.token;
        if (text === "var" && this.ahead().text === "(") throw notSupported(at, "tuples (System.ValueTuple)");
        const type = this.attempt(() => {
            const read = this.type();
            return this.token.kind === "name" && ["=", ";", ",", "("].includes(this.ahead().text) ? read : undefined;
        });
        if (!type) return undefined;
        if (this.ahead().text === "(") return this.localFunction(at, type);
        return this.variables(at, isVar(type) ? undefined : type, false);
    }

    private variables(at: number, type: TypeNode | undefined, constant: boolean): Statement {
        const variables: { at: number; name: string; value?: Node }[] = [];
        do {
            const { start } = this.token;
            const name = this.name();
            variables.push({ at: start, name, value: this.accept("=") ? this.expression() : undefined });
        } while (this.accept(","));
        this.expect(";");
        return { is: "declare", at, type, constant, variables };
    }

    private localFunction(at: number, returns: TypeNode): Statement {
        const name = this.name();
        const params = this.parameters();
        const isExpression = this.accept("=>");
        const body = isExpression ? this.expression() : this.block();
        if (isExpression) this.expect(";");
        return { is: "function", at, name, returns, params, body };
    }

    private forLoop(at: number): Statement {
        this.at++;
        this.expect("(");
        const before: Statement[] = [];
        if (!this.accept(";")) {
            const declared = this.declaration();
            if (declared) before.push(declared);
            else {
                do before.push({ is: "expression", at: this.token.start, value: this.expression() });
                while (this.accept(","));
                this.expect(";");
            }
        }
        const condition = this.sees(";") ? undefined : this.expression();
        this.expect(";");
        const after: Node[] = [];
        while (!this.sees(")")) {
            if (after.length > 0) this.expect(",");
            after.push(this.expression());
        }
        this.at++;
        return { is: "for", at, before, condition, after, body: this.statement() };
    }

    private forEach(at: number): Statement {
        this.at++;
        this.expect("(");
        const type = this.type();
        const name = this.name();
        this.expect("in");
        const source = this.expression();
        this.expect(")");
        return { is: "foreach", at, type: isVar(type) ? undefined : type, name, source, body: this.statement() };
    }

    private switchStatement(at: number): Statement {
        this.at++;
        const value = this.bracketed();
        this.expect("{");
        const sections: Section[] = [];
        while (!this.accept("}")) {
            const { start } = this.token;
            const labels: { at: number; pattern?: Pattern; when?: Node }[] = [];
            while (this.sees("case", "default")) {
                const { start: labelAt, text } = this.token;
                this.at++;
                const pattern = text === "case" ? this.pattern() : undefined;
                const hasWhen = this.token.kind === "name" && this.token.text === "when";
                if (hasWhen) this.at++;
                labels.push({ at: labelAt, pattern, when: hasWhen ? this.expression() : undefined });
                this.expect(":");
            }
            if (labels.length === 0) throw this.unexpected();
            const body: Statement[] = [];
            while (!this.sees("case", "default", "}")) body.push(this.statement());
            sections.push({ at: start, labels, body });
        }
        return { is: "switch", at, value, sections };
    }

    private tryStatement(at: number): Statement {
        this.at++;
        const body = this.block();
        const catches: Catch[] = [];
        while (this.sees("catch")) {
            const { start } = this.token;
            this.at++;
            let type: TypeNode | undefined;
            let name: string | undefined;
            if (this.accept("(")) {
                type = this.type();
                if (this.token.kind === "name") name = this.name();
                this.expect(")");
            }
            const hasWhen = this.token.kind === "name" && this.token.text === "when";
            if (hasWhen) this.at++;
            catches.push({ at: start, type, name, when: hasWhen ? this.bracketed() : undefined, body: this.block() });
        }
        const last = this.accept("finally") ? this.block() : undefined;
        if (catches.length === 0 && !last) throw this.unexpected();
        return { is: "try", at, body, catches, last };
    }

    private usingStatement(at: number): Statement {
        this.at++;
        this.expect("(");
        const { start } = this.token;
        const type = this.type();
        const name = this.name();
        this.expect("=");
        const value = this.expression();
        this.expect(")");
        const variables = [{ at: start, name, value }];
        const resource: Statement = {
            is: "declare",
            at: start,
            type: isVar(type) ? undefined : type,
            constant: false,
            variables,
        };
        return { is: "using", at, resource, body: this.statement() };
    }
}

function isVar({ path, suffixes }: TypeNode): boolean {
    return path.length === 1 && path[0]!.name === "var" && !path[0]!.args && suffixes.length === 0;
}
