import type * as pulumi from "@pulumi/pulumi";
import { ReadAhead } from "../databricks/readAhead";
import { assembleWorkspace, type Workspace } from "../databricks/workspace";
import { SettingsError } from "../settings/settingsError";
import { readWorkspaces } from "../settings/workspace";

/** A workspace of the stack, and what is read of it before it is asked for. */
export interface SharedWorkspace {
    readonly workspace: Workspace;
    readonly ahead: ReadAhead;
}

/** By what the stack's configuration says of each. */
const shared = new Map<string, SharedWorkspace>();

/**
 * A workspace of the stack, for this process, which gets the stack's configuration from the engine. All providers with the
 * same configuration get the same one, so that they share its access token and what is read ahead.
 *
 * @param id as in the inputs of the resource. @default the workspace that the setting `workspace` describes
 * @throws SettingsError, WorkspaceError it cannot be reached as the stack says
 */
export function workspaceOf(config: pulumi.dynamic.Config, id?: string): SharedWorkspace {
    const settings = readWorkspaces((key) => config.get(`serving-gateway:${key}`)).get(id);
    if (!settings) throw new SettingsError([`the state names workspace "${id}", which the stack does not have`]);
    const key = JSON.stringify([id, settings]);
    const known = shared.get(key);
    if (known) return known;
    const workspace = assembleWorkspace({ ...settings, id }, process.env);
    const made = { workspace, ahead: new ReadAhead(workspace) };
    shared.set(key, made);
    return made;
}
