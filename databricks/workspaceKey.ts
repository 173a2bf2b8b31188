/**
 * The key of the stack's configuration that describes a workspace, for messages.
 *
 * @param id its name. @default the workspace that the setting `workspace` describes
 */
export function workspaceKey(id: string | undefined): string {
    return id === undefined ? "serving-gateway:workspace" : `serving-gateway:workspaces.${id}`;
}
