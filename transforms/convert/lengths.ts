import { Change } from "../change";
import { limits } from "../limits";
import type { OperationPass } from "./operationPasses";
import { keysOf, under } from "../pointer";

/** Summaries become names and descriptions stay descriptions of API Management's operations, of bounded length. */
export const lengths: OperationPass = (operation, place, report) => {
    let result = operation;
    for (const [key, most] of lengthsOf) {
        const text = operation[key];
        if (text === undefined || text.length <= most) continue;
        result = { ...result, [key]: shortened(text, most, under(place.pointer, key), report) };
    }
    return result;
};

const lengthsOf = [
    ["summary", limits.displayName],
    ["description", limits.description],
] as const;

/** The text, or as much of it as fits with an ellipsis at its end. */
export function shortened(text: string, most: number, pointer: string, report: Change[]): string {
    if (text.length <= most) return text;
    const detail = `${text.length} characters are cut to ${most}, the most that API Management keeps.`;
    report.push({ pointer, construct: keysOf(pointer).at(-1)!, effect: "removed", detail });
    // Half of a surrogate pair is no character.
    return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
