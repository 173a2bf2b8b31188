import { canonicalJson } from "../canonical";
import type { ContractChange } from "./contractChange";
import { isObject } from "../jsonObject";
import { under } from "../pointer";
import { type Placed } from "./contractDocument";
import { quoted } from "../quoted";
import type { OperationAt } from "./contractOperations";
import { answerChanges } from "./answerChanges";
import { bodyChanges, type Part } from "./partChanges";

/** What changes for callers of an operation that is in both documents. */
export function operationChanges(before: OperationAt, after: OperationAt): ContractChange[] {
    return [...parameterChanges(before, after), ...requestChanges(before, after), ...answerChanges(before, after)];
}

function parameterChanges(before: OperationAt, after: OperationAt): ContractChange[] {
    const changes: ContractChange[] = [];
    for (const [key, old] of before.parameters) {
        const now = after.parameters.get(key);
        const name = `${after.name}, ${parameterName(now ?? old)}`;
        if (now === undefined) {
            const detail = `${name}: is no longer described (may break: this cannot be decided)`;
            changes.push({ breaking: true, pointer: old.pointer, detail });
            continue;
        }
        const note = (breaking: boolean, what: string) =>
            changes.push({ breaking, pointer: now.pointer, detail: `${name}: ${what}` });
        if (now.value.required === true && old.value.required !== true) note(true, "is required now");
        if (now.value.required !== true && old.value.required === true) note(false, "is no longer required");
        if (writing(old) !== writing(now)) note(true, "is serialized differently");
        changes.push(...bodyChanges(name, old, now, "request"));
    }
    for (const [key, now] of after.parameters) {
        if (before.parameters.has(key)) continue;
        const breaking = now.value.required === true;
        const what = breaking ? "is new and required" : "is new";
        changes.push({ breaking, pointer: now.pointer, detail: `${after.name}, ${parameterName(now)}: ${what}` });
    }
    return changes;
}

function parameterName({ value }: Part): string {
    return `${quoted(String(value.in))} parameter ${quoted(String(value.name))}`;
}

/** How a value is written into the request (OpenAPI 3.0.3, 4.7.12.2), with what is usual where nothing is said. */
function writing({ value }: Part): string {
    const { style = value.in === "query" || value.in === "cookie" ? "form" : "simple" } = value;
    const { explode = style === "form", allowReserved = false } = value;
    return canonicalJson([style, explode, allowReserved]);
}

function requestChanges(before: OperationAt, after: OperationAt): ContractChange[] {
    const [old, now] = [requestOf(before), requestOf(after)];
    const name = `${after.name}, request`;
    const change = (breaking: boolean, pointer: string, what: string) => [
        { breaking, pointer, detail: `${name}: ${what}` },
    ];
    if (!old && !now) return [];
    if (!now) return change(true, old!.pointer, "no longer has a body");
    const required = now.value.required === true;
    if (!old) return change(required, now.pointer, required ? "has a body, which is required" : "may have a body");
    const changes: ContractChange[] = [];
    if (required && old.value.required !== true) changes.push(...change(true, now.pointer, "is required now"));
    if (!required && old.value.required === true) changes.push(...change(false, now.pointer, "is no longer required"));
    return [...changes, ...bodyChanges(name, old, now, "request")];
}

function requestOf({ document, operation, pointer }: OperationAt): Part | undefined {
    const at: Placed | undefined = document.follow({
        value: operation.requestBody,
        pointer: under(pointer, "requestBody"),
    });
    return isObject(at?.value) ? { document, value: at.value, pointer: at.pointer } : undefined;
}
