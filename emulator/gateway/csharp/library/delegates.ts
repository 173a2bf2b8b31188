import type { TypeTable } from "../signatures";

/** What lambdas are. An expression passes them on, and names none of their types. */

const nothing = (): null => null;

function delegate(name: string, invoke: string): TypeTable {
    return { name, kind: "delegate", members: { [invoke]: nothing } };
}

/** The types of lambdas: `Func` and `Action`. */
export const delegates: readonly TypeTable[] = [
    delegate("System.Func<R>", "R Invoke()"),
    delegate("System.Func<A, R>", "R Invoke(A a)"),
    delegate("System.Func<A, B, R>", "R Invoke(A a, B b)"),
    delegate("System.Func<A, B, C, R>", "R Invoke(A a, B b, C c)"),
    delegate("System.Action", "void Invoke()"),
    delegate("System.Action<A>", "void Invoke(A a)"),
    delegate("System.Predicate<A>", "bool Invoke(A a)"),
    delegate("System.Comparison<A>", "int Invoke(A left, A right)"),
    delegate("System.Text.RegularExpressions.MatchEvaluator", "string Invoke(Match match)"),
];
