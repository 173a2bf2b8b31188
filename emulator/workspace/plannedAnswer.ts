import { modelFailed } from "./scoring/scoringError";

/** An answer that is given in place of the workspace's own. */
export interface PlannedAnswer {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    /** How many requests get it. @default 1 */
    readonly times?: number;
    /** Which requests get it, by their path. @default all */
    readonly path?: RegExp;
    /** Which requests get it, by their method. @default all */
    readonly method?: string;
    /** The request takes effect, and only its answer is lost. @default nothing of the request is looked at */
    readonly applied?: boolean;
}

/** A busy workspace. */
export const TEMPORARILY_UNAVAILABLE: PlannedAnswer = unavailable("1");

/** An endpoint that is overloaded. @param retryAfter seconds, or whatever else the header says. @default no header */
export function unavailable(retryAfter?: string): PlannedAnswer {
    return refusal(503, "TEMPORARILY_UNAVAILABLE", "The service is taking too long.", retryAfter);
}

/** A limit that is used up (foundation models, tokens per minute). @param retryAfter as of `unavailable` */
export function throttled(retryAfter?: string): PlannedAnswer {
    const message = "Exceeded workspace input tokens per minute rate limit for databricks-model.";
    return refusal(429, "REQUEST_LIMIT_EXCEEDED", message, retryAfter);
}

/** A model that takes longer than MLflow's scoring server lets it: a text, labelled as JSON (observed, mlflow 3.17.2). */
export const SCORING_TIMEOUT: PlannedAnswer = {
    status: 504,
    headers: { "content-type": "application/json" },
    body: "Request processing time exceeded limit",
};

/** An exception of a model's own code, with the trace that MLflow's scoring server adds. @param exception as Python prints it */
export function modelException(exception = "ValueError: boom"): PlannedAnswer {
    const { status, body } = modelFailed(exception);
    return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

function refusal(status: number, error_code: string, message: string, retryAfter?: string): PlannedAnswer {
    return {
        status,
        headers: {
            "content-type": "application/json",
            ...(retryAfter !== undefined && { "retry-after": retryAfter }),
        },
        body: JSON.stringify({ error_code, message }),
    };
}

/** The page that a proxy in front of a workspace answers with. */
export const LOGIN_PAGE: PlannedAnswer = {
    status: 200,
    headers: { "content-type": "text/html" },
    body: "<!doctype html><html><head><title>Databricks - Sign In</title></head><body></body></html>",
};

/** What a workspace with Azure Private Link answers to a network that it does not allow. */
export const PRIVATE_LINK_REDIRECT: PlannedAnswer = {
    status: 303,
    headers: { location: "/login.html?error=private-link-validation-error:1234567890123456" },
};

/** An answer without a body. */
export const EMPTY_BODY: PlannedAnswer = { status: 200, body: "" };

/** The planned answers that are left. */
export class PlannedAnswers {
    private readonly left: { answer: PlannedAnswer; times: number }[] = [];

    add(answer: PlannedAnswer): void {
        this.left.push({ answer, times: answer.times ?? 1 });
    }

    take(method: string, path: string): PlannedAnswer | undefined {
        const entry = this.left.find(
            ({ answer, times }) =>
                times > 0 && (answer.path?.test(path) ?? true) && (answer.method ?? method) === method,
        );
        if (entry !== undefined) entry.times--;
        return entry?.answer;
    }
}
