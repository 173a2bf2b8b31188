import type { OpenAPIV3 } from "openapi-types";
import { Change } from "../../change";
import { copied, holds, isEmpty, isObject, JsonObject, setKey, withKeys, without } from "../../jsonObject";
import { under } from "../../pointer";
import type { Schema } from "../schemas/schema";
import { deepestLevel, levelOfMove, withoutDeepSchemas } from "./nesting";
import { Kind, Part, partsOf } from "./parts";
import { Survival } from "./survival";

/**
 * Leaves out what the importer would change without an error: values of examples, defaults and extensions that its
 * reader types in another way, empty collections, and flags that say the default. Schemas whose values need it get the
 * format `int64`, and what is nested too deep for the importer moves to the components.
 *
 * Last of all passes: whether a value survives depends on the schema that stands beside it in the end.
 */
export function survey(document: OpenAPIV3.Document, report: Change[]): OpenAPIV3.Document {
    const changes: Change[] = [];
    const first = new Survey(document, changes);
    const result = first.document();
    const flatter = first.deepest > levelOfMove ? withoutDeepSchemas(document, report) : document;
    // What is known of a value ends at a reference, so that one that moved is looked at again.
    if (flatter !== document) return new Survey(flatter, report).document();
    for (const change of changes) report.push(change);
    return result;
}

class Survey {
    /** The level of the deepest schema. */
    deepest = 0;
    private readonly survival: Survival;
    /** What stands at several places is one object in memory, and can be large. */
    private readonly known = new Map<object, JsonObject>();
    /** Where the survey is. Pointers are written for what is reported only. */
    private readonly keys: (string | number)[] = [];

    constructor(
        private readonly source: OpenAPIV3.Document,
        private readonly report: Change[],
    ) {
        const schemas = (source.components?.schemas ?? {}) as { [name: string]: Schema };
        this.survival = new Survival(report, this.keys, deepestLevel, schemas);
    }

    document(): OpenAPIV3.Document {
        const result = this.parts(this.source as unknown as JsonObject, "document", 0);
        const { formats } = this.survival;
        return (formats.size > 0 ? withFormats(result, formats) : result) as unknown as OpenAPIV3.Document;
    }

    private object(value: JsonObject, kind: Kind, level: number): JsonObject {
        if (kind !== "response" && kind !== "body" && kind !== "described") return this.parts(value, kind, level);
        let result = this.known.get(value);
        if (result === undefined) this.known.set(value, (result = this.parts(value, kind, level)));
        return result;
    }

    /** The object with all that stands in it looked at. The schema of an example comes before the example itself. */
    private parts(value: JsonObject, kind: Kind, level: number): JsonObject {
        if (level > this.deepest) this.deepest = level;
        const parts = partsOf[kind];
        let result = value;
        let hasValues = false;
        for (const key in value) {
            const part = parts.get(key);
            if (part === "plain") continue;
            const member = value[key];
            if (part === "value") {
                hasValues = true;
                continue;
            }
            if (key === "examples") hasValues = true;
            let kept = member;
            if (part !== undefined) {
                this.keys.push(key);
                kept = this.part(member, part, level + 1);
                this.keys.pop();
            } else if (key.startsWith("x-")) {
                this.keys.push(key);
                kept = this.survival.of(member, undefined, key, level + 1);
                this.keys.pop();
            } else if (typeof member === "boolean") {
                if (saysDefault(key, member, value)) kept = this.leftOut(key, sayingDefault);
            } else if (kind !== "example" && isEmpty(member)) {
                kept = this.leftOut(key, empty);
            }
            if (kept !== member) result = withMember(result, value, key, kept);
        }
        if (kind === "operation" && isObject(result.requestBody) && result.requestBody.content === undefined) {
            result = withMember(result, value, "requestBody", this.leftOut("requestBody", "It has no content."));
        }
        return hasValues ? this.withValues(result, kind, level) : result;
    }

    private part(value: unknown, { how, kind }: Part, level: number): unknown {
        // E.g. `additionalProperties: false`.
        if (typeof value !== "object" || value === null) return value;
        if (how === "one") return this.object(value as JsonObject, kind, level);
        if (Array.isArray(value)) return this.items(value as JsonObject[], kind, level + 1);
        let result = value as JsonObject;
        const names = Object.keys(value);
        for (const name of names) {
            const member = (value as JsonObject)[name];
            this.keys.push(name);
            const kept =
                how === "extensibleMap" && name.startsWith("x-")
                    ? this.survival.of(member, undefined, name, level + 1)
                    : this.object(member as JsonObject, kind, level + 1);
            this.keys.pop();
            if (kept !== member) result = withMember(result, value as JsonObject, name, kept);
        }
        // The importer demands paths and responses, and writes them whatever they hold.
        return names.length === 0 && how === "map" ? this.leftOut(undefined, empty) : result;
    }

