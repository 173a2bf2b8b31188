import { Change, Effect } from "../change";
import { JsonObject } from "../jsonObject";
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

/** One document on its way: what it refers to, its schemas, and the report so far. */
export class Conversion {
    readonly references: References;
    readonly schemas: ConvertedSchemas;

    constructor(
        readonly source: JsonObject,
        private readonly report: Change[],
        schemas: (conversion: Conversion) => ConvertedSchemas,
    ) {
        this.references = new References(source);
        this.schemas = schemas(this);
    }

    /** Whether the document is 3.1 or later, where keywords beside `$ref` count and `nullable` says nothing. */
    get jsonSchema(): boolean {
        return !String(this.source.openapi).startsWith("3.0");
    }

    note(pointer: string, construct: string, effect: Effect, detail: string): void {
        this.report.push({ pointer, construct, effect, detail });
    }
}
