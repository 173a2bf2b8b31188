import type { Exchange } from "./exchange";

/** One expression of the table. */
interface Row<Type extends string, Value> {
    /** As it is written inside `@( )`, or with its braces in `@{ }`. Each text and each whole number stands for any other. */
    readonly expression: string;
    readonly type: Type;
    /** Whether the body of `context.Response` has to be there as a whole. @default it is not looked at */
    readonly readsResponse?: (exchange: Exchange, numbers: readonly number[]) => boolean;
    /** Texts and numbers in their order. @throws Error where C# would, which fails the call */
    evaluate(exchange: Exchange, texts: readonly string[], numbers: readonly number[]): Value;
}

export type BooleanRow = Row<"boolean", boolean>;
export type NumberRow = Row<"number", number>;
export type TextRow = Row<"text", string>;
