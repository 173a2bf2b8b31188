import { notSupported } from "./csharpError";
import { ExpressionParser } from "./expressionParser";
import type { Node } from "./syntax";

/** Reads queries. */
export abstract class QueryParser extends ExpressionParser {
    /** `from x in list where ... orderby ... select ...`, as the calls that it stands for. */
    protected override query(): Node {
        const { start: at } = this.token;
        this.at++;
        const name = this.name();
        this.expect("in");
        let node = this.expression();
        const lambda = (body: Node): Node => ({ is: "lambda", at: body.at, params: [{ at: body.at, name }], body });
        const call = (method: string, body: Node): Node => {
            const value = lambda(body);
            return {
                is: "call",
                at,
                target: { is: "member", at, target: node, name: method },
                args: [{ at: body.at, value }],
            };
        };
        for (;;) {
            const { text } = this.token;
            this.at++;
            if (text === "where") node = call("Where", this.expression());
            else if (text === "orderby") {
                let method = "OrderBy";
                do {
                    const key = this.expression();
                    const isDescending = this.token.text === "descending";
                    if (isDescending || this.token.text === "ascending") this.at++;
                    node = call(isDescending ? `${method}Descending` : method, key);
                    method = "ThenBy";
                } while (this.accept(","));
            } else if (text === "select") {
                const body = this.expression();
                return body.is === "name" && body.name === name && node.is === "call" ? node : call("Select", body);
            } else throw notSupported(at, "a query with other clauses than 'from', 'where', 'orderby' and 'select'");
        }
    }
}
