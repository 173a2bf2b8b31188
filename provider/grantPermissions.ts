import type * as pulumi from "@pulumi/pulumi";
import { reachedWorkspace } from "./reachedWorkspace";
import { EndpointPermissions } from "../databricks/endpointPermissions";
import { WorkspaceError } from "../databricks/workspaceError";

/** Who is granted what: the endpoint by its id, and the service principal by its application's. */
export interface GrantInputs {
    readonly endpointId: string;
    readonly applicationId: string;
}

/** The permissions of the stack's workspace, as the deploying identity. */
export function grantPermissions(config: pulumi.dynamic.Config): EndpointPermissions {
    const { host, credential } = reachedWorkspace(config);
    return new EndpointPermissions(host, credential);
}

/** Another endpoint or principal is another grant. */
export function grantDifference(olds: GrantInputs, news: GrantInputs): { changes: boolean; replaces: string[] } {
    const replaces = (["endpointId", "applicationId"] as const).filter((name) => olds[name] !== news[name]);
    return { changes: replaces.length > 0, replaces };
}

/** Whether a level allows to query. */
export function suffices(level: string | undefined): boolean {
    return level === "CAN_QUERY" || level === "CAN_MANAGE";
}

/** Whether a read of the permissions was refused because the endpoint is no more. */
export function isGone(error: unknown): boolean {
    return error instanceof WorkspaceError && error.errorCode === "RESOURCE_DOES_NOT_EXIST";
}
