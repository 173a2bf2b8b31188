import { connect, type WorkspaceClient } from "./client";
import { type Credential, resolveCredential, type WorkspaceAuth } from "./credentials";
import { resolveHost } from "./host";
import { type Grants, grantsOf } from "./permissions";
import type { RequestOptions } from "./request";
import { namingKeys } from "./workspaceKey";

/** A Databricks workspace, as the deploying identity reaches it. It is assembled once and passed on. */
export interface Workspace {
    /** Its name in the settings. @default none: the workspace that the setting `workspace` describes */
    readonly id?: string;
    /** Its origin, e.g. `https://adb-1234567890123456.7.azuredatabricks.net`. */
    readonly host: string;
    /** How the deploying identity shows who it is. */
    readonly method: Credential["method"];
    /** How Databricks' own tools are told to be the same identity, as in `Credential`. @default they find it */
    readonly authType?: string;
    /** Calls it. */
    readonly client: WorkspaceClient;
    /** Permissions on its objects. */
    readonly grants: Grants;
}

/** What the settings say of a workspace. */
export interface WorkspaceDescription extends WorkspaceAuth {
    readonly host?: string;
}

/**
 * Assembles a workspace: its host and the deploying identity, each from the settings, else from Databricks' own variables.
 * Nothing is called yet.
 *
 * @throws {WorkspaceError} as `resolveHost` and `resolveCredential`
 */
export function assembleWorkspace(
    settings: WorkspaceDescription,
    environment: NodeJS.ProcessEnv,
    options: RequestOptions = {},
): Workspace {
    const host = resolveHost(settings, environment);
    const credential = resolveCredential(settings, environment, host, options);
    const client = namingItsKeys(connect(host, credential, options), settings.id);
    const { method, authType } = credential;
    return { id: settings.id, host, method, authType, client, grants: grantsOf(client) };
}

function namingItsKeys(client: WorkspaceClient, id: string | undefined): WorkspaceClient {
    if (id === undefined) return client;
    const fail = (error: unknown): never => {
        throw namingKeys(error, id);
    };
    return { ...client, call: (call) => client.call(call).catch(fail) };
}
