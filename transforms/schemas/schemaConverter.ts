import type { Conversion } from "../conversion";
import { isObject, JsonObject, setKey } from "../jsonObject";
import { limits } from "../limits";
import { under } from "../pointer";
import { documentBase, Target } from "../references";
import { UnimportableError } from "../unimportableError";
import { componentName } from "./componentName";
import { schemaParts } from "./schemaParts";
import { schemaPasses } from "./schemaPasses";
import { Schema, SchemaPlace } from "./schema";

const oneSchema = new Set([
    "additionalProperties",
    "contains",
    "else",
    "if",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
]);
const manySchemas = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);
const namedSchemas = new Set(["dependentSchemas", "patternProperties", "properties"]);

interface Component {
    name: string;
    /** Undefined while it is being converted: a reference to it then closes a circle. */
    schema?: Schema;
}

/**
 * Converts the schemas of one document, inner ones first, so that a pass sees what it works with in its final form and
 * knows of each whether it still says exactly what it said. Whatever a reference leads to becomes a component: nothing
 * is copied, so references cannot make the document grow.
 */
export class SchemaConverter {
    private readonly components = new Map<string, Component>();
    private readonly names = new Map<string, Component>();
    private readonly inexact = new WeakSet<Schema>();
    private readonly sources: JsonObject;

    constructor(private readonly conversion: Conversion) {
        const components = conversion.source.components;
        this.sources = isObject(components) && isObject(components.schemas) ? components.schemas : {};
    }

    /** Converts `components.schemas`, by name, so that where a circle is broken does not depend on the order of keys. */
    convertComponents(): void {
        for (const name of Object.keys(this.sources).sort()) {
            const pointer = under("#/components/schemas", name);
            this.component({ pointer, value: this.sources[name], base: documentBase }, 0);
        }
    }

    /** All that is referred to and all that the document offers, by the name it has in `components.schemas`. */
    get converted(): { [name: string]: Schema } {
        const schemas: { [name: string]: Schema } = {};
        for (const { name, schema } of this.components.values()) setKey(schemas, name, schema);
        return schemas;
    }

    convert(raw: unknown, pointer: string, base = documentBase, depth = 0): Schema {
        if (depth > limits.schemaDepth) {
            throw new UnimportableError(
                pointer.slice(0, 200),
                `More than ${limits.schemaDepth} schemas stand inside each other, references followed.`,
                "Make the schema flatter.",
            );
        }
        const at = this.place(pointer);
        let schema = this.inner(raw, at, base, depth);
        for (const pass of schemaPasses) schema = pass(schema, at);
        if (!at.exact) this.inexact.add(schema);
        return schema;
    }

    /** The schema with everything inside it converted. */
    private inner(raw: unknown, at: Place, outerBase: string, depth: number): Schema {
        if (raw === true || raw === false) {
            at.rewritten("boolean schema", `3.0 writes ${raw} as ${raw ? "{}" : '{"not": {}}'}.`);
            return raw ? {} : { not: {} };
        }
        if (!isObject(raw)) {
            at.loosened("schema", "A schema is an object; this one accepts everything.");
            return {};
        }
        const base = this.conversion.references.baseOf(raw, outerBase);
        const convert = (value: unknown, pointer: string) => {
            const schema = this.convert(value, pointer, base, depth + 1);
            if (this.inexact.has(schema)) at.inexact();
            return schema;
        };
        const result: JsonObject = {};
        for (const [keyword, value] of Object.entries(raw)) {
            const pointer = under(at.pointer, keyword);
            if (keyword === "additionalProperties" && typeof value === "boolean") {
                result[keyword] = value;
            } else if (oneSchema.has(keyword) || (keyword === "items" && !Array.isArray(value))) {
                result[keyword] = convert(value, pointer);
            } else if (manySchemas.has(keyword) || keyword === "items") {
                if (Array.isArray(value) && value.length > 0) {
                    // Before 2020-12 a tuple was written as an array under `items`.
                    const name = keyword === "items" ? "prefixItems" : keyword;
                    result[name] = value.map((item, index) => convert(item, under(pointer, index)));
                } else {
                    at.loosened(keyword, "The value is not an array of schemas.");
                }
            } else if (namedSchemas.has(keyword)) {
                if (isObject(value)) {
                    const schemas: JsonObject = {};
                    for (const name of Object.keys(value)) {
                        setKey(schemas, name, convert(value[name], under(pointer, name)));
                    }
                    result[keyword] = schemas;
                } else {
                    at.loosened(keyword, "The value is not an object of schemas.");
                }
            } else if (Object.hasOwn(schemaParts, keyword)) {
                const part = schemaParts[keyword]!(value, pointer, this.conversion);
                if (part !== undefined) result[keyword] = part;
            } else if (keyword !== "$ref" && keyword !== "$dynamicRef") {
                setKey(result, keyword, value);
            }
        }
        return this.referring(result, raw, at, base, depth);
    }

