import { escaped } from "../../pointer";
import type { Conversion } from "../conversion";
import { Schema, SchemaPlace } from "./schema";

/** Where a schema stands, and whether it is still exact. */
export class Place implements SchemaPlace {
    exact = true;
    /** Whether the schema has lost or got keywords before its passes. */
    hasOtherKeys = false;
    private written: string | undefined;
    private start: string | undefined;

    /** @param around the pointer, or what it stands in under the key */
    constructor(
        private readonly conversion: Conversion,
        private readonly around: Place | string,
        private readonly key: string | number = "",
    ) {}

    /** Made when it is asked for: few schemas have anything to report. */
    get pointer(): string {
        if (typeof this.around === "string") return this.around;
        return (this.written ??= this.around.prefix + escaped(this.key));
    }

    /** One text for all that stand in it: the report of a large document takes as much memory as the document. */
    private get prefix(): string {
        return (this.start ??= `${this.pointer}/`);
    }

    isExact(schema: Schema): boolean {
        return this.conversion.schemas.isExact(schema);
    }

    resolve(reference: string): Schema | undefined {
        return this.conversion.schemas.resolve(reference);
    }

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
