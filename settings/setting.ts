import type { z } from "zod";

/** Where a setting may stand: as a key of the stack's configuration, or as a member of a workspace, endpoint or product. */
export type Place = "stack" | "workspace" | "endpoint" | "product";

/** What there is to know of a setting: the settings, their refusals and their descriptions all come from here. */
export interface Row {
    /** Values that it may have. */
    readonly schema: z.ZodType;
    /** The same for places where it has another form. */
    readonly schemaAt?: { readonly [At in Place]?: z.ZodType };
    /** Value of a stack that does not set it. Settings of endpoints alone have none. */
    readonly default?: unknown;
    /** The default is not enough: a stack cannot do without it. */
    readonly needed?: true;
    /** Where it may stand. The stack's value is the default of the endpoints'. */
    readonly at: readonly Place[];
    /** What it does. The first sentence is its description in `Pulumi.yaml`. */
    readonly words: string;
    /** A value in the form of the first place. */
    readonly example: unknown;
    /**
     * What holds for an endpoint.
     *
     * @param stack the stack's value
     * @param own the endpoint's value, undefined where it has none
     * @param callers the stack's `callers`
     * @default its own value, else the stack's
     */
    readonly combine?: (stack: any, own: any, callers: any) => unknown;
}

/** A table of settings by their keys. */
export type Rows = Readonly<Record<string, Row>>;

/** Declares a setting. Its types are those of the schema. */
export const setting = <const R extends Row>(row: R): R => row;

/** Schema of a setting at a place: the place's own form where it has one. */
export type SchemaAt<R extends Row, At extends Place> = R extends {
    schemaAt: { readonly [Key in At]: infer Own extends z.ZodType };
}
    ? Own
    : R["schema"];

/** Names of the settings that may stand at a place. */
export type KeysAt<Table extends Rows, At extends Place> = {
    [Key in keyof Table]: At extends Table[Key]["at"][number] ? Key : never;
}[keyof Table];

/** Value of a setting that stands at a place; undefined where the stack does not have what it needs. */
export type ValueAt<R extends Row, At extends Place> =
    z.infer<SchemaAt<R, At>> | (R extends { needed: true } ? undefined : never);

/** What a setting comes to for an endpoint. */
export type Combined<R extends Row> = R extends { combine: (...args: any) => infer Value }
    ? Value
    : ValueAt<R, "stack" | "endpoint">;

/** First sentence of a setting's words. */
export function summaryOf({ words }: Row): string {
    return /^.*?\.(?= |$)/.exec(words)![0];
}

/** Schema of a setting at a place: the place's own form where it has one. */
export function schemaAt(row: Row, at: Place): z.ZodType {
    return row.schemaAt?.[at] ?? row.schema;
}

/** Whether a setting may stand at a place. */
export function mayStandAt(row: Row, at: Place): boolean {
    return row.at.includes(at);
}

/** Members of a workspace, an endpoint or a product that are settings. */
export function shapeAt<Table extends Rows, At extends Exclude<Place, "stack">>(table: Table, at: At) {
    const rows = Object.entries(table).filter(([, row]) => mayStandAt(row, at));
    return Object.fromEntries(rows.map(([key, row]) => [key, schemaAt(row, at).optional()])) as {
        [Key in KeysAt<Table, At>]: z.ZodOptional<SchemaAt<Table[Key], At>>;
    };
}

/** For settings that can be turned off: an endpoint's own value, else the stack's; undefined where that is `false`. */
export function unlessOff<Value>(stack: Value | false | undefined, own: Value | false | undefined): Value | undefined {
    return (own ?? stack) || undefined;
}

/** What holds for an endpoint of the settings that a stack may set too. */
export function combine<Table extends Rows>(
    table: Table,
    stack: Readonly<Record<string, any>>,
    own: Readonly<Record<string, any>>,
) {
    const rows = Object.entries(table).filter(([, row]) => mayStandAt(row, "stack") && mayStandAt(row, "endpoint"));
    const values = rows.map(([key, row]) => [
        key,
        row.combine ? row.combine(stack[key], own[key], stack.callers) : (own[key] ?? stack[key]),
    ]);
    return Object.fromEntries(values) as {
        [Key in Extract<KeysAt<Table, "stack">, KeysAt<Table, "endpoint">>]: Combined<Table[Key]>;
    };
}
