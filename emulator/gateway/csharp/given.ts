import type { Bound } from "./bound";
import type { Node } from "./syntax";
import type { Type } from "./types";

/** An argument whose type is known, or a lambda that gets its type from the parameter. */
export interface Given {
    readonly at: number;
    readonly name?: string;
    readonly bound?: Bound;
    readonly lambda?: Node & { readonly is: "lambda" };
    readonly out?: OutTarget;
}

/** Where an `out` argument goes; the type is undefined for `out var`. */
export interface OutTarget {
    readonly type: Type | undefined;
    /** Declares the variable if that has to be. */
    readonly store: (type: Type) => NonNullable<Bound["store"]>;
}
