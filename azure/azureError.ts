/** The parts of an {@link AzureError}. Texts from Azure must have gone through `quote` before. */
export interface AzureFailure {
    /** What failed, e.g. `Azure Resource Manager answered 403 (AuthorizationFailed) to DELETE /subscriptions/...`. */
    readonly failure: string;
    /** What Azure said about it, where it said something. */
    readonly said?: string;
    /** What to do about it. */
    readonly fix: string;
    /** HTTP status, where there was an answer. */
    readonly status?: number;
    /** Azure's error code, e.g. `AuthorizationFailed`, where the answer had one. */
    readonly code?: string;
}

/**
 * Anything about Azure that its user can fix: settings, identity, network, permission.
 * `message` holds one line each for what failed, what Azure said and what to do; it never holds a credential.
 */
export class AzureError extends Error {
    override readonly name = "AzureError";
    readonly status?: number;
    readonly code?: string;

    constructor({ failure, said, fix, status, code }: AzureFailure) {
        super([failure, ...(said ? [`It said: ${said}`] : []), fix].join("\n"));
        this.status = status;
        this.code = code;
    }
}
