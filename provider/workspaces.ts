import type * as pulumi from "@pulumi/pulumi";
import { ReadAhead } from "../databricks/readAhead";
import { assembleWorkspace, type Workspace } from "../databricks/workspace";
import { SettingsError } from "../settings/settingsError";
import { readWorkspaceSettings } from "../settings/workspace";

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
    if (id !== undefined) throw new SettingsError([`the state names workspace "${id}", which the stack does not have`]);
    const text = config.get("serving-gateway:workspace");
    const known = shared.get(text ?? "");
    if (known) return known;
    const workspace = assembleWorkspace(readWorkspaceSettings(text), process.env);
    const made = { workspace, ahead: new ReadAhead(workspace) };
    shared.set(text ?? "", made);
    return made;
}