    private items(value: JsonObject[], kind: Kind, level: number): JsonObject[] | undefined {
        if (value.length === 0) return this.leftOut(undefined, empty);
        let result = value;
        for (let index = 0; index < value.length; index++) {
            this.keys.push(index);
            const kept = this.object(value[index]!, kind, level);
            this.keys.pop();
            if (kept === value[index]) continue;
            if (result === value) result = [...value];
            result[index] = kept;
        }
        return result;
    }

    /** The object, of a kind that has a schema beside its values or is one, without the values that do not survive. */
    private withValues(object: JsonObject, kind: Kind, level: number): JsonObject {
        const schema = (kind === "schema" ? object : object.schema) as Schema | undefined;
        let result = object;
        for (const key of valueKeys) {
            const value = object[key];
            if (value === undefined) continue;
            this.keys.push(key);
            const kept = this.survival.of(value, schema, key, level + 1);
            this.keys.pop();
            if (kept !== value) result = withMember(result, object, key, kept);
        }
        if (kind !== "schema" && isObject(object.examples)) {
            this.keys.push("examples");
            const kept = this.namedExamples(object.examples, schema, level + 3);
            this.keys.pop();
            if (kept !== object.examples) result = withMember(result, object, "examples", kept);
        }
        const { formats } = this.survival;
        if (result !== object && formats.has(object)) formats.set(result as Schema, formats.get(object));
        return result;
    }

    private namedExamples(examples: JsonObject, schema: Schema | undefined, level: number): unknown {
        let result = examples;
        for (const name of Object.keys(examples)) {
            const example = examples[name];
            if (!isObject(example) || example.value === undefined) continue;
            this.keys.push(name, "value");
            const kept = this.survival.of(example.value, schema, "example", level);
            this.keys.length -= 2;
            if (kept === example.value) continue;
            result = withMember(result, examples, name, kept === undefined ? kept : withKeys(example, { value: kept }));
        }
        return isEmpty(result) ? undefined : result;
    }

    /** @param key of what goes; undefined where that is where the survey is */
    private leftOut(key: string | undefined, detail: string): undefined {
        const construct = key ?? String(this.keys.at(-1));
        const pointer = (key === undefined ? this.keys : [...this.keys, key]).reduce(under, "#");
        this.report.push({ pointer, construct, effect: "removed", detail });
    }
}

const empty = "It is empty, so the importer loses it.";
const sayingDefault = "It repeats the default, which the importer omits.";
const valueKeys = ["default", "example"] as const;

/** `result` with another member, or without it; a copy of its own where it is still the source. */
function withMember<T extends JsonObject>(result: T, source: T, key: string, member: unknown): T {
    if (result === source) {
        // Not deleted: V8 keeps such an object as a table, which is slow to read ever after.
        if (member === undefined) return without(source, key);
        const copy = copied(source);
        setKey(copy, key, member);
        return copy;
    }
    // Deleted: a copy for each of many members would take their number squared.
    if (member === undefined) delete result[key];
    else setKey(result, key, member);
    return result;
}

function saysDefault(key: string, value: boolean, owner: JsonObject): boolean {
    if (key === "explode") return value === explodes(owner);
    // What is no flag of 3.0 is a part, or has no boolean value.
    return !value;
}

/** The default of `explode` (OpenAPI 3.0.3, 4.7.12.2). */
function explodes({ style, in: place }: JsonObject): boolean {
    return style === undefined ? place === "query" : style === "form";
}

/** The value with another format, or none, in some schemas, wherever they stand. */
function withFormats(
    value: unknown,
    formats: ReadonlyMap<object, string | undefined>,
    known = new Map<object, unknown>(),
): unknown {
    if (!holds(value)) return value;
    if (known.has(value)) return known.get(value);
    let result: unknown = value;
    if (Array.isArray(value)) {
        const items = value.map((item) => withFormats(item, formats, known));
        if (items.some((item, index) => item !== value[index])) result = items;
    } else {
        let object = value as JsonObject;
        for (const key of Object.keys(value)) {
            const member = withFormats((value as JsonObject)[key], formats, known);
            if (member !== (value as JsonObject)[key]) object = withMember(object, value as JsonObject, key, member);
        }
        result = formats.has(value) ? withMember(object, value as JsonObject, "format", formats.get(value)) : object;
    }
    known.set(value, result);
    return result;
}
