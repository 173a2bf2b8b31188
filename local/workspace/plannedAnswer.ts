/** An answer that is given in place of the workspace's own, before anything of the request is looked at. */
export interface PlannedAnswer {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    /** How many requests get it. @default 1 */
    readonly times?: number;
    /** Which requests get it, by their path. @default all */
    readonly path?: RegExp;
}

/** A busy workspace. */
export const TEMPORARILY_UNAVAILABLE: PlannedAnswer = {
    status: 503,
    headers: { "content-type": "application/json", "retry-after": "1" },
    body: JSON.stringify({ error_code: "TEMPORARILY_UNAVAILABLE", message: "The service is taking too long." }),
};

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

    take(path: string): PlannedAnswer | undefined {
        const entry = this.left.find(({ answer, times }) => times > 0 && (answer.path?.test(path) ?? true));
        if (entry !== undefined) entry.times--;
        return entry?.answer;
    }
}
