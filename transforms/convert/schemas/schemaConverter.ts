import { canonicalJson, sortedKeys, withSortedKeys } from "../../canonical";
import type { Conversion, ConvertedSchemas } from "../conversion";
import { copyToFill, isObject, JsonObject, setKey, withKeys } from "../../jsonObject";
import { under } from "../../pointer";
import { documentBase, Target } from "../../references";
import { componentName } from "./componentName";
import { schemaParts } from "./schemaParts";
import { converted, malformed, nested, passesAbout, staysAsItIs } from "./schemaPasses";
import { Place } from "./place";
import { Schema } from "./schema";
import { childSchemas, schemasUnder } from "./schemaChildren";

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
export class SchemaConverter implements ConvertedSchemas {
    private readonly components = new Map<string, Component>();
    private readonly names = new Map<string, Component>();
    private readonly inexact = new Set<Schema>();
    private readonly sources: JsonObject;

    constructor(private readonly conversion: Conversion) {
        const components = conversion.source.components;
        this.sources = isObject(components) && isObject(components.schemas) ? components.schemas : {};
    }

    convertComponents(): void {
        for (const name of Object.keys(this.sources).sort()) {
            const pointer = under("#/components/schemas", name);
            this.component({ pointer, value: this.sources[name], base: documentBase });
        }
    }

    get converted(): { [name: string]: Schema } {
        const schemas: { [name: string]: Schema } = {};
        for (const { name, schema } of this.components.values()) setKey(schemas, name, schema);
        return schemas;
    }

    isExact(schema: Schema): boolean {
        return !this.inexact.has(schema);
    }

    resolve(reference: string): Schema | undefined {
        return this.names.get(reference.slice("#/components/schemas/".length))?.schema;
    }

    convert(raw: unknown, pointer: string, base = documentBase): Schema {
        return this.convertAt(raw, new Place(this.conversion, pointer), base);
    }

    private convertAt(raw: unknown, at: Place, base: string): Schema {
        const due = isObject(raw) ? passesAbout(raw) : nested;
        let schema: Schema;
        if ((due & nested) === 0) {
            schema = converted(withSortedKeys(raw as Schema), at, due);
        } else {
            const inner = this.inner(raw, at, base);
            const isKnown = due !== malformed && !at.hasOtherKeys;
            schema = converted(inner, at, isKnown ? due & ~nested : passesAbout(inner));
        }
        if (!at.exact) this.inexact.add(schema);
        return schema;
    }

    /** The schema with everything inside it converted. */
    private inner(raw: unknown, at: Place, outerBase: string): Schema {
        // Those that have the keys of the original say so below.
        at.hasOtherKeys = true;
        if (raw === true || raw === false) {
            at.rewritten("boolean schema", `3.0 writes ${raw} as ${raw ? "{}" : '{"not": {}}'}.`);
            return raw ? {} : { not: {} };
        }
        if (!isObject(raw)) {
            at.loosened("schema", "A schema is an object. This one accepts everything.");
            return {};
        }
        const base = this.conversion.references.baseOf(raw, outerBase);
        const result: JsonObject = {};
        let isAll = true;
        for (const keyword of sortedKeys(raw)) {
            if (staysAsItIs(keyword)) setKey(result, keyword, raw[keyword]);
            else if (isReference(keyword) || !this.convertUnder(keyword, raw[keyword], result, at, base)) isAll = false;
        }
        at.hasOtherKeys = !isAll;
        return this.referring(result, raw, at, base);
    }

    /** Puts what stands under a keyword into `result`, converted. Returns false where it stands there under no such key. */
    private convertUnder(keyword: string, value: unknown, result: JsonObject, at: Place, base: string): boolean {
        switch (schemasUnder(keyword, value)) {
            case "one":
                result[keyword] =
                    keyword === "additionalProperties" && typeof value === "boolean"
                        ? value
                        : this.convertInside(value, new Place(this.conversion, at, keyword), base, at);
                return true;
            case "many": {
                if (!Array.isArray(value) || value.length === 0) {
                    at.loosened(keyword, "The value is not an array of schemas.");
                    return false;
                }
                const list = new Place(this.conversion, at, keyword);
                const schemas = value.map((item, index) =>
                    this.convertInside(item, new Place(this.conversion, list, index), base, at),
                );
                result[keyword === "items" ? "prefixItems" : keyword] = schemas;
                return keyword !== "items";
            }
            case "named": {
                if (!isObject(value)) {
                    at.loosened(keyword, "The value is not an object of schemas.");
                    return false;
                }
                const names = sortedKeys(value);
                const schemas = copyToFill(value, names);
                const map = new Place(this.conversion, at, keyword);
                for (const name of names) {
                    const place = new Place(this.conversion, map, name);
                    setKey(schemas, name, this.convertInside(value[name], place, base, at));
                }
                result[keyword] = schemas;
                return true;
            }
            default: {
                const read = schemaParts.get(keyword)!(value, under(at.pointer, keyword), this.conversion);
                if (read !== undefined) result[keyword] = read;
                return read !== undefined;
            }
        }
    }

