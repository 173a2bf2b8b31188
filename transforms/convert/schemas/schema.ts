import type { OpenAPIV3 } from "openapi-types";
import type { JsonNumber } from "../../../json/exactNumber";
import { withKeys } from "../../jsonObject";

/**
 * A schema on its way from JSON Schema 2020-12 to OpenAPI 3.0: its own keywords may still be of 2020-12, the schemas
 * inside it are of 3.0 already.
 */
export interface Schema {
    $ref?: string;
    title?: string;
    description?: string;
    type?: string | string[];
    enum?: unknown[];
    const?: unknown;
    default?: unknown;
    example?: unknown;
    examples?: unknown;
    nullable?: boolean;
    format?: string;
    pattern?: string;
    minLength?: number;
    maxLength?: number;
    minimum?: JsonNumber;
    maximum?: JsonNumber;
    exclusiveMinimum?: boolean | JsonNumber;
    exclusiveMaximum?: boolean | JsonNumber;
    multipleOf?: JsonNumber;
    items?: Schema;
    prefixItems?: Schema[];
    contains?: Schema;
    minContains?: number;
    maxContains?: number;
    minItems?: number;
    maxItems?: number;
    uniqueItems?: boolean;
    unevaluatedItems?: Schema;
    properties?: { [name: string]: Schema };
    patternProperties?: { [pattern: string]: Schema };
    additionalProperties?: boolean | Schema;
    unevaluatedProperties?: Schema;
    propertyNames?: Schema;
    required?: string[];
    minProperties?: number;
    maxProperties?: number;
    dependentRequired?: { [name: string]: string[] };
    dependentSchemas?: { [name: string]: Schema };
    allOf?: Schema[];
    anyOf?: Schema[];
    oneOf?: Schema[];
    not?: Schema;
    if?: Schema;
    then?: Schema;
    else?: Schema;
    contentEncoding?: string;
    contentMediaType?: string;
    discriminator?: OpenAPIV3.DiscriminatorObject;
    [keyword: string]: unknown;
}

/** The schema that a pass works at. */
export interface SchemaPlace {
    readonly pointer: string;
    /** Whether the document gives `nullable` no meaning (OpenAPI 3.1). */
    readonly jsonSchema: boolean;
    /** Whether a converted schema accepts exactly what its original did. Those that accept more say `false`. */
    isExact(schema: Schema): boolean;
    /** The converted schema that a reference names; undefined while it is still being converted. */
    resolve(reference: string): Schema | undefined;
    /** The same instances are accepted, in other words. */
    rewritten(construct: string, detail: string): void;
    /** More instances are accepted. The schema counts as inexact from here on. */
    loosened(construct: string, detail: string): void;
    /** Something went that accepts or rejects nothing. */
    removed(construct: string, detail: string): void;
    /** Something came that 3.0 demands and that changes nothing. */
    added(construct: string, detail: string): void;
    /** Counts as inexact without a line in the report: the difference is there already in the document. */
    inexact(): void;
}

/**
 * One step of the conversion. Gets a schema whose inner schemas are of 3.0, and returns it or a new one; never changes
 * what it got. What it makes must accept every instance that it got accepts.
 */
export type Pass = (schema: Schema, at: SchemaPlace) => Schema;

/** The schema with one more thing to hold. Nothing that stands in it is touched, so it is exact for every schema. */
export function conjoin(schema: Schema, ...more: Schema[]): Schema {
    return withKeys(schema, { allOf: [...(schema.allOf ?? []), ...more] });
}
