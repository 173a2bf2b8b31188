import type { Credential } from "./credentials";
import { quote } from "./quote";
import { request, RequestOptions } from "./request";
import { WorkspaceError } from "./workspaceError";

/** A serving endpoint as `GET /api/2.0/serving-endpoints/{name}` shows it: the members that are used here. */
export interface ServingEndpoint {
    readonly name: string;
    /** What permissions are set on. */
    readonly id?: string;
    readonly description?: string;
    readonly creator?: string;
    /** E.g. `llm/v1/chat`, an open set. Absent or empty for classic models. */
    readonly task?: string;
    readonly state?: {
        /** `READY` or `NOT_READY`. A ready endpoint may be updating: its old configuration keeps serving. */
        readonly ready?: string;
        /** `NOT_UPDATING`, `IN_PROGRESS`, `UPDATE_FAILED` or `UPDATE_CANCELED`. */
        readonly config_update?: string;
    };
    /** Absent while the endpoint has never been deployed. */
    readonly config?: {
        readonly config_version?: number;
        readonly served_entities?: readonly {
            readonly name?: string;
            /** The model in the catalogue. Absent for models that are not in it. */
            readonly entity_name?: string;
            readonly entity_version?: string;
            readonly external_model?: { readonly name?: string; readonly provider?: string; readonly task?: string };
            readonly foundation_model?: { readonly name?: string };
            readonly scale_to_zero_enabled?: boolean;
        }[];
        readonly traffic_config?: {
            readonly routes?: readonly {
                readonly served_entity_name?: string;
                readonly served_model_name?: string;
                readonly traffic_percentage?: number;
            }[];
        };
    };
    readonly tags?: readonly { readonly key: string; readonly value?: string }[];
    /** True for endpoints with a host and tokens of their own. */
    readonly route_optimized?: boolean;
    /** Of a route-optimized endpoint. */
    readonly endpoint_url?: string;
    readonly data_plane_info?: {
        readonly query_info?: { readonly endpoint_url?: string; readonly authorization_details?: string };
    };
    /** The caller's: `CAN_VIEW`, `CAN_QUERY` or `CAN_MANAGE`. */
    readonly permission_level?: string;
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

    /** @throws {WorkspaceError} */
    async getServingEndpoint(name: string): Promise<ServingEndpoint> {
        const path = endpointPath(name);
        const body = await this.get(name, path);
        const endpoint = parseObject(body);
        if (typeof endpoint?.name !== "string") {
            throw new WorkspaceError({
                failure: `endpoint "${name}": the workspace answered GET ${path} with something that is no endpoint`,
                mend: "Is serving-gateway:workspace.host (DATABRICKS_HOST) the URL of a Databricks workspace?",
            });
        }
        return endpoint as unknown as ServingEndpoint;
    }

    /**
     * All endpoints that the caller may see, sorted by name. The list has no pages, and says less of each than
     * `getServingEndpoint`: no traffic, no URL of its own.
     *
     * @throws {WorkspaceError}
     */
    async listServingEndpoints(): Promise<ServingEndpoint[]> {
        const body = parseObject(await this.get(undefined, endpointsPath));
        // A workspace without endpoints leaves the member out.
        const endpoints = body && (body.endpoints ?? []);
        if (!Array.isArray(endpoints) || endpoints.some((endpoint) => typeof endpoint?.name !== "string")) {
            throw new WorkspaceError({
                failure: `the list of serving endpoints: the workspace answered GET ${endpointsPath} with something else`,
                mend: "Is serving-gateway:workspace.host (DATABRICKS_HOST) the URL of a Databricks workspace?",
            });
        }
        return (endpoints as ServingEndpoint[]).sort((a, b) => (a.name < b.name ? -1 : 1));
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

function parseObject(body: string): Record<string, unknown> | undefined {
    try {
        const value: unknown = JSON.parse(body);
        return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
    } catch {
        return undefined;
    }
}
