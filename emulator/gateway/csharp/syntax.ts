/** What the parser makes of an expression; `at` is where it stands, in UTF-16 units. */
export type Node = { readonly at: number } & (
    | { readonly is: "literal"; readonly kind: "number" | "string" | "char" | "bool" | "null"; readonly text: string }
    | { readonly is: "interpolated"; readonly parts: readonly (string | Hole)[] }
    | { readonly is: "name"; readonly name: string; readonly args?: readonly TypeNode[] }
    | { readonly is: "type"; readonly type: TypeNode }
    | { readonly is: "member"; readonly target: Node; readonly name: string; readonly args?: readonly TypeNode[] }
    | { readonly is: "call"; readonly target: Node; readonly args: readonly Argument[] }
    | { readonly is: "index"; readonly target: Node; readonly args: readonly Argument[] }
    /** `target?.rest`: `rest` says `receiver` where the value of the target goes. */
    | { readonly is: "conditional-access"; readonly target: Node; readonly rest: Node }
    | { readonly is: "receiver" }
    | { readonly is: "unary"; readonly operator: string; readonly operand: Node }
    | { readonly is: "step"; readonly operator: "++" | "--"; readonly before: boolean; readonly operand: Node }
    | { readonly is: "binary"; readonly operator: string; readonly left: Node; readonly right: Node }
    | { readonly is: "assign"; readonly operator: string; readonly left: Node; readonly right: Node }
    | { readonly is: "choice"; readonly condition: Node; readonly yes: Node; readonly no: Node }
    | { readonly is: "cast"; readonly type: TypeNode; readonly operand: Node }
    | { readonly is: "as"; readonly operand: Node; readonly type: TypeNode }
    | { readonly is: "is"; readonly operand: Node; readonly pattern: Pattern }
    | { readonly is: "lambda"; readonly params: readonly Parameter[]; readonly body: Node | Statement }
    | { readonly is: "new"; readonly type: TypeNode; readonly args: readonly Argument[]; readonly init?: Initializer }
    | { readonly is: "new-array"; readonly type?: TypeNode; readonly size?: Node; readonly items?: readonly Node[] }
    | { readonly is: "new-anonymous"; readonly members: readonly { readonly name: string; readonly value: Node }[] }
    | { readonly is: "default"; readonly type: TypeNode }
    | { readonly is: "typeof"; readonly type: TypeNode }
    | { readonly is: "nameof"; readonly target: Node; readonly name: string }
    | { readonly is: "checked"; readonly checked: boolean; readonly operand: Node }
    | { readonly is: "throw"; readonly operand: Node }
);

interface Hole {
    readonly value: Node;
    readonly align?: string;
    readonly format?: string;
}

/** `System.Collections.Generic.List<int>[]?` is the path's last name with arguments, then suffixes from inside out. */
export interface TypeNode {
    readonly at: number;
    readonly path: readonly { readonly name: string; readonly args?: readonly TypeNode[] }[];
    readonly suffixes: readonly ("[]" | "?")[];
}

/** An argument of a call. */
export interface Argument {
    readonly at: number;
    readonly name?: string;
    readonly value: Node;
    /** `out x`, `out var x`, `out int x`. */
    readonly out?: { readonly type?: TypeNode; readonly declares?: string };
}

/** A parameter of a lambda. Without a type, it has that of the delegate. */
export interface Parameter {
    readonly at: number;
    readonly name: string;
    readonly type?: TypeNode;
}

/** What stands after `is` or `case`. */
export type Pattern =
    | { readonly is: "type"; readonly at: number; readonly type: TypeNode; readonly declares?: string }
    | { readonly is: "constant"; readonly at: number; readonly value: Node };

/** `{ a, b }`, `{ { key, value } }`, `{ [key] = value }` or `{ Name = value }`. */
export type Initializer = readonly {
    readonly at: number;
    readonly add?: readonly Node[];
    readonly index?: readonly Node[];
    readonly member?: string;
    readonly value?: Node;
}[];

/** A statement of a block. `at` is its position in the expression, in characters. */
export type Statement = { readonly at: number } & (
    | { readonly is: "block"; readonly body: readonly Statement[] }
    | { readonly is: "empty" }
    | { readonly is: "expression"; readonly value: Node }
    | {
          readonly is: "declare";
          readonly type?: TypeNode;
          readonly constant: boolean;
          readonly variables: readonly { readonly at: number; readonly name: string; readonly value?: Node }[];
      }
    | {
          readonly is: "function";
          readonly name: string;
          readonly returns: TypeNode;
          readonly params: readonly Parameter[];
          readonly body: Node | Statement;
      }
    | { readonly is: "if"; readonly condition: Node; readonly yes: Statement; readonly no?: Statement }
    | { readonly is: "while"; readonly condition: Node; readonly body: Statement; readonly first: boolean }
    | {
          readonly is: "for";
          readonly before: readonly Statement[];
          readonly condition?: Node;
          readonly after: readonly Node[];
          readonly body: Statement;
      }
    | {
          readonly is: "foreach";
          readonly type?: TypeNode;
          readonly name: string;
          readonly source: Node;
          readonly body: Statement;
      }
    | { readonly is: "switch"; readonly value: Node; readonly sections: readonly Section[] }
    | { readonly is: "try"; readonly body: Statement; readonly catches: readonly Catch[]; readonly last?: Statement }
    | { readonly is: "using"; readonly resource: Statement; readonly body: Statement }
    | { readonly is: "label"; readonly name: string; readonly body: Statement }
    | { readonly is: "goto"; readonly name: string }
    | { readonly is: "break" | "continue" }
    | { readonly is: "return" | "throw"; readonly value?: Node }
);

/** The statements of a `switch` below one or several labels. */
export interface Section {
    readonly labels: readonly { readonly at: number; readonly pattern?: Pattern; readonly when?: Node }[];
    readonly body: readonly Statement[];
    readonly at: number;
}

/** A `catch`. Without a type, it catches everything. */
export interface Catch {
    readonly at: number;
    readonly type?: TypeNode;
    readonly name?: string;
    readonly when?: Node;
    readonly body: Statement;
}