    private referring(schema: Schema, raw: JsonObject, at: Place, base: string, depth: number): Schema {
        const references: Schema[] = [];
        if (raw.$ref !== undefined) {
            const target =
                typeof raw.$ref === "string" ? this.conversion.references.resolve(raw.$ref, base) : undefined;
            references.push(this.reference("$ref", raw.$ref, target ? [target] : [], at, depth));
        }
        if (raw.$dynamicRef !== undefined) {
            const reference = raw.$dynamicRef;
            const targets =
                typeof reference === "string" ? this.conversion.references.resolveDynamic(reference, base) : [];
            references.push(this.reference("$dynamicRef", reference, targets, at, depth));
        }
        if (references.length === 0) return schema;
        if (!this.conversion.jsonSchema) {
            const ignored = Object.keys(schema).join(", ");
            if (ignored) at.removed("$ref", `In 3.0 nothing beside a reference counts: ${ignored}.`);
            return references[0]!;
        }
        const beside = Object.keys(schema).filter((keyword) => !silent.has(keyword));
        if (beside.length === 0 && references.length === 1) return references[0]!;
        at.rewritten("$ref", `3.0 drops what stands beside a reference (${beside.join(", ")}), so it stands in allOf.`);
        return { ...schema, allOf: [...references, ...(schema.allOf ?? [])] };
    }

    /** The reference as 3.0 has it: to a component, or what comes closest where there is none. */
    private reference(construct: string, reference: unknown, targets: Target[], at: Place, depth: number): Schema {
        if (targets.length === 0) {
            at.loosened(
                construct,
                `${JSON.stringify(reference)} leads to nothing in this document; anything is accepted.`,
            );
            return {};
        }
        const schemas = targets.map((target) => {
            const component = this.component(target, depth + 1);
            if (component.schema === undefined) {
                at.loosened(
                    construct,
                    `The importer has no recursion: ${component.name} inside itself is not described.`,
                );
                return circle(target.value);
            }
            if (this.inexact.has(component.schema)) at.inexact();
            const written = `#/components/schemas/${component.name}`;
            if (written !== reference) at.rewritten(construct, `What it refers to is now ${written}.`);
            return { $ref: written };
        });
        if (schemas.length === 1) return schemas[0]!;
        at.loosened(construct, "Which schema it leads to is known at validation only; each of them is accepted.");
        return { anyOf: schemas };
    }

    private component(target: Target, depth: number): Component {
        const known = this.components.get(target.pointer);
        if (known !== undefined) return known;
        const taken = (name: string) => this.names.has(name) || Object.hasOwn(this.sources, name);
        const component: Component = { name: componentName(target.pointer, taken) };
        this.components.set(target.pointer, component);
        this.names.set(component.name, component);
        const schema = this.convert(target.value, target.pointer, target.base, depth);
        // A component that is nothing but a reference has no schema of its own in the importer.
        component.schema = schema.$ref === undefined ? schema : { allOf: [schema] };
        if (this.inexact.has(schema)) this.inexact.add(component.schema);
        return component;
    }

    private place(pointer: string): Place {
        const name = (reference: string) => reference.slice("#/components/schemas/".length);
        return new Place(
            pointer,
            this.conversion,
            (schema) => !this.inexact.has(schema),
            (reference) => this.names.get(name(reference))?.schema,
        );
    }
}

// Says nothing about instances, so it needs no allOf beside a reference.
const silent = new Set([
    "$id",
    "$anchor",
    "$dynamicAnchor",
    "$schema",
    "$comment",
    "$defs",
    "definitions",
    "$vocabulary",
]);

/** What is left of a schema where it would stand inside itself: its type. */
function circle(value: unknown): Schema {
    const type = isObject(value) ? value.type : undefined;
    if (typeof type !== "string" || type === "null") return {};
    const nullable = (value as JsonObject).nullable === true ? { nullable: true } : {};
    return type === "array" ? { type, ...nullable, items: {} } : { type, ...nullable };
}

class Place implements SchemaPlace {
    exact = true;

    constructor(
        readonly pointer: string,
        private readonly conversion: Conversion,
        readonly isExact: (schema: Schema) => boolean,
        readonly resolve: (reference: string) => Schema | undefined,
    ) {}

    get jsonSchema(): boolean {
        return this.conversion.jsonSchema;
    }

    rewritten(construct: string, detail: string): void {
        this.conversion.note(this.pointer, construct, "rewritten", detail);
    }

    loosened(construct: string, detail: string): void {
        this.exact = false;
        this.conversion.note(this.pointer, construct, "loosened", detail);
    }

    removed(construct: string, detail: string): void {
        this.conversion.note(this.pointer, construct, "removed", detail);
    }

    added(construct: string, detail: string): void {
        this.conversion.note(this.pointer, construct, "added", detail);
    }

    inexact(): void {
        this.exact = false;
    }
}
