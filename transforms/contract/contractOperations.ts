import { isObject, type JsonObject } from "../jsonObject";
import { methods } from "../operations";
import { under } from "../pointer";
import { quoted } from "../quoted";
import type { ContractDocument } from "./contractDocument";
import type { Part } from "./partChanges";

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
                document,
                name,
                pointer,
                operation,
                parameters,
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
