import type * as pulumi from "@pulumi/pulumi";
import { resolveCredential } from "../databricks/credentials";
import { resolveHost } from "../databricks/host";
import type { ReachedWorkspace } from "../settings/configuration";
import { readWorkspaceSettings } from "../settings/workspace";

/**
 * The stack's workspace, for this process, which gets the stack's configuration from the engine.
 *
 * @throws SettingsError, WorkspaceError it cannot be reached as the stack says
 */
export function reachedWorkspace(config: pulumi.dynamic.Config): ReachedWorkspace {
    const settings = readWorkspaceSettings(config.get("workspace"));
    const host = resolveHost(settings, process.env);
    return { host, credential: resolveCredential(settings, process.env, host) };
}
