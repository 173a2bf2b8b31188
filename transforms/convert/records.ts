import { Change } from "../change";
import { inputForms } from "./inputForms";
import { isObject, JsonObject, setKey } from "../jsonObject";
import { under } from "../pointer";
import { documentBase, References } from "../references";

/**
 * Drops the alternative `dataframe_split` from every request body that offers another form of input. Where it is the
 * only form it stays: a body without any input would describe nothing.
 */
export function records(document: JsonObject, report: Change[]): JsonObject {
    const schemas = new SplitFree(new References(document), report);
    const media = (value: unknown, pointer: string) =>
        changed(value, "schema", (schema) => schemas.without(schema, under(pointer, "schema")));
    const body = (value: unknown, pointer: string) =>
        changed(value, "content", (content) => each(content, under(pointer, "content"), media));
    const operation = (value: unknown, pointer: string) =>
        changed(value, "requestBody", (requestBody) => body(requestBody, under(pointer, "requestBody")));
    const pathItem = (value: unknown, pointer: string) => each(value, pointer, operation);

    const paths = changed(document, "paths", (value) => each(value, "#/paths", pathItem));
    const result = changed(paths, "components", (components) =>
        changed(components, "requestBodies", (bodies) => each(bodies, "#/components/requestBodies", body)),
    ) as JsonObject;
    return withoutUnused(result, schemas.dropped);
}

/** The document without the components that only dropped alternatives referred to. */
function withoutUnused(document: JsonObject, dropped: ReadonlySet<unknown>): JsonObject {
    const used = new Set<unknown>();
    const look = (value: unknown): void => {
        if (isObject(value)) used.add(value.$ref);
        if (typeof value === "object" && value !== null) Object.values(value).forEach(look);
    };
    look(document);
    const kept = (schemas: unknown) =>
        Object.fromEntries(
            Object.entries(isObject(schemas) ? schemas : {}).filter(([name]) => {
                const pointer = under("#/components/schemas", name);
                return used.has(pointer) || !dropped.has(pointer);
            }),
        );
    return changed(document, "components", (components) => changed(components, "schemas", kept)) as JsonObject;
}

class SplitFree {
    /** The references that went with an alternative. */
    readonly dropped = new Set<unknown>();
    private readonly targets = new Map<string, unknown>();
    private readonly splits = new Map<string, boolean>();

    constructor(
        private readonly references: References,
        private readonly report: Change[],
    ) {}

    /** The schema without its `dataframe_split` alternatives; the same object where there is nothing to drop. */
    without(schema: unknown, pointer: string): unknown {
        if (!isObject(schema)) return schema;
        if (typeof schema.$ref === "string") return this.withoutBehind(schema.$ref) ?? schema;
        let result = schema;
        for (const keyword of ["allOf", "anyOf", "oneOf"]) {
            const branches = schema[keyword];
            if (!Array.isArray(branches)) continue;
            const place = under(pointer, keyword);
            const goes = branches.map((branch) => keyword !== "allOf" && this.isSplit(branch));
            if (goes.every(Boolean)) continue;
            goes.forEach((gone, index) => {
                if (gone) this.drop(branches[index], under(place, index));
            });
            const remaining = branches
                .map((branch, index) => (goes[index] ? branch : this.without(branch, under(place, index))))
                .filter((_, index) => !goes[index]);
            if (!goes.includes(true)) {
                const same = remaining.every((branch, index) => branch === branches[index]);
                if (!same) result = { ...result, [keyword]: remaining };
                continue;
            }
            result =
                remaining.length === 1 ? collapsed(result, keyword, remaining[0]) : { ...result, [keyword]: remaining };
        }
        return this.withoutProperty(result, pointer);
    }

    /** A schema may offer all forms side by side instead of as alternatives. */
    private withoutProperty(schema: JsonObject, pointer: string): JsonObject {
        const { properties, required } = schema;
        if (!isObject(properties) || !Object.hasOwn(properties, "dataframe_split")) return schema;
        if (!inputForms.some((form) => form !== "dataframe_split" && Object.hasOwn(properties, form))) return schema;
        this.note(under(under(pointer, "properties"), "dataframe_split"));
        const { dataframe_split: _, ...others } = properties;
        const result: JsonObject = { ...schema, properties: others };
        if (Array.isArray(required)) result.required = required.filter((name) => name !== "dataframe_split");
        return result;
    }

    /** Whether the schema takes its input as `dataframe_split` and in no other form. */
    private isSplit(schema: unknown): boolean {
        if (!isObject(schema)) return false;
        if (typeof schema.$ref === "string") {
            const target = this.references.resolve(schema.$ref, documentBase);
            if (target === undefined) return false;
            if (!this.splits.has(target.pointer)) {
                this.splits.set(target.pointer, false);
                this.splits.set(target.pointer, this.isSplit(target.value));
            }
            return this.splits.get(target.pointer)!;
        }
        const { properties, allOf, anyOf, oneOf } = schema;
        const forms = isObject(properties) ? inputForms.filter((form) => Object.hasOwn(properties, form)) : [];
        if (forms.length > 0) return forms.length === 1 && forms[0] === "dataframe_split";
        if (Array.isArray(allOf) && allOf.some((part) => this.isSplit(part))) return true;
        return [anyOf, oneOf].some(
            (branches) =>
                Array.isArray(branches) && branches.length > 0 && branches.every((part) => this.isSplit(part)),
        );
    }

    private withoutBehind(reference: string): unknown {
        const target = this.references.resolve(reference, documentBase);
        if (target === undefined) return undefined;
        if (!this.targets.has(target.pointer)) {
            // A schema inside itself keeps its reference.
            this.targets.set(target.pointer, undefined);
            const result = this.without(target.value, target.pointer);
            if (result !== target.value) this.targets.set(target.pointer, result);
        }
        return this.targets.get(target.pointer);
    }

    private drop(branch: unknown, pointer: string): void {
        if (isObject(branch)) this.dropped.add(branch.$ref);
        this.note(pointer);
    }

    private note(pointer: string): void {
        const detail = "Callers send dataframe_records instead (inputs: records).";
        this.report.push({ pointer, construct: "dataframe_split", effect: "removed", detail });
    }
}

/** A choice of one is no choice. What stood beside the choice holds for what is left of it. */
function collapsed(schema: JsonObject, keyword: string, branch: unknown): JsonObject {
    const { [keyword]: _, ...rest } = schema;
    if (!isObject(branch)) return { ...rest, [keyword]: [branch] };
    const clash = Object.keys(branch).some((key) => Object.hasOwn(rest, key) || key === "$ref");
    if (Object.keys(rest).length === 0 || !clash) return { ...rest, ...branch };
    return { ...rest, allOf: [...(Array.isArray(rest.allOf) ? rest.allOf : []), branch] };
}

function changed(value: unknown, key: string, change: (child: unknown) => unknown): unknown {
    if (!isObject(value) || !Object.hasOwn(value, key)) return value;
    const child = change(value[key]);
    return child === value[key] ? value : { ...value, [key]: child };
}

function each(value: unknown, pointer: string, change: (child: unknown, pointer: string) => unknown): unknown {
    if (!isObject(value)) return value;
    const result: JsonObject = {};
    for (const key of Object.keys(value)) setKey(result, key, change(value[key], under(pointer, key)));
    return result;
}
