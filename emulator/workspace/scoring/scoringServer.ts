import { castFrame } from "./castFrame";
import { type DataFrame, ofRecords, ofSplit } from "./dataFrame";
import { enforceBody, enforceColumns, enforceFrame, enforceParams, enforceTensors, rowsOf } from "./enforcement";
import { protocolChange } from "./mediaType";
import { isObject, nameList, type PythonObject, type PythonValue, pythonValue, repr } from "./pythonValue";
import { invalidInput, modelFailed, ScoringError } from "./scoringError";
import { forms, type Signature } from "./signature";
import type { Protocol } from "../languageModel";

/**
 * MLflow's scoring server, which custom models run: what it casts, what it refuses, and in which words
 * (mlflow-skinny 3.17.2 with pandas 3.1.1, as it was observed).
 */

const oneForm = `The input must be a JSON dictionary with exactly one of the input fields {${forms.map((form) => `'${form}'`).join(", ")}}.`;

/** A body that has one of these is the model's input as it stands, and not a table. */
const unwrapping = ["messages", "prompt", "input"];

/** @throws {DatabricksError} 400 */
export function parsedObject(json: string): PythonObject {
    let value: PythonValue;
    try {
        value = pythonValue(json);
    } catch (error) {
        const detail = `Error: 'JSONDecodeError('${(error as Error).message}')'\nInput: \nb'${json.slice(0, 100)}'\n`;
        throw invalidInput(`Ensure that input is a valid JSON formatted string. ${detail}`);
    }
    if (isObject(value)) return value;
    if (Array.isArray(value)) throw invalidInput(`${oneForm} Received a list.`);
    throw invalidInput(`${oneForm} Received unexpected input type '${repr(value)}'.`);
}

/** Checks a body that has one of MLflow's forms. @returns how many rows it has @throws {DatabricksError} 400 */
export function scoreForm(body: PythonObject, signature: Signature): number {
    if (unwrapping.some((name) => name in body)) {
        enforceBody(body, signature);
        return 1;
    }
    const given = forms.filter((form) => form in body);
    if (given.length !== 1) {
        const received = `Received dictionary with input fields: ${nameList(given)}`;
        throw new ScoringError("BAD_REQUEST", `${oneForm} ${received}. ${protocolChange}`);
    }
    const [form] = given as [(typeof forms)[number]];
    const value = body[form]!;
    const data = repr(value);
    const rows = scoreValue(form, value, signature, data);
    enforceParams(body.params, signature, data);
    return rows;
}

function scoreValue(form: string, value: PythonValue, signature: Signature, data: string): number {
    if (form === "inputs" || form === "instances") {
        if (signature.columns) return enforceColumns(value, signature, data);
        return signature.tensors ? enforceTensors(value, signature, data) : rowsOf(value);
    }
    const frame = form === "dataframe_records" ? ofRecords(value) : ofSplit(value);
    const { columns = [], unnamed } = signature;
    castFrame(unnamed ? positioned(frame) : frame, columns);
    enforceFrame(unnamed ? positioned(frame) : frame, signature, data);
    return frame.rows.length;
}

/** Columns of a signature without names go by their place, whatever the caller calls them. */
function positioned(frame: DataFrame): DataFrame {
    return { ...frame, columns: frame.columns.map((_name, place) => `${place}`) };
}

/** Checks a body that is an agent's own input, as a chat is. @throws {DatabricksError} 400 */
export function scoreBody(body: PythonObject, signature: Signature, protocol: Protocol): void {
    enforceBody(body, signature);
    // What the signature lets through and the class of the agent does not: its own check runs within the model.
    if (protocol === "chat" && body.stream === null)
        throw modelFailed("ValueError: `stream` must be of type bool, got NoneType");
    if (protocol === "agent" && body.context === null)
        throw modelFailed(
            "TypeError: mlflow.types.agent.ChatContext() argument after ** must be a mapping, not NoneType",
        );
    const inputs = protocol === "responses" && Array.isArray(body.input) ? body.input : [];
    const nobody = inputs.some((item) => isObject(item) && (item.type ?? "message") === "message" && !("role" in item));
    if (nobody) throw modelFailed("pydantic_core._pydantic_core.ValidationError: 1 validation error for Message\nrole");
}
