import { DatabricksError } from "../databricksError";

/** What MLflow 3 says beside `error_code` and `message`. */
interface More {
    readonly sqlstate: string;
    readonly error_class: string;
    readonly stack_trace?: string;
}

const invalid: More = { sqlstate: "KAM00", error_class: "INVALID_PARAMETER_VALUE" };

/** An error in the words and the shape of MLflow's scoring server (3.17.2). */
export class ScoringError extends DatabricksError {
    constructor(
        errorCode: "BAD_REQUEST" | "INVALID_PARAMETER_VALUE",
        message: string,
        private readonly more: More = invalid,
    ) {
        super(400, errorCode, message);
    }

    override get body(): { error_code: string | number; message: string } & More {
        return { error_code: this.errorCode, message: this.message, ...this.more };
    }
}

/** An answer of the server that is a text, and no JSON. */
export class PlainError extends DatabricksError {
    constructor(status: number, message: string) {
        super(status, "", message, { "content-type": "text/plain; charset=utf-8" });
    }

    override get body(): string {
        return this.message;
    }
}

/** The body is none that the server can read. */
export function invalidInput(message: string): ScoringError {
    return new ScoringError("BAD_REQUEST", `Invalid input. ${message}`);
}

/** A column of a dataframe that cannot be cast to its type. @param reason Python's exception, as it prints it */
export function failedConversion(column: string, type: string, reason: string): ScoringError {
    const where = `Failed to convert column ${column} to type '${type}'`;
    return invalidInput(`Data is not compatible with model signature. ${where}. Error: '${reason}'`);
}

/** The data is read, and is not what the signature says. The text repeats the caller's values. */
export function failedEnforcement(data: string, signature: string, reason: string): ScoringError {
    const shown = data.slice(0, 1000);
    const message = `Failed to enforce schema of data '${shown}' with schema '${signature}'. Error: ${reason}`;
    return new ScoringError("INVALID_PARAMETER_VALUE", `Failed to predict data '${shown}'. \nError: ${message}`, {
        sqlstate: "KAM01",
        error_class: "SCHEMA_ENFORCEMENT_FAILED",
    });
}

/** `params` that the signature does not take. */
export function invalidParams(data: string, reason: string): ScoringError {
    return new ScoringError(
        "INVALID_PARAMETER_VALUE",
        `Failed to predict data '${data.slice(0, 1000)}'. \nError: ${reason}`,
    );
}

/** The model's own code raises something. */
export function modelFailed(exception: string): ScoringError {
    const message =
        "Encountered an unexpected error while evaluating the model. Verify that the serialized input Dataframe is " +
        "compatible with the model for inference.";
    const stack_trace = `Traceback (most recent call last):\n  File "/model/code/model.py", line 7, in predict\n${exception}\n`;
    return new ScoringError("BAD_REQUEST", message, { ...invalid, stack_trace });
}
