/** A policy document that is refused. The message is the text of the validation, ready for the answer. */
export class PolicyError extends Error {
    override readonly name = "PolicyError";

    /**
     * @param target name of the element, or `representation` for a text that is no policy document
     * @param unsupported the service may well take it, only this emulator does not: 501, not 400
     */
    constructor(
        message: string,
        readonly target: string,
        readonly unsupported = false,
    ) {
        super(message);
    }
}

/** A place in a policy document as the service counts: from 1. */
export interface Position {
    readonly line: number;
    readonly column: number;
}

/** Where an element starts; the column is that of its name. */
export interface Place extends Position {
    readonly name: string;
}

/** The refusal of an element that the service refuses, too: 400. */
export function invalid({ name, line, column }: Place, problem: string): PolicyError {
    return new PolicyError(`Error in element '${name}' on line ${line}, column ${column}: ${problem}`, name);
}

/** The refusal of what the service has and the emulator has not: 501. */
export function unsupported({ name, line, column }: Place, what: string): PolicyError {
    const message = `Error in element '${name}' on line ${line}, column ${column}: The emulator does not support ${what}.`;
    return new PolicyError(message, name, true);
}
