import { canonicalJson } from "../canonical";
import { isObject, type JsonObject } from "../jsonObject";
import { keysOf, under } from "../pointer";
import { StepBudget } from "./stepBudget";

/** Something of a document, with the place where it stands after references. */
export interface Placed {
    readonly value: unknown;
    readonly pointer: string;
}

/** One of the two documents that are compared. */
export class ContractDocument {
    /** References whose targets are not the same in both documents. */
    private changed: ReadonlySet<string> = new Set();
    private readonly marks = new WeakMap<object, number>();

    constructor(
        readonly root: JsonObject,
        /** What a mark stands for, shared by both documents, so that equal marks are equal schemas. */
        private readonly table: Map<string, number>,
        /** Shared by both documents as well. */
        readonly budget: StepBudget,
    ) {}

    /** What stands there, or what a reference there leads to; undefined where it leads nowhere. */
    follow(placed: Placed): Placed | undefined {
        let at: Placed | undefined = placed;
        const seen = new Set<string>();
        this.budget.spend(1);
        while (at && isObject(at.value) && typeof at.value.$ref === "string") {
            const reference: string = at.value.$ref;
            if (seen.has(reference)) return undefined;
            seen.add(reference);
            at = this.target(reference);
        }
        return at;
    }

    /** The same number for schemas that accept the same because they say the same, words for readers aside. */
    mark(schema: unknown): number {
        if (!isObject(schema)) return this.number(canonicalJson(schema));
        const known = this.marks.get(schema);
        if (known !== undefined) return known;
        const mark = this.number(
            text(
                schema,
                (child) => this.mark(child),
                (reference) => (this.changed.has(reference) ? `${reference} of ${this.name}` : reference),
            ),
        );
        this.marks.set(schema, mark);
        return mark;
    }

    private name = "";

    private number(key: string): number {
        const known = this.table.get(key) ?? this.table.size;
        this.table.set(key, known);
        return known;
    }

    private target(reference: string): Placed | undefined {
        if (!reference.startsWith("#")) return undefined;
        let value: unknown = this.root;
        let pointer = "#";
        for (const key of keysOf(reference.slice(1))) {
            if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
            value = (value as JsonObject)[key];
            pointer = under(pointer, key);
        }
        return { value, pointer };
    }

    /** Reads two documents side by side. */
    static pair(before: unknown, after: unknown, budget = new StepBudget()): [ContractDocument, ContractDocument] {
        const table = new Map<string, number>();
        const read = (root: unknown) => new ContractDocument(isObject(root) ? root : {}, table, budget);
        const documents: [ContractDocument, ContractDocument] = [read(before), read(after)];
        const changed = changedReferences(...documents);
        documents.forEach((document, index) => {
            document.name = String(index);
            document.changed = changed;
        });
        return documents;
    }

    /** The schema that a reference leads to as text, with the references in it by name. */
    shown(reference: string, references: Set<string>): string | undefined {
        const target = this.target(reference);
        if (target === undefined) return undefined;
        const say = (schema: unknown): string => {
            this.budget.spend(1);
            if (!isObject(schema)) return canonicalJson(schema);
            return text(schema, say, (name) => {
                references.add(name);
                return name;
            });
        };
        return say(target.value);
    }
}

/** A reference means something else if its target says something else, or refers to one that does. */
function changedReferences(before: ContractDocument, after: ContractDocument): Set<string> {
    const referrers = new Map<string, Set<string>>();
    const changed = new Set<string>();
    const open = [...referencesIn(before.root), ...referencesIn(after.root)];
    const seen = new Set(open);
    for (const reference of open) {
        const inside = new Set<string>();
        if (before.shown(reference, inside) !== after.shown(reference, inside)) changed.add(reference);
        for (const name of inside) {
            referrers.set(name, (referrers.get(name) ?? new Set()).add(reference));
            if (!seen.has(name)) {
                seen.add(name);
                open.push(name);
            }
        }
    }
    for (const reference of changed) for (const referrer of referrers.get(reference) ?? []) changed.add(referrer);
    return changed;
}

function referencesIn(root: unknown): Set<string> {
    const references = new Set<string>();
    const open = [root];
    while (open.length > 0) {
        const value = open.pop();
        if (typeof value !== "object" || value === null) continue;
        if (isObject(value) && typeof value.$ref === "string") references.add(value.$ref);
        for (const child of Object.values(value)) if (typeof child === "object") open.push(child);
    }
    return references;
}

/** Words for readers and hints for tools, which no value is checked against. */
export const annotations = new Set([
    "description",
    "title",
    "example",
    "examples",
    "externalDocs",
    "deprecated",
    "xml",
    "default",
]);

/** Whether a keyword of a schema only describes: `annotations`, and extensions (`x-`). */
export function isAnnotation(keyword: string): boolean {
    return annotations.has(keyword) || keyword.startsWith("x-");
}

/** A schema in few words, the same for the same meaning; `inner` and `reference` stand in for what is inside. */
function text(
    schema: JsonObject,
    inner: (schema: unknown) => number | string,
    reference: (name: string) => string,
): string {
    if (typeof schema.$ref === "string") return JSON.stringify(["$ref", reference(schema.$ref)]);
    const parts: unknown[] = [];
    for (const keyword of Object.keys(schema).sort()) {
        const value = schema[keyword];
        if (isAnnotation(keyword)) continue;
        if (keyword === "properties" && isObject(value)) {
            const names = Object.keys(value).sort();
            parts.push(
                keyword,
                names.map((name) => [name, inner(value[name])]),
            );
        } else if (list.has(keyword) && Array.isArray(value)) {
            parts.push(keyword, value.map(inner).sort());
        } else if (single.has(keyword)) {
            parts.push(keyword, inner(value));
        } else if (keyword === "enum" || keyword === "required") {
            parts.push(keyword, Array.isArray(value) ? value.map((item) => canonicalJson(item)).sort() : value);
        } else {
            parts.push(keyword, canonicalJson(value));
        }
    }
    return JSON.stringify(parts);
}

const list = new Set(["allOf", "anyOf", "oneOf"]);
const single = new Set(["items", "additionalProperties", "not"]);
