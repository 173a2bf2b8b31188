import type { Credential } from "./credentials";
import { jsonErrorPosition } from "./jsonPosition";
import { request, type RequestOptions } from "./request";
import { WorkspaceError } from "./workspaceError";
import { workspaceKey } from "./workspaceKey";

/** One call of the workspace's REST API. */
export interface WorkspaceCall {
    /** @default "GET" */
    readonly method?: "GET" | "PATCH" | "PUT";
    /** Path below the host, encoded. */
    readonly path: string;
    /** What answers at another origin than the workspace's own. Its caller has made sure that Databricks runs it. @default the workspace */
    readonly at?: CalledElsewhere;
    /** Media types of the answer. @default "application/json" */
    readonly accept?: string;
    /** Sent as JSON. @default no body */
    readonly body?: object;
    /** Largest body that is read, in bytes. @default that of a document, 4 MB */
    readonly maxBytes?: number;
    /** What the call is about, for messages. @example `endpoint "churn"` @default nothing */
    readonly subject?: string;
    /** What to do about a refusal that is not about the identity itself. @default a general advice */
    readonly fix?: (status: number, code: string | undefined, message: string | undefined) => string | undefined;
}

/** What takes the workspace's tokens at an origin of its own. */
export interface CalledElsewhere {
    readonly origin: string;
    /** What messages call it. @example "the app" */
    readonly noun: string;
    /** What to do where it answers with a page, or a redirect to one. */
    readonly pageFix: string;
}

/** Calls a workspace as the deploying identity. */
export interface WorkspaceClient {
    /** The workspace's origin. */
    readonly host: string;
    /** Who calls, as messages may name it. @example "Checked as: service principal 5f0c." */
    readonly checkedAs: string;
    /** @returns the body of the answer @throws {WorkspaceError} every answer but a 2xx, and none at all */
    call(call: WorkspaceCall): Promise<string>;
}

/**
 * @param host the workspace's origin, from `resolveHost`
 * @param credential from `resolveCredential`
 */
export function connect(host: string, credential: Credential, options: RequestOptions = {}): WorkspaceClient {
    const checkedAs = `Checked as: ${credential.principal}.`;
    return {
        host,
        checkedAs,
        call: async ({ method = "GET", path, at, accept = "application/json", body, maxBytes, subject, fix }) => {
            const authorization = await credential.authorization();
            const type = body && { "content-type": "application/json" };
            return request(
                {
                    host: at?.origin ?? host,
                    method,
                    path,
                    answers: at,
                    headers: { accept, ...type, authorization },
                    body: body && JSON.stringify(body),
                    maxBytes,
                    subject,
                    secrets: [authorization.replace(/^Bearer /, "")],
                    fix: (status, code, message) =>
                        identityFix(credential, checkedAs, status, message) ?? fix?.(status, code, message),
                },
                options,
            );
        },
    };
}

/**
 * Reads the answer to a GET as JSON.
 *
 * @throws {WorkspaceError} as `call`, and for an answer that is not JSON, or only its beginning
 */
export async function readJson(client: WorkspaceClient, call: WorkspaceCall): Promise<unknown> {
    const body = await client.call(call);
    try {
        return JSON.parse(body);
    } catch {
        if (body.trim() === "") throw unusable(call, "an empty body");
        const { line, column } = jsonErrorPosition(body);
        throw unusable(call, `something that is not JSON (line ${line}, column ${column})`);
    }
}

/** The error for an answer that is not what the API says. @param what it is instead, e.g. `an empty body` */
export function unusable({ subject, path }: WorkspaceCall, what: string): WorkspaceError {
    return new WorkspaceError({
        failure: `${subject ? `${subject}: ` : ""}the workspace answered GET ${path} with ${what}`,
        fix:
            "Check that serving-gateway:workspace.host (DATABRICKS_HOST) is the URL of a Databricks workspace, and " +
            "that no proxy changes its answers.",
    });
}

/** What to do where the workspace does not know the identity, or does not take calls from its network. */
function identityFix(
    { method, key }: Credential,
    checkedAs: string,
    status: number,
    message: string | undefined,
): string | undefined {
    if (status === 401 || (status === 403 && /invalid access token/i.test(message ?? ""))) {
        return `${credentialFixes[method](key)} ${checkedAs}`;
    }
    if (status === 403 && /\bIP\b/.test(message ?? "")) {
        return "The workspace's IP access list does not allow this network. Run the command from one that it allows.";
    }
    return undefined;
}

const credentialFixes = {
    pat: (key: string) =>
        "The token is wrong, has expired, was revoked, or belongs to another workspace. Create a new one and set " +
        `${key}.token (with --secret)${key === workspaceKey(undefined) ? " or DATABRICKS_TOKEN" : ""}.`,
    "oauth-m2m": () => "Check that the service principal is a member of this workspace.",
    azure: () => "Check that the identity is a member of this workspace, as a user or a service principal.",
};
