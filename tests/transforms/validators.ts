import Ajv, { ValidateFunction } from "ajv";
import Ajv2020 from "ajv/dist/2020";
import { withExactNumbers } from "../../transforms/exactNumbers";

const options = {
    strict: false,
    validateFormats: false,
    validateSchema: false,
    logger: false,
    ownProperties: true,
} as const;

type Json = { [key: string]: unknown };

/**
 * Says whether an instance is valid under `schema` as JSON Schema 2020-12 has it, where OpenAPI 3.1's `nullable` is no
 * keyword. Undefined where Ajv has no answer.
 */
export function validator31(schema: unknown, components: object): (instance: unknown) => boolean | undefined {
    return compiled(new Ajv2020(options), forAjv(inDoubles(schema)), forAjv(inDoubles(components)) as object);
}

/**
 * Says the same of a schema of OpenAPI 3.0.3. Its keywords are those of JSON Schema with three differences, which are
 * translated: `nullable` adds null to the one type beside it (4.7.24), exclusive bounds are flags, and nothing beside a
 * `$ref` counts.
 */
export function validator30(schema: unknown, components: object): (instance: unknown) => boolean | undefined {
    const translated = Object.entries(inDoubles(components) as Json).map(([name, component]) => [
        name,
        from30(component as Json),
    ]);
    return compiled(new Ajv(options), from30(inDoubles(schema) as Json), Object.fromEntries(translated));
}

/** Ajv knows no other numbers. */
function inDoubles(value: unknown): unknown {
    return withExactNumbers(value, Number);
}

function compiled(ajv: Ajv, schema: unknown, components: object): (instance: unknown) => boolean | undefined {
    const root = { $defs: { schema }, components: { schemas: components }, $ref: "#/$defs/schema" };
    let validate: ValidateFunction | undefined;
    return (instance) => {
        try {
            validate ??= ajv.compile(root);
            return validate(inDoubles(instance)) as boolean;
        } catch (error) {
            // Ajv follows a reference to itself until the stack ends, and trips over some unevaluated properties.
            if ([RangeError, ReferenceError, TypeError].some((kind) => error instanceof kind)) return undefined;
            throw error;
        }
    };
}

function from30(schema: Json): Json {
    if (typeof schema.$ref === "string") return { $ref: schema.$ref };
    const { nullable, exclusiveMinimum, exclusiveMaximum, example, default: _, ...result } = schema;
    if (nullable === true && result.type !== undefined) result.type = [result.type, "null"];
    if (exclusiveMinimum === true) {
        result.exclusiveMinimum = result.minimum;
        delete result.minimum;
    }
    if (exclusiveMaximum === true) {
        result.exclusiveMaximum = result.maximum;
        delete result.maximum;
    }
    for (const key of ["items", "additionalProperties", "not"]) {
        if (typeof result[key] === "object") result[key] = from30(result[key] as Json);
    }
    for (const key of ["allOf", "anyOf", "oneOf"]) {
        if (Array.isArray(result[key])) result[key] = (result[key] as Json[]).map(from30);
    }
    if (result.properties !== undefined) {
        const properties = Object.entries(result.properties as Json).map(([name, child]) => [
            name,
            from30(child as Json),
        ]);
        result.properties = Object.fromEntries(properties);
    }
    return result;
}

/**
 * The same in words that Ajv gets right: it knows `nullable` in every dialect, and beside `prefixItems` it forgets
 * `contains` for the empty array.
 */
function forAjv(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(forAjv);
    if (typeof value !== "object" || value === null) return value;
    const { nullable, ...rest } = value as Json;
    const read = Object.fromEntries(Object.entries(rest).map(([key, child]) => [key, forAjv(child)])) as Json;
    if (read.contains === undefined || read.prefixItems === undefined) return read;
    const { contains, minContains, maxContains, ...others } = read;
    const counts = {
        ...(minContains === undefined ? {} : { minContains }),
        ...(maxContains === undefined ? {} : { maxContains }),
    };
    return { ...others, allOf: [...((others.allOf as unknown[]) ?? []), { contains, ...counts }] };
}
