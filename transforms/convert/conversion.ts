import { Change, Effect } from "../change";
import { JsonObject } from "../jsonObject";
import { References } from "../references";
import { SchemaConverter } from "./schemas/schemaConverter";

/** One document on its way: what it refers to, its schemas, and the report so far. */
export class Conversion {
    readonly references: References;
    readonly schemas: SchemaConverter;

    constructor(
        readonly source: JsonObject,
        private readonly report: Change[],
    ) {
        this.references = new References(source);
        this.schemas = new SchemaConverter(this);
    }

    /** Whether the document is 3.1 or later, where keywords beside `$ref` count and `nullable` says nothing. */
    get jsonSchema(): boolean {
        return !String(this.source.openapi).startsWith("3.0");
    }

    note(pointer: string, construct: string, effect: Effect, detail: string): void {
        this.report.push({ pointer, construct, effect, detail });
    }
}
