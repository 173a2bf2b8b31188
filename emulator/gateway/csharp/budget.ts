import { exceptions } from "./exceptions";

/** Steps of loops, lambdas and regular expressions that one evaluation may take (record expression-steps). */
export const maxSteps = 20_000_000;
/** Characters or items that one operation may make (record expression-steps). */
export const maxLength = 1 << 24;

let left = maxSteps;

/** Evaluation is synchronous, so one count is enough. */
export function startBudget(): void {
    left = maxSteps;
}

/** Not to be caught by the expression: it is no exception of C#. */
export class BudgetError extends Error {
    override readonly name = "BudgetError";
}

/** Counts steps of an evaluation. @throws BudgetError where there are too many */
export function step(count = 1): void {
    left -= count;
    if (left < 0) throw new BudgetError("The expression takes more steps than the emulator allows.");
}

/** Bounds what an expression builds, in characters or items. @throws an OutOfMemoryException of C# */
export function checkLength(length: number): void {
    if (length > maxLength) throw exceptions.outOfMemory();
}
