import { z } from "zod";
import { parse, readKey } from "./reading";
import { members, text } from "./schema";
import { setting } from "./setting";
import { SettingsError } from "./settingsError";

/** How the deployment itself reaches the workspace. Everything may come from Databricks' own variables instead. */
export type WorkspaceSettings = z.infer<typeof workspaceSchema>;

const workspaceSchema = members({
    host: text("the workspace's origin, e.g. https://adb-1234567890123456.7.azuredatabricks.net")
        .optional()
        .describe("Origin of the workspace. The default is the variable `DATABRICKS_HOST`."),
    auth: z
        .enum(["pat", "oauth-m2m", "azure"], { error: 'must be "pat", "oauth-m2m" or "azure"' })
        .optional()
        .describe("How the deployment authenticates. The default is the first method whose values are set."),
    token: text("a personal access token (secret)")
        .optional()
        .describe("Personal access token (secret), for `pat`. The default is `DATABRICKS_TOKEN`."),
    clientId: text("the service principal's client id")
        .optional()
        .describe("Client id of a service principal, for `oauth-m2m`. The default is `DATABRICKS_CLIENT_ID`."),
    clientSecret: text("the service principal's OAuth secret (secret)")
        .optional()
        .describe("OAuth secret of that principal (secret). The default is `DATABRICKS_CLIENT_SECRET`."),
});

export const workspace = setting({
    schema: workspaceSchema,
    default: {},
    at: ["stack"],
    words:
        "The Databricks workspace that serves the endpoints, and the identity that the deployment uses there. Members " +
        "that are not set come from the variables that Databricks' own tools read. The identity that the gateway uses " +
        "is `credential`.",
    example: { host: "https://adb-1234567890123456.7.azuredatabricks.net", auth: "azure" },
});

/** Something of each workspace of a stack, by the workspace's `id`. The one that the setting `workspace` describes has none. */
export type ByWorkspace<Value> = ReadonlyMap<string | undefined, Value>;

/** Every workspace that settings describe. */
export function workspacesIn(values: { readonly workspace: WorkspaceSettings }): ByWorkspace<WorkspaceSettings> {
    return new Map([[undefined, values.workspace]]);
}

/**
 * Every workspace of a stack, without the rest of its configuration.
 *
 * @param valueOf value of a key of the stack's configuration, without `serving-gateway:`; undefined where it is not set
 * @throws SettingsError with one line for each member that cannot be used
 */
export function readWorkspaces(valueOf: (key: string) => string | undefined): ByWorkspace<WorkspaceSettings> {
    const read = readKey("workspace", workspace, parse(valueOf("workspace")));
    if (!read.value) throw new SettingsError(read.problems);
    return workspacesIn({ workspace: read.value });
}
