import { ExactNumber } from "../../../json/exactNumber";
import { canonicalJson, sortedKeys } from "../../canonical";
import { Change } from "../../change";
import { holds, isEmpty, JsonObject, setKey } from "../../jsonObject";
import { keysOf, under } from "../../pointer";
import type { Schema } from "../schemas/schema";
import { asInteger, lostScalar } from "./importedValue";
import { schemaOfMember } from "./lostIn";

/** Lines of the report for one example; who reads it sees the kind by then. */
const mostLines = 20;

/** Looks for values that the importer would change, and leaves them out with what is nothing without them. */
export class Survival {
    /** The schemas that need another format, or none, for a value to survive. */
    readonly formats = new Map<Schema, "int64" | undefined>();
    private lines = 0;
    private construct = "";
    private root: Schema | undefined;
    /** How many of the keys lead to the value as a whole. */
    private start = 0;

    /**
     * @param keys that lead to where the work is in the document
     * @param deepest the level, of objects and arrays, at which the last ones may stand
     * @param schemas what references name
     */
    constructor(
        private readonly report: Change[],
        private readonly keys: (string | number)[],
        private readonly deepest: number,
        private readonly schemas: { [name: string]: Schema },
    ) {}

    /**
     * The value without what would change, the same one where nothing would. A member goes alone where nothing requires
     * it; an array goes as a whole, because positions in it mean something.
     * @param schema what stands for the value inline; undefined where nothing does
     * @param level of objects and arrays at which the value stands
     * @returns undefined where nothing is left
     */
    of(value: unknown, schema: Schema | undefined, construct: string, level: number): unknown {
        this.root = schema;
        this.construct = construct;
        this.start = this.keys.length;
        this.lines = 0;
        if (isEmpty(value))
            return this.goes(`The importer loses an empty ${Array.isArray(value) ? "array" : "object"}.`);
        const kept = this.kept(value, schema, level);
        return kept === undefined ? this.partGoes(value) : kept;
    }

    private kept(value: unknown, schema: Schema | undefined, level: number): unknown {
        if (!holds(value)) return this.scalar(asInteger(value, schema), schema);
        if (level > this.deepest) return this.goes("The importer refuses documents that are nested deeper.");
        return Array.isArray(value)
            ? this.items(value, schema, level)
            : this.members(value as JsonObject, schema, level);
    }

    private scalar(value: unknown, schema: Schema | undefined): unknown {
        const lost = lostScalar(value, schema);
        if (lost === undefined) {
            if (value instanceof ExactNumber && schema?.type === "number" && this.isInNested()) this.losesPoint(value);
            return value;
        }
        if (lost.fitsInt64 && schema!.format === undefined) {
            if (!this.formats.has(schema!))
                this.note("added", "format", `${value} needs the format int64 in its schema.`);
            this.formats.set(schema!, "int64");
            return value;
        }
        if (schema?.format === "date-time" && this.isInDataframe() && !/(z|[+-]\d\d:?\d\d)$/i.test(String(value))) {
            // MLflow takes no datetime with an offset there, which the format demands and the importer adds.
            if (!this.formats.has(schema)) this.note("removed", "format", "A dataframe's datetime has no offset.");
            this.formats.set(schema, undefined);
            return value;
        }
        return this.goes(`The importer makes ${lost.becomes} of ${canonicalJson(value)}.`);
    }

    private isInDataframe(): boolean {
        return this.keys.some((key) => key === "dataframe_split" || key === "dataframe_records");
    }

    /** Whether the value stands inside a cell of a table, in a list or an object. */
    private isInNested(): boolean {
        // Before the value stand the schemas of forms, under the same names.
        const split = this.keys.indexOf("dataframe_split", this.start);
        const records = this.keys.indexOf("dataframe_records", this.start);
        // After the form come the row and the column, of a split after `data`.
        return (split >= 0 && this.keys.length > split + 4) || (records >= 0 && this.keys.length > records + 3);
    }

    /** It stays: its value is right, and most readers make no difference. */
    private losesPoint({ text, whole }: ExactNumber): void {
        if (whole === undefined || /^-?\d+$/.test(text)) return;
        const detail = `The importer writes ${text} as ${whole}, which a model refuses inside a column of nested doubles.`;
        this.note("rewritten", this.construct, detail);
    }

    private items(value: unknown[], schema: Schema | undefined, level: number): unknown {
        let result = value;
        let whole = true;
        const inner = schemaOfMember(schema, "", true);
        for (let index = 0; index < value.length; index++) {
            const item = value[index];
            const child = this.inside(item, index, inner, level);
            if (child === undefined) whole = false;
            if (child === item || !whole) continue;
            if (result === value) result = [...value];
            result[index] = child;
        }
        return whole ? result : undefined;
    }

    private members(value: JsonObject, schema: Schema | undefined, level: number): unknown {
        let result: JsonObject | undefined;
        const missing: string[] = [];
        for (const key of sortedKeys(value)) {
            const inner = schemaOfMember(schema, key, false);
            const child = this.inside(value[key], key, inner, level);
            if (child === value[key]) continue;
            result ??= { ...value };
            if (child !== undefined) {
                setKey(result, key, child);
                continue;
            }
            delete result[key];
            missing.push(key);
        }
        if (missing.length === 0) return result ?? value;
        const left = Object.keys(result!).length;
        const demands = this.describing();
        const broken = demands.some(
            ({ required, minProperties = 0 }) => minProperties > left || missing.some((key) => required?.includes(key)),
        );
        if (left === 0 || broken) return undefined;
        for (const key of missing) {
            this.keys.push(key);
            this.partGoes(value[key]);
            this.keys.pop();
        }
        return result;
    }

    private inside(value: unknown, key: string | number, schema: Schema | undefined, level: number): unknown {
        this.keys.push(key);
        const result = this.kept(value, schema, level + 1);
        this.keys.pop();
        return result;
    }

    /** Every schema that has a say in the value at hand. References lead on here, though the importer follows none. */
    private describing(): Schema[] {
        return this.keys.slice(this.start).reduce<Schema[]>(
            (schemas, key) =>
                schemas.flatMap((schema) => {
                    const inner = schemaOfMember(schema, String(key), typeof key === "number");
                    return inner === undefined ? [] : this.parts(inner);
                }),
            this.root === undefined ? [] : this.parts(this.root),
        );
    }

    /** The schema, what it refers to, and what it combines. */
    private parts(schema: Schema, seen = new Set<Schema>()): Schema[] {
        if (seen.has(schema)) return [];
        seen.add(schema);
        const name = schema.$ref === undefined ? undefined : keysOf(schema.$ref).at(-1)!;
        const target = name !== undefined && Object.hasOwn(this.schemas, name) ? [this.schemas[name]!] : [];
        for (const part of [...target, ...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) {
            this.parts(part, seen);
        }
        return [...seen];
    }

    /** The parts of it that do not survive have a line each already. */
    private partGoes(value: unknown): undefined {
        if (holds(value)) this.goes("It is left out with the parts that the import changes.");
    }

    private goes(detail: string): undefined {
        this.note("removed", this.construct, detail);
    }

    private note(effect: Change["effect"], construct: string, detail: string): void {
        if (++this.lines > mostLines) return;
        this.report.push({ pointer: this.keys.reduce(under, "#"), construct, effect, detail });
    }
}
