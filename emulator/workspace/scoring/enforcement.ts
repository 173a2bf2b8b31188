import { dateOf, uncastable } from "./cast";
import { type Column, numpyName, type Scalar } from "./columnType";
import { cells, type DataFrame, frameOf } from "./dataFrame";
import { fits, int64, misfit } from "./nested";
import { isObject, nameList, type PythonObject, type PythonValue, repr, typeName } from "./pythonValue";
import { failedEnforcement, invalidInput, invalidParams } from "./scoringError";
import { type Signature, signatureText, type Tensor } from "./signature";

/** Refuses a dataframe that is cast already and is not what the signature says. @throws {DatabricksError} 400 */
export function enforceFrame(frame: DataFrame, signature: Signature, data: string): void {
    const { columns = [], unnamed } = signature;
    if (!unnamed)
        checkNames(frame.named ? frame.columns : [], columns, data, signature, frame.named ? [] : frame.columns);
    for (const { name, type } of columns) {
        if (type !== "datetime") continue;
        const found = cells(frame, name) ?? [];
        if (!found.some((cell) => typeof cell === "string" && dateOf(cell) === "offset")) continue;
        const reason =
            "Please ensure that the input data of datetime column only contains timezone-naive datetime objects. " +
            "Error: Cannot use .astype to convert from timezone-aware dtype to timezone-naive dtype. Use " +
            "obj.tz_localize(None) or obj.tz_convert('UTC').tz_localize(None) instead.";
        throw failedEnforcement(data, signatureText(signature), reason);
    }
}

/** `inputs` and `instances` of a signature of columns: each value is cast by itself. @returns how many rows */
export function enforceColumns(value: PythonValue, signature: Signature, data: string): number {
    const { columns = [] } = signature;
    const refuse = (reason: string) => failedEnforcement(data, signatureText(signature), reason);
    if (isObject(value)) {
        for (const { name, type } of columns) {
            const given = value[name];
            const items = Array.isArray(given) && !(typeof type === "object" && "array" in type) ? given : [given];
            for (const item of items) if (item !== undefined) convert(item, type);
        }
        checkNames(Object.keys(value), columns, data, signature);
        return Math.max(1, ...Object.values(value).map((given) => (Array.isArray(given) ? given.length : 1)));
    }
    if (!Array.isArray(value)) {
        if (typeof value !== "string" && value !== null) checkNames([], columns, data, signature);
        const [column] = signatureText({ columns: columns.slice(0, 1) })
            .slice(1, -1)
            .split(", ");
        throw invalidInput(
            `Failed to convert data \`${value === null ? "None" : value}\` to type \`${column}\` defined in the model signature.`,
        );
    }
    if (columns.length === 1 && value.length > 0 && !value.some(isObject)) {
        for (const item of value) convert(item, columns[0]!.type);
        return value.length;
    }
    const frame = frameOf(value, (reason) => invalidInput(reason));
    for (const { name, type } of columns) {
        const found = cells(frame, name) ?? [];
        for (const cell of found) if (cell !== undefined) convert(cell, type);
        if (typeof type !== "string" || !(type === "long" || type === "integer")) continue;
        const kind = found.some(Array.isArray) ? "object" : found.includes(undefined) ? "float64" : undefined;
        if (kind) throw refuse(`Incompatible input types for column ${name}. Can not safely convert ${kind} to int64.`);
    }
    checkNames(frame.named ? frame.columns : [], columns, data, signature, frame.named ? [] : frame.columns);
    return value.length;
}

/** @throws {DatabricksError} 400 */
function convert(value: PythonValue, type: Column["type"]): void {
    if (type === "Any" || (typeof type === "string" && Array.isArray(value))) return;
    if (typeof type !== "string") {
        const reason = misfit(value, type, false);
        if (reason !== undefined) throw invalidInput(reason);
        return;
    }
    if (type === "datetime" && typeof value === "string" && dateOf(value) === "none") {
        throw invalidInput(`Error parsing datetime string "${value}" at position 0`);
    }
    const raised = uncastable(value, type, int64.most);
    if (raised) throw invalidInput(raised.text);
}

/** Tensors by their shapes. @returns how many rows @throws {DatabricksError} 400 */
export function enforceTensors(value: PythonValue, signature: Signature, data: string): number {
    const { tensors = [] } = signature;
    const refuse = (reason: string) => failedEnforcement(data, signatureText(signature), reason);
    const [only] = tensors;
    if (!only || only.name === undefined) return only ? enforceTensor(value, only, refuse) : rowsOf(value);
    const items = Array.isArray(value) && value.every(isObject) ? value : undefined;
    const byName = items ? joined(items) : isObject(value) ? value : {};
    const missing = tensors.filter(({ name }) => !Object.hasOwn(byName, name!)).map(({ name }) => name!);
    if (missing.length > 0) throw refuse(`Model is missing inputs ${nameList(missing)}.`);
    return Math.max(...tensors.map((tensor) => enforceTensor(byName[tensor.name!]!, tensor, refuse)));
}

