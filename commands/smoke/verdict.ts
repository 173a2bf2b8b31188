import { readErrorBody } from "../../databricks/errorBody";
import { quote } from "../../databricks/quote";
import type { Call } from "./checks";
import type { Answer } from "./send";

/** What an answer shows. `limited`: nothing, because a limit or a quota is used up. */
export type Verdict =
    { readonly outcome: "passed" } | { readonly outcome: "failed" | "limited" | "skipped"; readonly message: string };

/**
 * What an answer shows, with how to mend it.
 *
 * @param secrets never shown, even where an answer repeats them
 */
export function verdictOf(call: Call, answer: Answer, secrets: readonly string[]): Verdict {
    const { expects } = call;
    if (expects === "refusal") return refusal(answer, secrets);
    // Record agents-that-do-not-stream.
    if (expects === "stream" && answer.status === 400 && /stream/i.test(messageIn(answer, secrets))) {
        return { outcome: "skipped", message: `the endpoint does not stream ("${messageIn(answer, secrets)}")` };
    }
    if (answer.status !== 200) return refused(answer, secrets);
    const problem = expects === "stream" ? streamProblem(answer, secrets) : answerProblem(call, answer, secrets);
    return problem === undefined ? { outcome: "passed" } : { outcome: "failed", message: problem };
}

function refusal(answer: Answer, secrets: readonly string[]): Verdict {
    if (answer.status === 401) return { outcome: "passed" };
    if (answer.status === 200) return failed(`200 instead of 401: everybody may call it. ${changedByHand}`);
    if (answer.status === 400) {
        return failed(
            `400 instead of 401: the call may have reached the model without a key or a token. ${changedByHand}`,
        );
    }
    const { outcome, message } = refused(answer, secrets);
    return { outcome, message: message.replace(/^(\d+)/, "$1 instead of 401") };
}

const changedByHand = "Run `npx pulumi preview --refresh` to see what was changed by hand";

/** An answer other than 200 to a call that should have one. */
function refused(answer: Answer, secrets: readonly string[]): Exclude<Verdict, { outcome: "passed" }> {
    const { status, retryAfter } = answer;
    const said = messageIn(answer, secrets);
    const isQuota = status === 403 && /quota/i.test(said);
    const when = retryAfter !== undefined && /^\d+$/.test(retryAfter) ? ` in ${retryAfter} s` : " later";
    const message = `${status}${said === "" ? "" : `, "${said}"`}. ${isQuota ? quotaFix(when) : fixOf(status, when)}`;
    return { outcome: isQuota || status === 429 ? "limited" : "failed", message };
}

function failed(message: string): Verdict {
    return { outcome: "failed", message };
}

const quotaFix = (when: string) =>
    `The quota of this key is used up, which says nothing of the API. Run this again${when}`;

function fixOf(status: number, when: string): string {
    if (status >= 300 && status < 400)
        return "Something in front of the gateway redirects calls. Check the domain of the URL";
    switch (status) {
        case 400:
            return "The model refuses the example of its own document. Log the model with a correct input example";
        case 401:
            return (
                "The gateway does not accept the key, or the token (audience, tenant, roles, expiry). Run `npx pulumi refresh`, " +
                "then `npx pulumi up`, and raise --wait where the gateway takes longer to know them"
            );
        case 403:
            return "Run this from an address that ipFilter allows, or with a token that may call the endpoint";
        case 404:
            return "The gateway has no such operation. Run `npx pulumi refresh`, then `npx pulumi up`, and raise --wait";
        case 429:
            return `A limit is used up, which says nothing of the API. Run this again${when}`;
        case 502:
            return "The gateway cannot call the endpoint. Check its credential, and its right to call the model: CAN_QUERY, or CAN_USE on an app, EXECUTE on a model service (README, Troubleshooting)";
        case 503:
        case 504:
            return `The endpoint is not ready, or too slow. Check its state in the workspace, and run this again${when}`;
        default:
            return "The endpoint failed. Its logs in the workspace say why";
    }
}

function answerProblem({ misfit }: Call, answer: Answer, secrets: readonly string[]): string | undefined {
    let value: unknown;
    try {
        value = JSON.parse(answer.body);
    } catch {
        return `200, but the answer is not JSON (${quote(answer.contentType, secrets) || "no content type"}). Check what answers at this URL`;
    }
    const place = misfit?.(value);
    if (place === undefined) return undefined;
    return (
        `200, but the answer does not fit the published document: ${quote(place, secrets)}. Run \`npx pulumi preview\`: ` +
        "it shows whether the endpoint's document has changed. Otherwise the model answers other than it says"
    );
}

/** An error may come as an event too, after the status 200. */
function streamProblem({ contentType, body }: Answer, secrets: readonly string[]): string | undefined {
    if (!/^text\/event-stream\b/i.test(contentType)) {
        return `200, but no stream (${quote(contentType, secrets) || "no content type"}). The endpoint answers "stream": true at once`;
    }
    const events = [...body.matchAll(/^data: ?(.*)$/gm)].map(([, data]) => data!.trim());
    const values = events.filter((data) => data !== "[DONE]").map(parsed);
    if (values.length === 0) return "200, but a stream without an event. Check the endpoint's logs in the workspace";
    if (values.includes(undefined))
        return "200, but a stream with an event that is not JSON. Check the endpoint's logs";
    const error = events.find((_, index) => isError(values[index]));
    return (
        error &&
        `200, but the stream ends with an error: "${messageIn({ body: error }, secrets)}". Check the endpoint's logs`
    );
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return undefined;
    }
}

function isError(value: unknown): boolean {
    return typeof value === "object" && value !== null && ("error" in value || "error_code" in value);
}

/** What an answer says went wrong, in the gateway's shape, the workspace's or OpenAI's. */
function messageIn({ body }: Pick<Answer, "body">, secrets: readonly string[]): string {
    const value = parsed(body);
    const inner = isError(value) ? (value as { error?: unknown }).error : undefined;
    const own = typeof inner === "object" && inner !== null ? JSON.stringify(inner) : body;
    const message = readErrorBody(own, secrets).message ?? "";
    // Not what a model may have answered: a sentence of an error is short.
    return message.length > mostCharacters ? `${message.slice(0, mostCharacters)}...` : message;
}

const mostCharacters = 200;
