import { canonicalJson } from "../canonical";
import type { ContractChange } from "./contractChanges";
import { isObject, type JsonObject } from "../jsonObject";
import { methods } from "../operations";
import { under } from "../pointer";
import { type ContractDocument, type Placed } from "./contractDocument";
import { quoted } from "../quoted";
import { answerChanges } from "./answerChanges";
import { bodyChanges, type Part } from "./partChanges";

/** An operation where it stands. */
export interface OperationAt {
    readonly document: ContractDocument;
    /** E.g. `POST /invocations`. */
    readonly name: string;
    readonly pointer: string;
    readonly operation: JsonObject;
    /** With those of its path, by where they go and their names. */
    readonly parameters: ReadonlyMap<string, Part>;
}

/** The operations of a document by method and path; names of path parameters tell nobody apart. */
export function operationsIn(document: ContractDocument): Map<string, OperationAt> {
    const found = new Map<string, OperationAt>();
    const paths = isObject(document.root.paths) ? document.root.paths : {};
    for (const path of Object.keys(paths).sort()) {
        if (path.startsWith("x-")) continue;
        const item = document.follow({ value: paths[path], pointer: under("#/paths", path) });
        if (!isObject(item?.value)) continue;
        for (const method of methods) {
            const operation = item.value[method];
            if (!isObject(operation)) continue;
            const pointer = under(item.pointer, method);
            const name = `${method.toUpperCase()} ${quoted(path)}`;
            const parameters = new Map([
                ...parametersIn(document, path, item.value.parameters, under(item.pointer, "parameters")),
                ...parametersIn(document, path, operation.parameters, under(pointer, "parameters")),
            ]);
            found.set(`${method} ${path.replace(/\{[^}]*\}/g, "{}")}`, {
                ...{ document, name, pointer, operation, parameters },
            });
        }
    }
    return found;
}

/** These are told by other members of an operation (OpenAPI 3.0.3, 4.7.12.1). */
const ignoredHeaders = new Set(["accept", "content-type", "authorization"]);

function parametersIn(document: ContractDocument, path: string, list: unknown, pointer: string): [string, Part][] {
    const segments = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name);
    const found: [string, Part][] = [];
    (Array.isArray(list) ? (list as unknown[]) : []).forEach((item, index) => {
        const at = document.follow({ value: item, pointer: under(pointer, index) });
        if (!isObject(at?.value) || typeof at.value.name !== "string") return;
        const place = String(at.value.in);
        const name = place === "header" ? at.value.name.toLowerCase() : at.value.name;
        if (place === "header" && ignoredHeaders.has(name)) return;
        const key = place === "path" ? segments.indexOf(name) : name;
        found.push([`${place} ${key}`, { document, value: at.value, pointer: at.pointer }]);
    });
    return found;
}

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
        if (writing(old) !== writing(now)) note(true, "is written another way");
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
    if (!now) return change(true, old!.pointer, "has no body any more");
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
