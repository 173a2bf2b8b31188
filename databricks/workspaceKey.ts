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
