/** One wrong field, as API Management reports it inside a `ValidationError`. */
export interface ErrorDetail {
    readonly code: string;
    readonly target: string;
    readonly message: string;
}

/** A refusal that the client sees: the HTTP status and the body of Azure's error envelope. */
export class ArmError extends Error {
    /**
     * @param details API Management always sends the member, `null` when there is none; Resource Manager itself
     * leaves it out, which is `undefined` here.
     */
    constructor(
        readonly status: number,
        readonly code: string,
        message: string,
        readonly details?: readonly ErrorDetail[] | null,
    ) {
        super(message);
    }

    get body(): { error: object } {
        const { code, message, details } = this;
        return { error: details === undefined ? { code, message } : { code, message, details } };
    }
}

/** API Management's refusal of a request's fields, each with its reason. */
export function invalidFields(...fields: { target: string; message: string }[]): ArmError {
    const details = fields.map((field) => ({ code: "ValidationError", ...field }));
    return new ArmError(400, "ValidationError", "One or more fields contain incorrect values:", details);
}

/** API Management's refusal of a whole request, without a field to blame. */
export function invalidRequest(message: string): ArmError {
    return new ArmError(400, "ValidationError", message, null);
}

/** @param label how API Management calls the resource, e.g. `Api` */
export function notFound(label: string): ArmError {
    return new ArmError(404, "ResourceNotFound", `${label} not found.`, null);
}

/** @param what completes "The emulator does not implement ..." */
export function notImplemented(what: string): ArmError {
    return new ArmError(501, "NotImplemented", `The emulator does not implement ${what}.`);
}
