import { isObject, type PythonValue, repr, typeName } from "./pythonValue";
import { invalidInput } from "./scoringError";

/** A table as pandas reads it. A cell that a row does not have is `undefined`, which is not `null`. */
export interface DataFrame {
    /** Names, or places where the caller gives none. */
    readonly columns: readonly string[];
    readonly named: boolean;
    readonly rows: readonly (readonly (PythonValue | undefined)[])[];
}

/** The values of a column, row by row; undefined where there is no such column. */
export function cells(frame: DataFrame, column: string): (PythonValue | undefined)[] | undefined {
    const place = frame.columns.indexOf(column);
    return place < 0 ? undefined : frame.rows.map((row) => row[place]);
}

/** @throws {DatabricksError} 400 */
export function ofRecords(value: PythonValue): DataFrame {
    if (!Array.isArray(value)) {
        const given = isObject(value) ? "dictionary" : `type <class '${typeName(value)}'>`;
        throw invalidInput(`Dataframe records format must be a list of records. Got ${given}.`);
    }
    return frameOf(value, (reason) => notAFrame("records", reason));
}

/** Objects by their keys; anything else by its place. */
export function frameOf(items: readonly PythonValue[], refused: (reason: string) => Error): DataFrame {
    const objects = items.filter(isObject);
    if (objects.length === 0 && items.length > 0) return byPlace(items);
    const other = items.find((item) => !isObject(item));
    if (other !== undefined) throw refused(`'${typeName(other)}' object is not iterable`);
    const columns = [...new Set(objects.flatMap((record) => Object.keys(record)))];
    return { columns, named: true, rows: objects.map((record) => columns.map((column) => record[column])) };
}

/** @throws {DatabricksError} 400 */
export function ofSplit(value: PythonValue): DataFrame {
    if (!isObject(value)) {
        const given = Array.isArray(value) ? "list" : `type <class '${typeName(value)}'>`;
        throw invalidInput(`Dataframe split format must be a dictionary. Got ${given}.`);
    }
    const keys = Object.keys(value);
    if (!keys.includes("data") || keys.some((key) => !["columns", "data", "index"].includes(key))) {
        const shown = `{${keys.map((key) => `'${key}'`).join(", ")}}`;
        const needed = "Dataframe split format must have 'data' field and optionally 'columns' and 'index' fields.";
        throw invalidInput(`${needed} Got ${shown}.'`);
    }
    const { data, columns, index } = value;
    if (!Array.isArray(data)) throw notAFrame("split", "DataFrame constructor not properly called!");
    const labels = collection(index);
    const names = collection(columns)?.map((name) => (typeof name === "string" ? name : repr(name)));
    const objects = data.length > 0 && data.every(isObject);
    const frame = objects ? frameOf(data, (reason) => notAFrame("split", reason)) : byPlace(data);
    const width = frame.columns.length;
    if (names && !objects && data.length > 0 && width !== names.length) {
        throw notAFrame("split", `${names.length} columns passed, passed data had ${width} columns`);
    }
    const rows = labelled(frame.rows, labels);
    if (!names) return { ...frame, rows };
    const places = names.map((name, place) => (objects ? frame.columns.indexOf(name) : place));
    return { columns: names, named: true, rows: rows.map((row) => places.map((place) => row[place])) };
}

/** One row is repeated for each label; several have as many labels as there are rows. */
function labelled<Row>(rows: readonly Row[], labels: readonly PythonValue[] | undefined): readonly Row[] {
    if (!labels || rows.length === labels.length) return rows;
    if (rows.length === 1) return labels.map(() => rows[0]!);
    throw notAFrame("split", `Length of values (${rows.length}) does not match length of index (${labels.length})`);
}

function byPlace(items: readonly PythonValue[]): DataFrame {
    const rows = items.map((item) => (Array.isArray(item) ? item : [item]));
    const width = Math.max(0, ...rows.map((row) => row.length));
    return { columns: Array.from({ length: width }, (_, place) => `${place}`), named: false, rows };
}

function collection(value: PythonValue | undefined): PythonValue[] | undefined {
    if (value === undefined || value === null || Array.isArray(value)) return value ?? undefined;
    throw notAFrame("split", `Index(...) must be called with a collection of some kind, ${repr(value)} was passed`);
}

function notAFrame(form: "records" | "split", reason: string): Error {
    const what = `Provided dataframe_${form} field is not a valid dataframe representation in '${form}' format`;
    return invalidInput(`${what}. Error: '${reason}'`);
}
