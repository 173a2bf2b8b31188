import { setHeader } from "./headerPolicies";
import { attribute, type PolicyElement } from "./policyElement";
import { either, type Expression, expression, type PolicyText, Words } from "./policyText";

interface ErrorNames {
    readonly code: string;
    /** What programs that know OpenAI's API look for. @default `code` */
    readonly openAi?: string;
    readonly type: string;
    readonly wait?: number;
}

/** A status that the gateway answers with in its own words. */
export type ErrorStatus = 400 | 401 | 403 | 404 | 413 | 429 | 502 | 503 | 504;

/**
 * What the gateway says of an error, by its status: Databricks' name of it, OpenAI's type, and how long a caller waits who
 * tries again, in seconds. MLflow's client takes the status from the name, and one without a name for 500.
 * `RESOURCE_EXHAUSTED` and `INVALID_PARAMETER_VALUE` mean other statuses to Databricks' SDK than 403 and 413. OpenAI's .NET
 * client sends a call four times at once where it is not told to wait.
 */
const errors: Readonly<Record<ErrorStatus, ErrorNames>> = {
    400: { code: "BAD_REQUEST", type: "invalid_request_error" },
    401: { code: "UNAUTHENTICATED", type: "authentication_error" },
    403: { code: "PERMISSION_DENIED", type: "permission_error" },
    404: { code: "RESOURCE_DOES_NOT_EXIST", openAi: "model_not_found", type: "invalid_request_error" },
    413: { code: "BAD_REQUEST", type: "invalid_request_error" },
    429: { code: "RESOURCE_EXHAUSTED", type: "rate_limit_error" },
    502: { code: "TEMPORARILY_UNAVAILABLE", type: "server_error", wait: 10 },
    503: { code: "TEMPORARILY_UNAVAILABLE", type: "server_error", wait: 10 },
    504: { code: "DEADLINE_EXCEEDED", type: "server_error", wait: 10 },
};

/** Whether the call is for a path of OpenAI's clients, which is where its operation's name begins with that. */
export const isForOpenAi = expression`context.Operation?.Id.StartsWith("openai-") == true`;

/**
 * Answers the caller at once, in the shape of API Management's own errors with Databricks' name of the error beside, so
 * that callers see one shape only; on the paths of OpenAI's clients in OpenAI's shape.
 *
 * @param message tells what the caller can do, and nothing of what is behind the gateway
 * @throws PolicyError for a message of other characters than `Words` takes
 */
export function returnError(status: ErrorStatus, reason: string, message: string): PolicyElement {
    const { code, wait } = errors[status];
    return returnJson(
        status,
        reason,
        `{ "statusCode": ${status}, "message": ${JSON.stringify(message)}, "error_code": "${code}" }`,
        wait === undefined ? {} : { "Retry-After": String(wait) },
        openAiShapes(status, expression`"\"${new Words(message)}\""`),
    );
}

/** As `returnError`, in API Management's words. @param headers of its refusal that callers need */
export function returnLastError(
    status: ErrorStatus,
    reason: string,
    headers: Readonly<Record<string, PolicyText>>,
): PolicyElement {
    const message = expression`JsonConvert.SerializeObject(context.LastError.Message)`;
    return returnJson(status, reason, ownShape(status, message), headers, openAiShapes(status, message));
}

/** @param headers beside `Content-Type`. @default none @param forOpenAi body where a path of OpenAI's clients may be called */
export function returnJson(
    status: number,
    reason: string,
    body: PolicyText,
    headers: Readonly<Record<string, PolicyText>> = {},
    forOpenAi?: PolicyElement["forOpenAi"],
): PolicyElement {
    return {
        name: "return-response",
        children: [
            { name: "set-status", attributes: { code: attribute(status), reason } },
            setHeader("Content-Type", "application/json"),
            ...Object.entries(headers).map(([name, value]) => setHeader(name, value)),
            { name: "set-body", text: body, forOpenAi },
        ],
    };
}

/** @param message of C#, the text of a JSON string */
function ownShape(status: ErrorStatus, message: Expression): Expression {
    const code = new Words(errors[status].code);
    return expression`"{ \"statusCode\": ${status}, \"message\": " + ${message} + ", \"error_code\": \"${code}\" }"`;
}

/** @param message as for `ownShape` */
function openAiShapes(status: ErrorStatus, message: Expression): NonNullable<PolicyElement["forOpenAi"]> {
    const { code: name, openAi: ownName = name, type: kind } = errors[status];
    const [code, type] = [new Words(ownName), new Words(kind)];
    const only = expression`"{ \"error\": { \"message\": " + ${message} + ", \"type\": \"${type}\", \"param\": null, \"code\": \"${code}\" } }"`;
    return { only, some: either(isForOpenAi, only, ownShape(status, message)) };
}
