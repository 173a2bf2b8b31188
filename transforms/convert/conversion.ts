import type { OpenAPIV3 } from "openapi-types";
import { Change, Effect } from "../change";
import { JsonObject } from "../jsonObject";
import type { Operation, OperationPlace } from "../operations";
import { References } from "../references";
import type { Schema } from "./schemas/schema";

/** The schemas of one document in the words of 3.0. */
export interface ConvertedSchemas {
    /** Converts `components.schemas`, by name, so that where a circle is broken does not depend on the order of keys. */
    convertComponents(): void;
    /** All that is referred to and all that the document offers, by the name it has in `components.schemas`. */
    readonly converted: { [name: string]: Schema };
    /** Whether a converted schema accepts exactly what its original did. */
    isExact(schema: Schema): boolean;
    /** The converted schema that `#/components/schemas/...` names; undefined while it is still being converted. */
    resolve(reference: string): Schema | undefined;
    /** The schema in the words of 3.0. */
    convert(raw: unknown, pointer: string, base?: string): Schema;
}

/** The operations of one document once they are read in the words of 3.0. */
export interface ConvertedOperations {
    /** What all passes about one operation make of it. */
    convert(operation: Operation, place: OperationPlace): Operation;
    /** What the passes said of all operations, one pass after the other. */
    readonly report: Change[];
    /** The document without what stands at the root of bodies for generators of clients only. */
    withoutRoots(document: OpenAPIV3.Document): OpenAPIV3.Document;
    /** The document without the forms of input, of which the report then says nothing. */
    withoutForms(document: OpenAPIV3.Document): OpenAPIV3.Document;
}

/** One document on its way: what it refers to, its schemas and operations, and the report so far. */
export class Conversion {
    readonly references: References;
    readonly schemas: ConvertedSchemas;
    readonly operations: ConvertedOperations;
    /** How many parts that came in place of a reference hold the one at hand. */
    inlined = 0;

    constructor(
        readonly source: JsonObject,
        private readonly report: Change[],
        schemas: (conversion: Conversion) => ConvertedSchemas,
        operations: (conversion: Conversion) => ConvertedOperations,
    ) {
        this.references = new References(source);
        this.schemas = schemas(this);
        this.operations = operations(this);
    }

    /** Whether the document is 3.1 or later, where keywords beside `$ref` count and `nullable` says nothing. */
    get jsonSchema(): boolean {
        return !String(this.source.openapi).startsWith("3.0");
    }

    note(pointer: string, construct: string, effect: Effect, detail: string): void {
        this.report.push({ pointer, construct, effect, detail });
    }
}
