import type * as pulumi from "@pulumi/pulumi";
import { ReadAhead } from "../databricks/readAhead";
import { assembleWorkspace, type Workspace } from "../databricks/workspace";
import { workspaceKey } from "../databricks/workspaceKey";
import { SettingsError } from "../settings/settingsError";
import { readWorkspaces } from "../settings/workspace";

/** A workspace of the stack, and what is read of it before it is asked for. */
export interface SharedWorkspace {
    readonly workspace: Workspace;
    readonly ahead: ReadAhead;
}

/** The settings no longer have a workspace that the state still has something of. */
export class UnknownWorkspace extends SettingsError {
    constructor(id: string | undefined) {
        super([
            `${workspaceKey(id)} is not set, and the state has models of this workspace. Set it until they are removed: ` +
                "with pulumi up, or pulumi destroy",
        ]);
    }
}

/** By what the stack's configuration says of each. */
const shared = new Map<string, SharedWorkspace>();

/**
 * A workspace of the stack, for this process, which gets the stack's configuration from the engine. All providers with the
 * same configuration get the same one, so that they share its access token and what is read ahead.
 *
 * @param id as in the inputs of the resource. @default the workspace that the setting `workspace` describes
 * @throws SettingsError (as `UnknownWorkspace` if it is not described), WorkspaceError it cannot be reached as the stack says
 */
export function workspaceOf(config: pulumi.dynamic.Config, id?: string): SharedWorkspace {
    const settings = readWorkspaces((key) => config.get(`serving-gateway:${key}`)).get(id);
    if (!settings) throw new UnknownWorkspace(id);
    const key = JSON.stringify([id, settings]);
    const known = shared.get(key);
    if (known) return known;
    const workspace = assembleWorkspace({ ...settings, id }, process.env);
    const made = { workspace, ahead: new ReadAhead(workspace) };
    shared.set(key, made);
    return made;
}
