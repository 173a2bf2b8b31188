/** The parts of a {@link WorkspaceError}. Texts from the workspace must have gone through `quote` before. */
export interface WorkspaceFailure {
    /** What failed, e.g. `endpoint "churn": the workspace answered 404 (RESOURCE_DOES_NOT_EXIST) to GET /api/...`. */
    readonly failure: string;
    /** What the other side said about it, where it said something. */
    readonly said?: string;
    /** What to do about it. */
    readonly fix: string;
    /** HTTP status, where there was an answer. */
    readonly status?: number;
    /** Databricks' `error_code`, e.g. `PERMISSION_DENIED`, where the answer had one. */
    readonly errorCode?: string;
    /** True where the answer was in the workspace's own form, so that it was not a proxy that answered. */
    readonly own?: boolean;
}

/**
 * Anything about the workspace that its user can fix: settings, credential, network, permission, endpoint.
 * `message` holds one line each for what failed, what the workspace said and what to do; it never holds a credential.
 */
export class WorkspaceError extends Error {
    override readonly name = "WorkspaceError";
    readonly failure: string;
    readonly said?: string;
    readonly fix: string;
    readonly status?: number;
    readonly errorCode?: string;
    readonly own?: boolean;

    constructor(parts: WorkspaceFailure) {
        super([parts.failure, ...(parts.said ? [`It said: ${parts.said}`] : []), parts.fix].join("\n"));
        this.failure = parts.failure;
        this.said = parts.said;
        this.fix = parts.fix;
        this.status = parts.status;
        this.errorCode = parts.errorCode;
        this.own = parts.own;
    }
}
