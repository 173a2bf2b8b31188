import type { OpenAPIV3 } from "openapi-types";
import { Change } from "../change";
import { Operation, OperationPlace, operations } from "../operations";

/** One step of the conversion, of an operation in the words of 3.0. The same operation where nothing changes. */
export type OperationPass = (operation: Operation, place: OperationPlace, report: Change[]) => Operation;

/** The document with each operation as the passes make it. The report has the lines of each pass together. */
export function inTurn(
    document: OpenAPIV3.Document,
    places: readonly OperationPlace[],
    passes: readonly OperationPass[],
    report: Change[],
): OpenAPIV3.Document {
    const reports = passes.map((): Change[] => []);
    const each = (operation: Operation, place: OperationPlace) =>
        passes.reduce((result, pass, index) => pass(result, place, reports[index]!), operation);
    const result = operations.map(document, each, places);
    for (const lines of reports) for (const line of lines) report.push(line);
    return result;
}
