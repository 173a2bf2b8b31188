import type { Credential } from "./credentials";
import { jsonErrorPosition } from "./jsonPosition";
import { quote } from "./quote";
import { request, RequestOptions } from "./request";
import { readEndpoint, type ServingEndpoint, typeInWords } from "./servingEndpoint";
import { WorkspaceError } from "./workspaceError";

export type { ServingEndpoint } from "./servingEndpoint";

/** An endpoint of a workspace's list. */
export interface ListedEndpoint extends ServingEndpoint {
    /** Which member cannot be read, in words; of such an endpoint nothing but the name is known. */
    readonly problem?: string;
}

/** The few calls of the Databricks REST API that publishing needs. */
export class WorkspaceClient {
    /**
     * @param host the workspace's origin, from `resolveHost`
     * @param credential from `resolveCredential`
     */
    constructor(
        readonly host: string,
        private readonly credential: Credential,
        private readonly options: RequestOptions = {},
    ) {}

    /** @throws {WorkspaceError} also for an answer with members of the wrong type, and for another endpoint's */
    async getServingEndpoint(name: string): Promise<ServingEndpoint> {
        const path = endpointPath(name);
        const { endpoint, problem } = readEndpoint(parsed(`endpoint "${name}"`, path, await this.get(name, path)));
        if (problem !== undefined)
            throw unusable(`endpoint "${name}"`, path, `something that is no endpoint: ${problem}`);
        // Calls go where the name leads, so the workspace's answer does not choose it.
        if (endpoint!.name === name) return endpoint!;
        throw unusable(`endpoint "${name}"`, path, `another endpoint, "${quote(endpoint!.name)}"`);
    }

    /**
     * All endpoints that the caller may see, sorted by name. The list has no pages, and says less of each than
     * `getServingEndpoint`: no traffic, no URL of its own.
     *
     * @throws {WorkspaceError} also for a list of something else than named objects
     */
    async listServingEndpoints(): Promise<ListedEndpoint[]> {
        const subject = "the list of serving endpoints";
        const body = parsed(subject, endpointsPath, await this.get(undefined, endpointsPath));
        const refuse = (pointer: string, value: unknown, expected: string) =>
            unusable(
                subject,
                endpointsPath,
                `something else: ${pointer} is ${typeInWords(value)}, and not ${expected}`,
            );
        if (!isObject(body)) throw refuse("its root", body, "an object");
        // A workspace without endpoints leaves the member out.
        const endpoints = body.endpoints ?? [];
        if (!Array.isArray(endpoints)) throw refuse("/endpoints", endpoints, "a list");
        const listed = endpoints.map((entry: unknown, index): ListedEndpoint => {
            const pointer = `/endpoints/${index}`;
            if (!isObject(entry)) throw refuse(pointer, entry, "an object");
            if (typeof entry.name !== "string") throw refuse(`${pointer}/name`, entry.name, "a text");
            const { endpoint, problem } = readEndpoint(entry, pointer);
            return endpoint ?? { name: entry.name, problem };
        });
        return listed.sort((a, b) => (a.name < b.name ? -1 : 1));
    }

    /**
     * The endpoint's OpenAPI document as the workspace sends it. Its content type is not looked at: the documentation
     * and the SDKs do not agree on it.
     *
     * @throws {WorkspaceError}
     */
    async getOpenApi(name: string): Promise<string> {
        return this.get(name, `${endpointPath(name)}/openapi`);
    }

    private async get(name: string | undefined, path: string): Promise<string> {
        const authorization = await this.credential.authorization();
        return request(
            {
                host: this.host,
                method: "GET",
                path,
                headers: { accept: "application/json, text/plain", authorization },
                // A thousand endpoints, a workspace's most, are longer than any document.
                ...(name === undefined && { maxBytes: 64 * 1024 * 1024 }),
                subject: name === undefined ? "the list of serving endpoints" : `endpoint "${name}"`,
                secrets: [authorization.replace(/^Bearer /, "")],
                mend: (status, _code, message) => this.mend(name, path, status, message),
            },
            this.options,
        );
    }

    private mend(
        name: string | undefined,
        path: string,
        status: number,
        message: string | undefined,
    ): string | undefined {
        const checkedAs = `Checked as: ${this.credential.principal}.`;
        if (status === 401 || (status === 403 && /invalid access token/i.test(message ?? ""))) {
            return `${CREDENTIAL_MENDS[this.credential.method]} ${checkedAs}`;
        }
        if (status === 403 && /\bIP\b/.test(message ?? "")) {
            return "The workspace's IP access list does not allow this network. Run from one that it allows.";
        }
        if (name === undefined) return undefined;
        if (status === 403) return `The deploying identity needs CAN_VIEW on this endpoint. ${checkedAs}`;
        if (status === 404 && path.endsWith("/openapi")) {
            return (
                "The workspace has no OpenAPI document for this endpoint. It makes one where the served model has a " +
                "signature: log the model with one and deploy it again."
            );
        }
        if (status === 404) {
            return (
                `There is no serving endpoint "${name}" at ${this.host}. Names are case sensitive; ` +
                "`databricks serving-endpoints list` shows them."
            );
        }
        return undefined;
    }
}

const endpointsPath = "/api/2.0/serving-endpoints";

const CREDENTIAL_MENDS = {
    pat:
        "The token is wrong, has ended, was revoked, or belongs to another workspace. Make a new one and set " +
        "serving-gateway:workspace.token (with --secret) or DATABRICKS_TOKEN.",
    "oauth-m2m": "Is the service principal a member of this workspace?",
    azure: "Is the identity a member of this workspace, as a user or a service principal?",
};

/** @throws {WorkspaceError} no endpoint can have this name (Databricks: 1 to 63 of alphanumeric, `-` and `_`). */
function endpointPath(name: string): string {
    if (!/^[A-Za-z0-9_-]{1,63}$/.test(name)) {
        throw new WorkspaceError({
            failure: `endpoint "${quote(name)}": no serving endpoint can have this name`,
            mend: "Names have 1 to 63 characters: letters, digits, dashes and underscores.",
        });
    }
    return `${endpointsPath}/${encodeURIComponent(name)}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @throws {WorkspaceError} the answer is not JSON, or only its beginning */
function parsed(subject: string, path: string, body: string): unknown {
    try {
        return JSON.parse(body);
    } catch {
        if (body.trim() === "") throw unusable(subject, path, "an empty body");
        const { line, column } = jsonErrorPosition(body);
        throw unusable(subject, path, `something that is no JSON, from line ${line}, column ${column} on`);
    }
}

function unusable(subject: string, path: string, what: string): WorkspaceError {
    return new WorkspaceError({
        failure: `${subject}: the workspace answered GET ${path} with ${what}`,
        mend:
            "Is serving-gateway:workspace.host (DATABRICKS_HOST) the URL of a Databricks workspace, and does no proxy " +
            "change its answers?",
    });
}
