import { z } from "zod";
import { type CredentialSettings, traitsOf } from "./credential";
import { credential } from "./credentialSetting";
import { discover, type DiscoverSettings } from "./discover";
import { parse, project, readKey } from "./reading";
import { members, text } from "./schema";
import { setting, shapeAt } from "./setting";
import { SettingsError } from "./settingsError";

/** How the deployment itself reaches the workspace. Everything may come from Databricks' own variables instead. */
export type WorkspaceSettings = z.infer<typeof workspaceSchema>;

const origin = text("the workspace's origin, e.g. https://adb-1234567890123456.7.azuredatabricks.net");

const identity = {
    auth: z
        .enum(["pat", "oauth-m2m", "azure"], { error: 'must be "pat", "oauth-m2m" or "azure"' })
        .optional()
        .describe("How the deployment authenticates. The default is the first method whose values are set."),
    token: text("a personal access token (secret)").optional(),
    clientId: text("the service principal's client id")
        .optional()
        .describe("Client id of a service principal, for `oauth-m2m`. The default is `DATABRICKS_CLIENT_ID`."),
    clientSecret: text("the service principal's OAuth secret (secret)")
        .optional()
        .describe("OAuth secret of that principal (secret). The default is `DATABRICKS_CLIENT_SECRET`."),
};

const workspaceSchema = members({
    host: origin.optional().describe("Origin of the workspace. The default is the variable `DATABRICKS_HOST`."),
    ...identity,
    token: identity.token.describe("Personal access token (secret), for `pat`. The default is `DATABRICKS_TOKEN`."),
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

/** Longest name of a workspace: it is part of identifiers, which API Management limits. */
const longestName = 30;

/** The name becomes a segment of paths, and a part of identifiers and of names of resources. */
export const workspaceName = text("the name of an entry of serving-gateway:workspaces").regex(
    new RegExp(`^(?=.{1,${longestName}}$)[A-Za-z0-9]+(-[A-Za-z0-9]+)*$`),
    `must be a workspace's name: 1 to ${longestName} letters and digits, with single hyphens between them`,
);

/** Member of a listed model: its workspace. */
export const workspaceMember = workspaceName
    .optional()
    .describe("Name of its workspace in `workspaces`. The default is the workspace that `workspace` describes.");

const namedSchema = members({
    host: origin.describe("Origin of the workspace."),
    ...identity,
    token: identity.token.describe("Personal access token (secret), for `pat`."),
    ...shapeAt({ credential, discover }, "workspace"),
});

/** A workspace with a name. */
export type NamedWorkspace = z.infer<typeof namedSchema>;

export const workspaces = setting({
    schema: z
        .record(workspaceName, namedSchema, {
            error: ({ code }) =>
                code === "invalid_key"
                    ? `must be a name of 1 to ${longestName} letters and digits, with single hyphens between them`
                    : "must be an object: the name of a workspace with its host",
        })
        .superRefine((named, context) => {
            const names = Object.keys(named);
            const twin = (name: string) =>
                names.find((other) => other !== name && other.toLowerCase() === name.toLowerCase());
            const same = names.find((name, index) => names.indexOf(twin(name) ?? "") > index);
            if (same === undefined) return;
            const message = `has the names "${same}" and "${twin(same)}", which differ only in case. Change one`;
            context.addIssue({ code: "custom", message });
        }),
    default: {},
    at: ["stack"],
    words:
        "Further Databricks workspaces by name, each with its host and credentials. `workspace` at an entry of `endpoints`, " +
        "`models` or `apps` names one of them. Its name begins the default path (`<workspace>/<name>`) and identifier " +
        "(`<workspace>-<name>`) of the APIs, so it never changes once they are deployed. `DATABRICKS_HOST` and " +
        "`DATABRICKS_TOKEN` are not used for these workspaces. Without `credential`, the gateway calls them with the " +
        "stack's, unless that is a token of one workspace.",
    example: { west: { host: "https://adb-9876543210987654.3.azuredatabricks.net", auth: "azure" } },
});

/** Something of each workspace of a stack, by the workspace's `id`. The one that the setting `workspace` describes has none. */
export type ByWorkspace<Value> = ReadonlyMap<string | undefined, Value>;

/** What describes the workspaces of a stack. */
export interface WorkspaceValues {
    readonly workspace: WorkspaceSettings;
    readonly workspaces: Readonly<Record<string, NamedWorkspace>>;
}

/** Every workspace that settings describe. */
export function workspacesIn({ workspace, workspaces }: WorkspaceValues): ByWorkspace<WorkspaceSettings> {
    return new Map<string | undefined, WorkspaceSettings>([[undefined, workspace], ...Object.entries(workspaces)]);
}

/** Which further models of each workspace are published, where any are looked for. */
export function discoverIn(
    values: WorkspaceValues & { readonly discover?: DiscoverSettings },
): ByWorkspace<DiscoverSettings> {
    const all = [[undefined, values] as const, ...Object.entries(values.workspaces)];
    return new Map(all.flatMap(([id, { discover }]) => (discover ? [[id, discover] as const] : [])));
}

/** What of a listed model decides whether its workspace can be used. */
interface ModelIn {
    readonly workspace?: string;
    readonly credential?: CredentialSettings;
    readonly mock: boolean;
}

/**
 * What is wrong with the workspaces of models, a line each with the fix.
 *
 * @param credentials of each workspace
 * @param place of a model in the settings
 */
export function workspaceProblems(
    models: readonly ModelIn[],
    named: WorkspaceValues["workspaces"],
    credentials: ByWorkspace<CredentialSettings | undefined>,
    place: (index: number) => string,
): string[] {
    const problems = models.flatMap(({ workspace, credential, mock }, index) => {
        if (workspace === undefined) return [];
        if (!Object.hasOwn(named, workspace)) {
            return `${place(index)}.workspace "${workspace}" is not in ${project}:workspaces. Add it there, or correct it`;
        }
        const used = credentials.get(workspace);
        const isBorrowed = !mock && credential === undefined && named[workspace]!.credential === undefined;
        if (!isBorrowed || !used || !traitsOf(used).isOfOneWorkspace) return [];
        const key = `${project}:workspaces.${workspace}.credential`;
        return `${key} is missing: the stack's credential is a token of one workspace (${used.method}). Set ${key}`;
    });
    return [...new Set(problems)];
}

/**
 * Every workspace of a stack, without the rest of its configuration.
 *
 * @param valueOf value of a key of the stack's configuration, without `serving-gateway:`; undefined where it is not set
 * @throws SettingsError with one line for each member that cannot be used
 */
export function readWorkspaces(valueOf: (key: string) => string | undefined): ByWorkspace<WorkspaceSettings> {
    const own = readKey("workspace", workspace, parse(valueOf("workspace")));
    const named = readKey("workspaces", workspaces, parse(valueOf("workspaces")));
    if (!own.value || !named.value) throw new SettingsError([...own.problems, ...named.problems]);
    return workspacesIn({ workspace: own.value, workspaces: named.value });
}
