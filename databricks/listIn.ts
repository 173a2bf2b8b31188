import { typeInWords } from "./typeInWords";
import { WorkspaceError } from "./workspaceError";

/** One item of a list, which is an object. */
export interface Listed {
    /** Where it stands in the answer, e.g. `/token_infos/0`. */
    readonly pointer: string;
    readonly members: Readonly<Record<string, unknown>>;
    /** @throws {WorkspaceError} always: something in it is of another type than the API's */
    refuse(pointer: string, value: unknown, expected: string): never;
}

/**
 * The items of a list that a member of an answer holds. A member that is not there, or is null, is an empty list; anything else
 * that is no list is none, or something would be taken for absent that is there.
 *
 * @param call that was answered, e.g. `GET /api/2.0/token/list`, for the error
 * @param what the answer should be, e.g. `list of tokens`
 * @param subject what the call is about, for the error. @default nothing
 * @throws {WorkspaceError} with the place of what is wrong
 */
export function listIn(body: string, member: string, call: string, what: string, subject?: string): Listed[] {
    const refuse = (pointer: string, value: unknown, expected: string): never => {
        throw new WorkspaceError({
            failure:
                `${subject ? `${subject}: ` : ""}the workspace answered ${call} with something that is not a ` +
                `${what}: ${pointer} is ${typeInWords(value)}, not ${expected}`,
            fix: "Check that serving-gateway:workspace.host (DATABRICKS_HOST) is the URL of a Databricks workspace.",
            status: 200,
        });
    };
    const answer = parsed(body);
    if (!isObject(answer)) return refuse("its root", answer, "an object");
    const list = answer[member] ?? [];
    if (!Array.isArray(list)) return refuse(`/${member}`, list, "a list");
    return list.map((members: unknown, index) => {
        const pointer = `/${member}/${index}`;
        return isObject(members) ? { pointer, members, refuse } : refuse(pointer, members, "an object");
    });
}

function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What is no JSON is said as text. */
function parsed(body: string): unknown {
    try {
        return body === "" ? undefined : JSON.parse(body);
    } catch {
        return body;
    }
}
