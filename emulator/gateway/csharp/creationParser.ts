import { notSupported, refused } from "./csharpError";
import type { Argument, Initializer, Node, Parameter, Statement, TypeNode } from "./syntax";
import { TypeParser } from "./typeParser";

/** Reads arguments, lambdas, and what stands behind `new`. */
export abstract class CreationParser extends TypeParser {
    protected abstract expression(): Node;
    protected abstract block(): Statement;

    protected arguments(open: string, close: string): Argument[] {
        this.expect(open);
        const args: Argument[] = [];
        while (!this.sees(close)) {
            if (args.length > 0) this.expect(",");
            args.push(this.argument());
        }
        this.at++;
        return args;
    }

    private argument(): Argument {
        const { start: at } = this.token;
        const name = this.token.kind === "name" && this.ahead().text === ":" ? this.name() : undefined;
        if (name !== undefined) this.at++;
        if (this.sees("ref")) throw notSupported(at, "'ref'");
        if (!this.accept("out")) return { at, name, value: this.expression() };
        const declared = this.attempt(() => {
            const type = this.token.text === "var" ? void this.at++ : this.type();
            return this.token.kind === "name" ? { type, declares: this.name() } : undefined;
        });
        return declared
            ? { at, name, value: { is: "receiver", at }, out: declared }
            : { at, name, value: this.expression(), out: {} };
    }

    protected creation(at: number): Node {
        if (this.sees("{")) return { is: "new-anonymous", at, members: this.anonymousMembers() };
        if (this.sees("[")) {
            this.at++;
            this.expect("]");
            return { is: "new-array", at, items: this.arrayItems() };
        }
        if (this.sees("(")) throw refused(at, "C# 7.0 has no 'new' without a type.");
        const type = this.type(false);
        if (this.sees("[")) return this.arrayCreation(at, type);
        const hasArguments = this.sees("(");
        const args = hasArguments ? this.arguments("(", ")") : [];
        if (!hasArguments && !this.sees("{")) throw this.unexpected();
        return { is: "new", at, type, args, init: this.sees("{") ? this.initializer() : undefined };
    }

    private arrayCreation(at: number, element: TypeNode): Node {
        this.expect("[");
        const size = this.sees("]") ? undefined : this.expression();
        if (this.sees(",")) throw notSupported(at, "arrays of more than one dimension");
        this.expect("]");
        let type = element;
        while (this.sees("[")) {
            this.at++;
            this.expect("]");
            type = { ...type, suffixes: [...type.suffixes, "[]"] };
        }
        if (this.sees("{")) return { is: "new-array", at, type, size, items: this.arrayItems() };
        if (!size) throw this.unexpected();
        return { is: "new-array", at, type, size };
    }

    private arrayItems(): Node[] {
        this.expect("{");
        const items: Node[] = [];
        while (!this.sees("}")) {
            items.push(this.expression());
            if (!this.accept(",")) break;
        }
        this.expect("}");
        return items;
    }

    private anonymousMembers(): { name: string; value: Node }[] {
        this.expect("{");
        const members: { name: string; value: Node }[] = [];
        while (!this.sees("}")) {
            const { start } = this.token;
            const isNamed = this.token.kind === "name" && this.ahead().text === "=";
            const own = isNamed ? this.name() : undefined;
            if (isNamed) this.at++;
            const value = this.expression();
            const name = own ?? (value.is === "name" || value.is === "member" ? value.name : undefined);
            if (name === undefined) throw refused(start, "A member of an anonymous type has no name.");
            members.push({ name, value });
            if (!this.accept(",")) break;
        }
        this.expect("}");
        return members;
    }

    private initializer(): Initializer {
        this.expect("{");
        const entries: Initializer[number][] = [];
        while (!this.sees("}")) {
            const { start: at } = this.token;
            if (this.sees("{")) entries.push({ at, add: this.arrayItems() });
            else if (this.sees("[")) {
                const index = this.arguments("[", "]").map(({ value }) => value);
                this.expect("=");
                entries.push({ at, index, value: this.expression() });
            } else if (this.token.kind === "name" && this.ahead().text === "=") {
                const member = this.name();
                this.at++;
                entries.push({ at, member, value: this.expression() });
            } else entries.push({ at, add: [this.expression()] });
            if (!this.accept(",")) break;
        }
        this.expect("}");
        return entries;
    }

    protected isLambda(): boolean {
        if (this.token.kind === "name") return this.ahead().text === "=>";
        if (!this.sees("(")) return false;
        let depth = 0;
        for (let ahead = 0; ; ahead++) {
            const { kind, text } = this.ahead(ahead);
            if (kind === "end") return false;
            if (kind === "symbol" && text === "(") depth++;
            if (kind === "symbol" && text === ")" && --depth === 0) return this.ahead(ahead + 1).text === "=>";
        }
    }

    protected lambda(): Node {
        const { start: at } = this.token;
        const params = this.sees("(") ? this.parameters() : [{ at, name: this.name() }];
        this.expect("=>");
        return { is: "lambda", at, params, body: this.sees("{") ? this.block() : this.expression() };
    }

    protected parameters(): Parameter[] {
        this.expect("(");
        const params: Parameter[] = [];
        while (!this.sees(")")) {
            if (params.length > 0) this.expect(",");
            const { start: at } = this.token;
            if (this.token.kind === "name" && [",", ")"].includes(this.ahead().text))
                params.push({ at, name: this.name() });
            else params.push({ at, type: this.type(), name: this.name() });
        }
        this.at++;
        return params;
    }

    protected isQuery(): boolean {
        return (
            this.token.kind === "name" &&
            this.token.text === "from" &&
            this.ahead().kind === "name" &&
            this.ahead(2).text === "in"
        );
    }
}
