import { type AccessControl, readAccessList } from "./accessList";
import type { Credential } from "./credentials";
import { request, type RequestOptions } from "./request";
import { WorkspaceError } from "./workspaceError";

/** What somebody may do with a serving endpoint, from the least on. */
export type PermissionLevel = "CAN_VIEW" | "CAN_QUERY" | "CAN_MANAGE";

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
     * @param level undefined for none
     * @throws {WorkspaceError}
     */
    async set(endpointId: string, applicationId: string, level: string | undefined): Promise<void> {
        const others = (await this.direct(endpointId)).filter((e) => e.service_principal_name !== applicationId);
        const own = level ? [{ service_principal_name: applicationId, permission_level: level }] : [];
        await this.send("PUT", endpointId, [...others, ...own]);
    }

    private async direct(endpointId: string): Promise<AccessControl[]> {
        return readAccessList(await this.send("GET", endpointId), `GET ${pathOf(endpointId)}`);
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
                path: pathOf(endpointId),
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

function pathOf(endpointId: string): string {
    return `/api/2.0/permissions/serving-endpoints/${endpointId}`;
}
