import type { Bound, BoundStatement } from "./bound";
import type { Scope } from "./scope";
import type { Node, Statement, TypeNode } from "./syntax";
import type { Type } from "./types";

/** What the parts of the binder have of each other. All throw CSharpError for what is not taken. */
export interface Binder {
    /** A value. */
    value(node: Node, scope: Scope): Bound;
    /** A value of a type that is expected, after an implicit conversion. */
    as(node: Node, type: Type, scope: Scope): Bound;
    type(node: TypeNode): Type;
    /** A condition of `if` and loops. */
    condition(node: Node, scope: Scope): Bound;
    statement(statement: Statement, scope: Scope): BoundStatement;
    /** Counts what binding costs, which can grow with nested lambdas. */
    work(at: number): void;
}
