import { dateOf, notBase64, printed, type Raised, uncastable } from "./cast";
import { type Column, type ColumnType, numpyName, type Scalar, typeText } from "./columnType";
import { cells, type DataFrame } from "./dataFrame";
import { first, int64, misfit } from "./nested";
import { isObject, type PythonValue, typeName } from "./pythonValue";
import { failedConversion } from "./scoringError";

type Cell = PythonValue | undefined;

const uint64 = 2n ** 64n - 1n;

/** Casts the columns of a dataframe to their types. @throws {DatabricksError} 400 */
export function castFrame(frame: DataFrame, columns: readonly Column[]): void {
    for (const column of columns) {
        const found = cells(frame, column.name);
        const reason = found && found.length > 0 ? unconvertible(found, column) : undefined;
        if (reason === undefined) continue;
        const { name, type } = column;
        throw failedConversion(
            name,
            typeof type === "string" && type !== "Any" ? numpyName(type) : typeText(type),
            reason,
        );
    }
}

function unconvertible(found: readonly Cell[], { type, required }: Column): string | undefined {
    if (type === "Any" || type === "string" || type === "boolean") return undefined;
    if (typeof type !== "string") return first(found, (cell) => misfitCell(cell, type, required));
    const raised = raisedBy(found, type);
    return raised && printed(raised);
}

function misfitCell(cell: Cell, type: ColumnType, required: boolean): string | undefined {
    // A missing cell is NaN, which counts as nothing for lists only.
    if (cell === undefined && !required && typeof type === "object" && "array" in type) return undefined;
    const reason = misfit(cell === undefined ? NaN : cell, type, required);
    return reason && printed({ exception: "MlflowException", text: reason.replace("'NaN'", "'nan'") });
}

function raisedBy(found: readonly Cell[], type: Scalar): Raised | undefined {
    if (type === "binary") return firstRaised(found, (cell) => notBase64(cell ?? null));
    if (type === "datetime") return noDates(found);
    const given = found.filter((cell) => cell !== undefined && cell !== null);
    const numbers = given.every((cell) => typeof cell === "bigint" || typeof cell === "number");
    const whole = type === "long" || type === "integer";
    if (whole && given.length < found.length && given.length > 0 && numbers) {
        const text =
            "Cannot convert non-finite values (NA or inf) to integer. Replace or remove non-finite values or cast " +
            "to an integer type that supports these values (e.g. 'Int64')";
        return { exception: "IntCastingNaNError", text };
    }
    // Without a negative number, a column of large ones is unsigned, and what is beyond 2^63 - 1 wraps.
    const most = found.some((cell) => typeof cell === "bigint" && cell < 0n) ? int64.most : uint64;
    return firstRaised(found, (cell) => uncastable(cell ?? null, type, most));
}

function noDates(found: readonly Cell[]): Raised | undefined {
    const offsets = new Set(found.flatMap((cell) => (typeof cell === "string" ? [dateOf(cell)] : [])));
    const raised = firstRaised(found, (cell) => {
        if (typeof cell === "boolean") {
            return { exception: "TypeError", text: "dtype bool cannot be converted to datetime64[ns]" };
        }
        if (Array.isArray(cell) || isObject(cell)) {
            return { exception: "TypeError", text: `<class '${typeName(cell)}'> is not convertible to datetime` };
        }
        if (typeof cell !== "string" || dateOf(cell) !== "none") return undefined;
        return { exception: "DateParseError", text: `Unknown datetime string format, unable to parse: ${cell}` };
    });
    if (raised || offsets.size < 2) return raised;
    return { exception: "ValueError", text: "Mixed timezones detected. Pass utc=True in to_datetime" };
}

function firstRaised(found: readonly Cell[], raised: (cell: Cell) => Raised | undefined): Raised | undefined {
    for (const cell of found) {
        const reason = raised(cell);
        if (reason) return reason;
    }
    return undefined;
}
