import { WorkspaceError } from "./workspaceError";

/**
 * The key of the stack's configuration that describes a workspace, for messages.
 *
 * @param id its name. @default the workspace that the setting `workspace` describes
 */
export function workspaceKey(id: string | undefined): string {
    return id === undefined ? "serving-gateway:workspace" : `serving-gateway:workspaces.${id}`;
}

/** What the keys of a workspace's own settings begin with, e.g. `serving-gateway:workspaces.west.`. @param id as above */
export function workspacePrefix(id: string | undefined): string {
    return id === undefined ? "serving-gateway:" : `${workspaceKey(id)}.`;
}

/**
 * An error of a workspace with the keys of that workspace in its fix: where errors are made, only the setting `workspace` is
 * known. Others than errors of a workspace stay as they are.
 */
export function namingKeys(error: unknown, id: string | undefined): unknown {
    if (id === undefined || !(error instanceof WorkspaceError)) return error;
    const fix = error.fix.replace(/serving-gateway:workspace\.(\w+)( \(DATABRICKS_HOST\))?/g, `${workspaceKey(id)}.$1`);
    return fix === error.fix ? error : new WorkspaceError({ ...error, fix });
}
