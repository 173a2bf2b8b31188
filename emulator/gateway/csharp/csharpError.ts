/** Why an expression is not taken when its policy is put. */
export class CSharpError extends Error {
    override readonly name = "CSharpError";

    /**
     * @param message never holds text of the expression, which may be the value of a secret
     * @param offset where, in UTF-16 units from the start of the expression
     * @param unsupported C# takes it, but the service does not document it or the emulator does not have it
     */
    constructor(
        message: string,
        readonly offset: number,
        readonly unsupported = false,
    ) {
        super(message);
    }
}

/** C# does not take it. */
export function refused(offset: number, message: string): CSharpError {
    return new CSharpError(message, offset);
}

/** C# takes it, this emulator does not. @param what completes "The emulator does not support ..." */
export function notSupported(offset: number, what: string): CSharpError {
    return new CSharpError(what, offset, true);
}
