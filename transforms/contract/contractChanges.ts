import { byValue } from "../../json/exactNumber";
import { canonicalJson } from "../canonical";
import { withExactNumbers } from "../exactNumbers";
import type { ContractChange } from "./contractChange";
import { ContractDocument } from "./contractDocument";
import { type OperationAt, operationsIn } from "./contractOperations";
import { operationChanges } from "./operationChanges";
import { StepBudget, TooManySteps } from "./stepBudget";

/**
 * What a new published document changes for the callers of the old one, breaking changes first.
 *
 * Requests may only take more and answers may only say more than before; what cannot be decided counts as breaking, and
 * says so. Words of the catalogue (descriptions, summaries, examples, defaults) are no contract. Other properties of an
 * object, where it may have any, are nothing that a caller can rely on: a property that is described from now on is no
 * break, one that is no longer described is.
 *
 * @param before document of OpenAPI 3.0, as it was published
 * @param after the one to be published in its place
 * @param budget of steps, past which the whole counts as one breaking change
 */
export function contractChanges(before: unknown, after: unknown, budget = new StepBudget()): ContractChange[] {
    if (canonicalJson(before) === canonicalJson(after)) return [];
    try {
        // How a number is written is no contract: `2.0` is 2.
        return compared(withExactNumbers(before, byValue), withExactNumbers(after, byValue), budget);
    } catch (error) {
        if (!(error instanceof TooManySteps)) throw error;
        const detail = "the schemas refer to each other too often to compare them (may break: this cannot be decided)";
        return [{ breaking: true, pointer: "#", detail }];
    }
}

function compared(before: unknown, after: unknown, budget: StepBudget): ContractChange[] {
    const [old, now] = ContractDocument.pair(before, after, budget);
    const [mine, theirs] = [operationsIn(old), operationsIn(now)];
    const changes: ContractChange[] = [];
    for (const [key, operation] of mine) {
        const next = theirs.get(key);
        if (next) changes.push(...operationChanges(operation, next));
        else changes.push(gone(operation));
    }
    for (const [key, operation] of theirs) if (!mine.has(key)) changes.push(added(operation));
    const lines = new Map(changes.map((change) => [`${change.breaking} ${change.detail}`, change]));
    return [...lines.values()].sort((a, b) => Number(b.breaking) - Number(a.breaking));
}

function gone({ name, pointer }: OperationAt): ContractChange {
    return { breaking: true, pointer, detail: `${name}: is no longer there` };
}

function added({ name, pointer }: OperationAt): ContractChange {
    return { breaking: false, pointer, detail: `${name}: is new` };
}
