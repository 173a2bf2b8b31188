import type { Credential } from "./credentials";
import { request, type RequestOptions } from "./request";
import { WorkspaceError } from "./workspaceError";

/** What somebody may do with a serving endpoint, from the least on. */
export type PermissionLevel = "CAN_VIEW" | "CAN_QUERY" | "CAN_MANAGE";

/** One entry of an endpoint's permissions, as the Permissions API takes it. */
interface AccessControl {
    readonly user_name?: string;
    readonly group_name?: string;
    readonly service_principal_name?: string;
    readonly permission_level: string;
}

interface ShownAccessControl extends Omit<AccessControl, "permission_level"> {
    readonly all_permissions?: readonly { readonly permission_level?: string; readonly inherited?: boolean }[];
}

/** Permissions of serving endpoints, which are set on an endpoint's id and not on its name. */
export class EndpointPermissions {
    /**
     * @param host the workspace's origin
     * @param credential of the deploying identity, which needs CAN_MANAGE on the endpoint
     */
    constructor(
        private readonly host: string,
        private readonly credential: Credential,
        private readonly options: RequestOptions = {},
    ) {}

    /**
     * What was given to a service principal on the endpoint itself; undefined for nothing. What it inherits from the
     * workspace does not count.
     *
     * @throws {WorkspaceError}
     */
    async levelOf(endpointId: string, applicationId: string): Promise<string | undefined> {
        const direct = await this.direct(endpointId);
        return direct.find((entry) => entry.service_principal_name === applicationId)?.permission_level;
    }

    /** Gives the service principal the level; everybody else keeps what they have. @throws {WorkspaceError} */
    async add(endpointId: string, applicationId: string, level: PermissionLevel): Promise<void> {
        await this.send("PATCH", endpointId, [{ service_principal_name: applicationId, permission_level: level }]);
    }

    /**
     * Gives the service principal the level in place of what it has, or takes that away. The API has no call for it: the
     * list is read and written as a whole, so that a change which somebody makes in between is lost.
     *
     * @throws {WorkspaceError}
     */
    async set(endpointId: string, applicationId: string, level: string | undefined): Promise<void> {
        const others = (await this.direct(endpointId)).filter((e) => e.service_principal_name !== applicationId);
        const own = level ? [{ service_principal_name: applicationId, permission_level: level }] : [];
        await this.send("PUT", endpointId, [...others, ...own]);
    }

    private async direct(endpointId: string): Promise<AccessControl[]> {
        const { access_control_list = [] } = JSON.parse(await this.send("GET", endpointId)) as {
            access_control_list?: readonly ShownAccessControl[];
        };
        return access_control_list.flatMap(({ user_name, group_name, service_principal_name, all_permissions = [] }) =>
            all_permissions
                .filter(({ inherited, permission_level }) => inherited !== true && permission_level)
                .map(({ permission_level }) => ({
                    ...(user_name && { user_name }),
                    ...(group_name && { group_name }),
                    ...(service_principal_name && { service_principal_name }),
                    permission_level: permission_level!,
                })),
        );
    }

    private async send(method: "GET" | "PATCH" | "PUT", endpointId: string, list?: AccessControl[]): Promise<string> {
        if (!/^[A-Za-z0-9-]+$/.test(endpointId)) {
            throw new WorkspaceError({
                failure: "the workspace gave a serving endpoint an id that is none",
                mend: "Is serving-gateway:workspace.host (DATABRICKS_HOST) the URL of a Databricks workspace?",
            });
        }
        const authorization = await this.credential.authorization();
        return request(
            {
                host: this.host,
                method,
                path: `/api/2.0/permissions/serving-endpoints/${endpointId}`,
                headers: { accept: "application/json", "content-type": "application/json", authorization },
                body: list && JSON.stringify({ access_control_list: list }),
                secrets: [authorization.replace(/^Bearer /, "")],
                mend: (status, code) => this.mend(status, code),
            },
            this.options,
        );
    }

    private mend(status: number, code: string | undefined): string | undefined {
        if (status === 403) {
            return (
                "The deploying identity needs CAN_MANAGE on this endpoint to grant CAN_QUERY. Or leave out grant, at " +
                `managedIdentity, and have it granted by somebody else. Checked as: ${this.credential.principal}.`
            );
        }
        if (status === 404 && code === "RESOURCE_DOES_NOT_EXIST") {
            return "The endpoint was deleted and made anew, or the service principal is no member of the workspace.";
        }
        return undefined;
    }
}
