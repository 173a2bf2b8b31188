import type { PipelinePolicy, PipelineResponse } from "@azure/core-rest-pipeline";
import type { WorkspaceFailure } from "./workspaceError";

/** Makes the error that its caller shows, and may keep it where an SDK would wrap it in words of its own. */
export type RefusalOf = (failure: Pick<WorkspaceFailure, "failure" | "fix" | "status">) => Error;

/** Longest wait that is honoured, in seconds: what takes longer is not worth holding a deployment up for. */
export const MAX_WAIT_SECONDS = 30;

/**
 * Refuses to wait where a service asks for more than half a minute (`Retry-After`, in seconds or as a date; RFC 9110,
 * 10.2.3): the SDK's own retries would wait for as long as they are told, an hour if need be.
 *
 * @param who answers, as messages name it
 */
export function refuseLongWaits(who: string, refusal: RefusalOf): PipelinePolicy {
    return {
        name: "refuseLongWaits",
        async sendRequest(request, next) {
            const response = await next(request);
            const seconds = askedWait(response, Date.now());
            if (response.status < 400 || seconds === undefined || seconds <= MAX_WAIT_SECONDS) return response;
            throw refusal({
                failure:
                    `${who} answered ${response.status} to ${request.method} ${new URL(request.url).pathname} and ` +
                    "asks to " +
                    `wait ${seconds} s`,
                fix: "This call changed nothing. Run the command again after that time.",
                status: response.status,
            });
        },
    };
}

/** The headers that the SDK's retries look at, in the same order. */
function askedWait({ headers }: PipelineResponse, now: number): number | undefined {
    for (const name of ["retry-after-ms", "x-ms-retry-after-ms"]) {
        const value = headers.get(name);
        if (value !== undefined && Number.isFinite(Number(value))) return Math.ceil(Number(value) / 1000);
    }
    const value = headers.get("retry-after")?.trim();
    if (value === undefined || value === "") return undefined;
    const seconds = Number(value);
    if (!Number.isNaN(seconds)) return seconds;
    const date = Date.parse(value);
    return Number.isNaN(date) ? undefined : Math.ceil((date - now) / 1000);
}
