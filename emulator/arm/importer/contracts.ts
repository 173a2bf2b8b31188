import { jsonText } from "../../jsonText";
import { put } from "./node";
import type { Value } from "./reader";
import { schemaName } from "./schemas";

/** The schemas of an API by name: those of the document, and inline ones of operations, which get a name. */
export class SchemaNames {
    private readonly named: Value = {};

    constructor(declared: Value) {
        for (const [name, schema] of Object.entries(declared)) put(this.named, name, schema);
    }

    /** The name of a schema; an inline one is stored under `wanted`, or `wanted-1` and so on. */
    nameOf(schema: Value, wanted: string): string {
        if (typeof schema.$ref === "string") return schemaName(schema.$ref);
        let name = wanted;
        for (let suffix = 1; Object.hasOwn(this.named, name); suffix++) name = `${wanted}-${suffix}`;
        put(this.named, name, schema);
        return name;
    }

    all(): Value | undefined {
        return Object.keys(this.named).length > 0 ? this.named : undefined;
    }
}

/** ParameterContract of a template, query or header parameter. */
export function parameterContract(parameter: Value): object {
    const schema = (parameter.schema as Value | undefined) ?? {};
    return withoutDefaults({
        name: parameter.name,
        description: parameter.description,
        type: typeof schema.type === "string" ? schema.type : "string",
        required: parameter.required === true,
        defaultValue: schema.default === undefined ? undefined : text(schema.default),
        values: ((schema.enum as unknown[] | undefined) ?? []).map(text),
    });
}

/** ResponseContract of one status code; none for `default` and ranges, which have no single code (record response-ranges). */
export function response(status: string, value: Value, schemaPrefix: string, schemas: SchemaNames): object[] {
    if (!/^\d{3}$/.test(status) || value.$ref !== undefined) return [];
    const headers = Object.entries((value.headers as Record<string, Value> | undefined) ?? {})
        .filter(([, header]) => header.$ref === undefined)
        .map(([name, header]) => parameterContract({ ...header, name }));
    const contract = {
        statusCode: Number(status),
        description: value.description ?? "",
        headers,
        representations: representations(value.content, `${schemaPrefix}${status}Response`, schemas),
    };
    return [withoutDefaults(contract)];
}

/** RepresentationContracts of a body, one for each media type. */
export function representations(content: unknown, schemaPrefix: string, schemas: SchemaNames): object[] {
    return Object.entries((content as Record<string, Value> | undefined) ?? {}).map(([contentType, media]) =>
        withoutDefaults({
            contentType,
            typeName: media.schema ? schemas.nameOf(media.schema as Value, schemaPrefix) : undefined,
            examples: examples(media),
        }),
    );
}

function examples(media: Value): object | undefined {
    if (media.example !== undefined) return { default: { value: media.example } };
    const named = Object.entries((media.examples as Record<string, Value> | undefined) ?? {});
    if (named.length === 0) return undefined;
    const all: Value = {};
    for (const [name, example] of named) put(all, name, example);
    return all;
}

/** The object without members that have no value. */
export function withoutDefaults<T extends object>(value: T): T {
    return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}

function text(value: unknown): string {
    return typeof value === "string" ? value : jsonText(value);
}
