import type { OpenAPIV3 } from "openapi-types";
import { isObject, JsonObject, setKey } from "../jsonObject";

type Schema = OpenAPIV3.SchemaObject | OpenAPIV3.ReferenceObject;

/** Values in a sample; a schema that unfolds into more has none that somebody reads. */
const mostValues = 2000;

/**
 * A value made up from a schema of OpenAPI 3.0: the example, default or first of an enum where one is given, else the
 * plainest value of the type, with every property of which the schema says enough. It may still be invalid; undefined
 * where the schema may be anything, and where the value would be too large.
 * @param schemas the document's components
 */
export function sampleOf(schema: Schema, schemas: Record<string, Schema>): unknown {
    const sampler = new Sampler(schemas);
    try {
        return sampler.value(schema, 0);
    } catch (error) {
        if (error instanceof TooLarge) return undefined;
        throw error;
    }
}

class TooLarge extends Error {}

class Sampler {
    private left = mostValues;

    constructor(private readonly schemas: Record<string, Schema>) {}

    value(given: Schema, depth: number): unknown {
        if (--this.left < 0 || depth > 64) throw new TooLarge();
        if ("$ref" in given) {
            const name = given.$ref.replace("#/components/schemas/", "");
            return Object.hasOwn(this.schemas, name) ? this.value(this.schemas[name]!, depth + 1) : undefined;
        }
        const schema = given as OpenAPIV3.SchemaObject;
        const said = schema.example ?? schema.default ?? schema.enum?.[0];
        if (said !== undefined) return said;
        const parts = [...(schema.allOf ?? []), ...(schema.anyOf ?? schema.oneOf ?? []).slice(0, 1)];
        const { allOf: _all, anyOf: _any, oneOf: _one, ...own } = schema;
        const values = parts.map((part) => this.value(part, depth + 1));
        const typed = own.type !== undefined || own.properties !== undefined;
        const made = [...values, ...(typed ? [this.plain(own, depth)] : [])].filter((value) => value !== undefined);
        return made.length === 0 ? undefined : merged(made);
    }

    private plain(schema: OpenAPIV3.SchemaObject, depth: number): unknown {
        switch (schema.type) {
            case "string":
                return text(schema);
            case "integer":
            case "number":
                return number(schema);
            case "boolean":
                return true;
            case "array":
                return this.list(schema.items, schema.minItems || 1, depth);
        }
        if (schema.properties === undefined) return undefined;
        const result: JsonObject = {};
        for (const [name, property] of Object.entries(schema.properties ?? {})) {
            const made = (property as OpenAPIV3.SchemaObject).readOnly ? undefined : this.value(property, depth + 1);
            if (made !== undefined) setKey(result, name, made);
        }
        return result;
    }

    /** As long as it has to be: the shape of a tensor. */
    private list(items: Schema, length: number, depth: number): unknown[] | undefined {
        if (length > this.left) throw new TooLarge();
        const values = Array.from({ length }, () => this.value(items, depth + 1));
        return values.includes(undefined) ? undefined : values;
    }
}

/** Objects become one; of other values the last one counts. */
function merged(values: readonly unknown[]): unknown {
    if (!values.every(isObject)) return values.findLast((value) => !isObject(value));
    const result: JsonObject = {};
    for (const value of values) {
        for (const [name, member] of Object.entries(value as JsonObject)) setKey(result, name, member);
    }
    return result;
}

const texts: Record<string, string> = {
    "date-time": "2026-01-01T00:00:00Z",
    date: "2026-01-01",
    time: "00:00:00Z",
    uuid: "00000000-0000-4000-8000-000000000000",
    email: "somebody@example.com",
    uri: "https://example.com",
    hostname: "example.com",
    ipv4: "192.0.2.1",
    ipv6: "2001:db8::1",
    byte: "c3RyaW5n",
};

function text({ format, minLength = 0, maxLength = Infinity }: OpenAPIV3.SchemaObject): string {
    const plain = (format !== undefined && Object.hasOwn(texts, format) && texts[format]) || "string";
    if (plain.length > maxLength) return plain.slice(0, maxLength);
    return minLength > 1000 ? plain : plain.padEnd(minLength, "g");
}

function number(schema: OpenAPIV3.SchemaObject): number {
    const { type, minimum, maximum, multipleOf } = schema;
    const step = multipleOf ?? (type === "integer" ? 1 : 0.5);
    let value = type === "integer" ? 1 : 1.5;
    if (multipleOf !== undefined) value = multipleOf;
    if (minimum !== undefined && value <= minimum) {
        value = Math.ceil(minimum / step) * step;
        if (schema.exclusiveMinimum === true && value === minimum) value += step;
    }
    if (maximum !== undefined && value >= maximum) {
        value = Math.floor(maximum / step) * step;
        if (schema.exclusiveMaximum === true && value === maximum) value -= step;
    }
    return value;
}
