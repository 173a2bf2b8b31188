import { type AccessControl, readAccessList } from "./accessList";
import type { WorkspaceClient } from "./client";
import { WorkspaceError } from "./workspaceError";

/** The right that the gateway's identity needs on one kind of object, as the Permissions API names both. */
export interface Right {
    /** @example "serving-endpoints" */
    readonly objects: string;
    /** What messages call such an object. @example "endpoint" */
    readonly noun: string;
    /** @example "CAN_QUERY" */
    readonly level: string;
    /** Levels that include it. @example ["CAN_MANAGE"] */
    readonly within: readonly string[];
}

/** Permissions on objects of a workspace, which are set on an object's id and not on its name. */
export interface Grants {
    /**
     * What was given to a service principal on the object itself; undefined for nothing. What it inherits from the
     * workspace does not count.
     *
     * @throws {WorkspaceError}
     */
    levelOf(right: Right, objectId: string, applicationId: string): Promise<string | undefined>;

    /** Gives the service principal the right; everybody else keeps what they have. @throws {WorkspaceError} */
    add(right: Right, objectId: string, applicationId: string): Promise<void>;

    /**
     * Gives the service principal the level in place of what it has, or takes that away. The API has no call for it: the
     * list is read and written as a whole, so that a change which somebody makes in between is lost.
     *
     * @param level undefined for none
     * @throws {WorkspaceError}
     */
    set(right: Right, objectId: string, applicationId: string, level: string | undefined): Promise<void>;
}

/** Whether a level is the right or includes it. */
export function suffices({ level, within }: Right, given: string | undefined): boolean {
    return given !== undefined && (given === level || within.includes(given));
}

/** @param client as an identity that may change the permissions (CAN_MANAGE) */
export function grantsOf(client: WorkspaceClient): Grants {
    const direct = async (right: Right, objectId: string) => {
        const body = await send(client, right, "GET", objectId);
        return readAccessList(body, `GET ${pathOf(right, objectId)}`);
    };
    return {
        levelOf: async (right, objectId, applicationId) => {
            const own = (await direct(right, objectId)).find((entry) => isOf(entry, applicationId));
            return own?.permission_level;
        },
        add: async (right, objectId, applicationId) => {
            const entry = { service_principal_name: applicationId, permission_level: right.level };
            await send(client, right, "PATCH", objectId, [entry]);
        },
        set: async (right, objectId, applicationId, level) => {
            const others = (await direct(right, objectId)).filter((entry) => !isOf(entry, applicationId));
            const own = level ? [{ service_principal_name: applicationId, permission_level: level }] : [];
            await send(client, right, "PUT", objectId, [...others, ...own]);
        },
    };
}

function isOf({ service_principal_name }: AccessControl, applicationId: string): boolean {
    return service_principal_name === applicationId;
}

async function send(
    client: WorkspaceClient,
    right: Right,
    method: "GET" | "PATCH" | "PUT",
    objectId: string,
    list?: readonly AccessControl[],
): Promise<string> {
    if (!/^[A-Za-z0-9-]+$/.test(objectId)) {
        throw new WorkspaceError({
            failure: `the workspace returned an invalid id of the ${right.noun}`,
            fix: "Check that serving-gateway:workspace.host (DATABRICKS_HOST) is the URL of a Databricks workspace.",
        });
    }
    return client.call({
        method,
        path: pathOf(right, objectId),
        body: list && { access_control_list: list },
        fix: (status, code) => fixOf(right, client, status, code),
    });
}

function fixOf({ noun, level }: Right, client: WorkspaceClient, status: number, code: string | undefined) {
    if (status === 403) {
        return (
            `The deploying identity needs CAN_MANAGE on this ${noun} to grant ${level}. Alternatively, remove ` +
            `grant at managedIdentity, and ask somebody else to grant it. ${client.checkedAs}`
        );
    }
    if (status === 404 && code === "RESOURCE_DOES_NOT_EXIST") {
        return `The ${noun} was deleted and created again, or the service principal is not a member of the workspace.`;
    }
    return undefined;
}

function pathOf({ objects }: Right, objectId: string): string {
    return `/api/2.0/permissions/${objects}/${objectId}`;
}
