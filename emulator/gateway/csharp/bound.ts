import type { Type } from "./types";
import type { Value } from "./values";

/** Variables of one run of a function, or of one turn of a loop. */
export interface Frame {
    readonly slots: Value[];
    readonly parent: Frame | undefined;
    /** What the expression sees of the call. */
    readonly context: object;
}

/** A compiled piece of an expression: computes its value for the locals of a frame. */
export type Run = (frame: Frame) => Value;

/** An expression that is ready to run. */
export interface Bound {
    readonly at: number;
    readonly type: Type;
    readonly run: Run;
    /** Known without running it. */
    readonly constant?: { readonly value: Value };
    /** Puts a value where the expression stands for a place. */
    readonly store?: (frame: Frame, value: Value) => void;
}

/** A statement that is ready to run. */
export interface BoundStatement {
    readonly run: (frame: Frame) => Signal;
    /** Whether what follows it can be reached. */
    readonly completes: boolean;
}

/** How a statement ended: undefined goes on with the next one. */
export type Signal =
    | undefined
    | { readonly is: "break" | "continue" }
    | { readonly is: "return"; readonly value: Value }
    | { readonly is: "goto"; readonly label: string };

/** What a function returns, while its body is bound. */
export interface Returns {
    /** Undefined: to be found out from what it returns, as of a lambda. */
    readonly wanted: Type | undefined;
    readonly found: Bound[];
}