function joined(items: readonly PythonObject[]): PythonObject {
    const names = [...new Set(items.flatMap((item) => Object.keys(item)))];
    return Object.fromEntries(names.map((name) => [name, items.map((item) => item[name] ?? null)]));
}

function enforceTensor(value: PythonValue, { type, shape }: Tensor, refuse: (reason: string) => Error): number {
    const actual = shapeOf(value);
    for (const scalar of type === "other" ? [] : scalars(value)) {
        const raised = uncastable(scalar, type === "integer" ? "long" : "double", int64.most);
        if (raised) throw invalidInput(raised.text);
    }
    const fitting = actual.length === shape.length && shape.every((size, axis) => size === -1 || size === actual[axis]);
    if (!fitting) throw refuse(`Shape of input ${tuple(actual)} does not match expected shape ${tuple(shape)}.`);
    return rowsOf(value);
}

/** @throws {DatabricksError} 400 for lists of different lengths */
function shapeOf(value: PythonValue): number[] {
    if (!Array.isArray(value)) return [];
    const [first = [], ...others] = value.map(shapeOf);
    if (others.some((other) => other.join() !== first.join())) {
        throw invalidInput(
            "setting an array element with a sequence. The requested array has an inhomogeneous shape after 1 " +
                `dimensions. The detected shape was (${value.length},) + inhomogeneous part.`,
        );
    }
    return value.length === 0 ? [0] : [value.length, ...first];
}

function scalars(value: PythonValue): PythonValue[] {
    return Array.isArray(value) ? value.flatMap(scalars) : [value];
}

function tuple(sizes: readonly number[]): string {
    return sizes.length === 1 ? `(${sizes[0]},)` : `(${sizes.join(", ")})`;
}

/** How many predictions an input asks for. */
export function rowsOf(value: PythonValue): number {
    return Array.isArray(value) ? value.length : 1;
}

/** A body that is itself the model's input, as a chat is. Members that the signature does not have are ignored. */
export function enforceBody(body: PythonObject, signature: Signature): void {
    const { columns = [] } = signature;
    const data = repr(body);
    checkNames(Object.keys(body), columns, data, signature);
    for (const { name, type, required } of columns) {
        if (!Object.hasOwn(body, name)) continue;
        const reason = typeof type === "string" ? unsafe(body[name]!, type, name) : misfit(body[name]!, type, required);
        if (reason !== undefined) throw failedEnforcement(data, signatureText(signature), reason);
    }
}

function unsafe(value: PythonValue, type: Scalar | "Any", name: string): string | undefined {
    if (type === "Any" || fits(value, type)) return undefined;
    // Nothing is NaN or None, which columns of doubles and of texts hold, and those of flags until the model reads them.
    if (value === null && type !== "long" && type !== "integer") return undefined;
    const kinds: Record<string, string> = { boolean: "bool", bigint: "int64", number: "float64" };
    const given = kinds[typeof value] ?? "object";
    return `Incompatible input types for column ${name}. Can not safely convert ${given} to ${numpyName(type)}.`;
}

/** @throws {DatabricksError} 400 */
export function enforceParams(params: PythonValue | undefined, { params: known = [] }: Signature, data: string): void {
    if (params === undefined || params === null) return;
    if (!isObject(params))
        throw invalidParams(data, `Parameters must be a dictionary. Got type '${typeName(params)}'.`);
    for (const { name, type } of known) {
        const value = params[name];
        if (value === undefined || value === null || typeof type !== "string" || type === "Any") continue;
        const doubles = type === "double" || type === "float";
        const taken =
            fits(value, type) || typeof value === "bigint" ? doubles || type === "long" || fits(value, type) : false;
        if (taken) continue;
        const shown = typeof value === "string" ? value : repr(value);
        const reason = `Can not safely convert \`<class '${typeName(value)}'>\` to \`DataType.${type}\` for value \`${shown}\``;
        const detail = `Failed to validate type and shape for '${name}': ${type}, error: ${reason}`;
        throw invalidParams(data, `Invalid parameters found: {('${name}', "${detail}")}`);
    }
}

function checkNames(
    given: readonly string[],
    columns: readonly Column[],
    data: string,
    signature: Signature,
    places: readonly string[] = [],
): void {
    const missing = columns.filter(({ name, required }) => required && !given.includes(name)).map(({ name }) => name);
    if (missing.length === 0) return;
    const known = new Set(columns.map(({ name }) => name));
    const extra = given.filter((name) => !known.has(name));
    const extras = places.length > 0 ? `[${places.join(", ")}]` : extra.length > 0 ? nameList(extra) : undefined;
    const note = extras === undefined ? "" : ` Note that there were extra inputs: ${extras}.`;
    throw failedEnforcement(data, signatureText(signature), `Model is missing inputs ${nameList(missing)}.${note}`);
}
