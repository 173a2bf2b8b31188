import type { Binder } from "./binder";
import type { BoundStatement, Frame, Signal } from "./bound";
import { refused } from "./csharpError";
import { valuePattern } from "./patterns";
import type { Scope } from "./scope";
import type { Statement } from "./syntax";

/** `switch` with constants, types and `when`; no section goes on into the next one. */
export function switchStatement(
    binder: Binder,
    { value, sections, at }: Statement & { readonly is: "switch" },
    outer: Scope,
): BoundStatement {
    const { run: read, type } = binder.value(value, outer);
    const scope = outer.block({ break: true, continue: outer.leaves.continue });
    let hasDefault = false;
    let breaks = false;
    const bound = sections.map(({ labels, body, at: where }) => {
        const inner = scope.block();
        const tests = labels.map(({ pattern, when }) => {
            hasDefault ||= !pattern;
            if (!pattern) return undefined;
            const test = valuePattern(binder, type, pattern, inner);
            const guard = when && binder.condition(when, inner).run;
            return (frame: Frame, found: unknown): boolean => test(frame, found) && (!guard || guard(frame) === true);
        });
        const block = binder.statement({ is: "block", at: where, body }, inner);
        if (block.completes) throw refused(where, "A section of 'switch' does not end with 'break' or 'return'.");
        breaks ||= body.some(leaves);
        return { tests, run: block.run };
    });
    if (sections.length === 0) throw refused(at, "The 'switch' has no section.");
    const byDefault = bound.find(({ tests }) => tests.includes(undefined));
    return {
        completes: breaks || !hasDefault,
        run: (frame) => {
            const found = read(frame) ?? null;
            const section = bound.find(({ tests }) => tests.some((test) => test?.(frame, found))) ?? byDefault;
            const signal: Signal = section?.run(frame);
            return signal?.is === "break" ? undefined : signal;
        },
    };
}

function leaves(statement: Statement): boolean {
    if (statement.is === "break") return true;
    if (statement.is === "block") return statement.body.some(leaves);
    if (statement.is === "if") return leaves(statement.yes) || (statement.no !== undefined && leaves(statement.no));
    if (statement.is === "try") return leaves(statement.body) || statement.catches.some(({ body }) => leaves(body));
    return false;
}