    private convertInside(raw: unknown, at: Place, base: string, around: Place): Schema {
        const schema = this.convertAt(raw, at, base);
        if (!at.exact) around.inexact();
        return schema;
    }

    private referring(schema: Schema, raw: JsonObject, at: Place, base: string): Schema {
        if (raw.$ref === undefined && raw.$dynamicRef === undefined) return schema;
        const references = ["$ref", "$dynamicRef"]
            .filter((keyword) => raw[keyword] !== undefined)
            .map((keyword) => this.reference(keyword, raw[keyword], this.targets(keyword, raw[keyword], base), at));
        if (!this.conversion.jsonSchema) {
            const ignored = Object.keys(schema).join(", ");
            if (ignored) at.removed("$ref", `In 3.0 nothing beside a reference counts: ${ignored}.`);
            return references[0]!;
        }
        const beside = Object.keys(schema).filter((keyword) => !silent.has(keyword));
        if (beside.length === 0 && references.length === 1) {
            if (Object.keys(schema).length > 0) at.removed("$ref", "3.0 ignores what stands beside it.");
            return references[0]!;
        }
        at.rewritten("$ref", `3.0 drops what stands beside a reference (${beside.join(", ")}), so it stands in allOf.`);
        return withSortedKeys(withKeys(schema, { allOf: [...references, ...(schema.allOf ?? [])] }));
    }

    /** The reference as 3.0 has it: to a component, or what comes closest where there is none. */
    private reference(construct: string, reference: unknown, targets: Target[], at: Place): Schema {
        if (targets.length === 0) {
            at.loosened(
                construct,
                `${canonicalJson(reference)} does not resolve in this document. Anything is accepted.`,
            );
            return {};
        }
        const schemas = targets.map((target) => {
            const component = this.component(target);
            if (component.schema === undefined) {
                at.loosened(
                    construct,
                    `The importer does not support recursion: ${component.name} inside itself is not described.`,
                );
                return circle(target.value);
            }
            if (this.inexact.has(component.schema)) at.inexact();
            const written = `#/components/schemas/${component.name}`;
            if (written !== reference) at.rewritten(construct, `It now refers to ${written}.`);
            return { $ref: written };
        });
        if (schemas.length === 1) return schemas[0]!;
        at.loosened(construct, "Which schema it leads to is known at validation only; each of them is accepted.");
        return { anyOf: schemas };
    }

    private targets(keyword: string, reference: unknown, base: string): Target[] {
        if (typeof reference !== "string") return [];
        if (keyword === "$dynamicRef") return this.conversion.references.resolveDynamic(reference, base);
        const target = this.conversion.references.resolve(reference, base);
        return target === undefined ? [] : [target];
    }

    /**
     * The component that a reference leads to, converted after all that it refers to itself. Goes from one to the next
     * without recursion: a chain of references may be as long as the document.
     */
    private component(wanted: Target): Component {
        const known = this.components.get(wanted.pointer);
        if (known !== undefined) return known;
        const open = [this.opened(wanted)];
        for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
            const next = last.ahead.pop();
            if (next === undefined) {
                this.close(last.component, last.target);
                open.pop();
            } else if (!this.components.has(next.pointer)) {
                open.push(this.opened(next));
            }
        }
        return this.components.get(wanted.pointer)!;
    }

    private opened(target: Target): { target: Target; component: Component; ahead: Target[] } {
        const taken = (name: string) => this.names.has(name) || Object.hasOwn(this.sources, name);
        const component: Component = { name: componentName(target.pointer, taken) };
        this.components.set(target.pointer, component);
        this.names.set(component.name, component);
        return { target, component, ahead: this.targetsIn(target).reverse() };
    }

    private close(component: Component, target: Target): void {
        const schema = this.convert(target.value, target.pointer, target.base);
        // A component that is nothing but a reference has no schema of its own in the importer.
        component.schema = schema.$ref === undefined ? schema : { allOf: [schema] };
        if (this.inexact.has(schema)) this.inexact.add(component.schema);
    }

    /** Everything that a schema refers to. */
    private targetsIn({ value, base }: Target): Target[] {
        if (!isObject(value)) return [];
        const inner = this.conversion.references.baseOf(value, base);
        const own = ["$ref", "$dynamicRef"].flatMap((keyword) => this.targets(keyword, value[keyword], inner));
        return [
            ...own,
            ...childSchemas(value).flatMap((child) => this.targetsIn({ pointer: "", value: child, base: inner })),
        ];
    }
}

const isReference = (keyword: string) => keyword === "$ref" || keyword === "$dynamicRef";

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
    return type === "array" ? { items: {}, ...nullable, type } : { ...nullable, type };
}
