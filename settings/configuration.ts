import { assembleWorkspace, type Workspace } from "../databricks/workspace";
import { WorkspaceError } from "../databricks/workspaceError";
import { parse, project, readKey, unknownKeys } from "./reading";
import type { Row } from "./setting";
import { endpointKeys, settings, type StackKey, stackKeys, type StackValues } from "./table";
import type { WorkspaceSettings } from "./workspace";

/** A stack's configuration, each key by itself. `settingsOf` says what it comes to. */
export interface Configuration {
    /** What each key says; for one that cannot be used, what its default says. */
    readonly values: StackValues;
    /** What is wrong with each key, a line for each. */
    readonly problems: Readonly<Record<StackKey, readonly string[]>>;
    /** Keys that are no settings, a line for each. */
    readonly unknown: readonly string[];
    /** The workspace; undefined where it cannot be reached, for a reason among the problems. */
    readonly workspace: Workspace | undefined;
    /** What the stack says of Azure. */
    readonly azure: { readonly location?: string; readonly subscriptionId?: string };
}

/**
 * Parses a stack's configuration. A program does so once.
 *
 * @param config every configuration value of the stack by its full key, as `pulumi.runtime.allConfig()` gives it
 * @param environment where Databricks' own variables may stand in for `workspace`
 * @param program what the program itself sets, by the names of the keys. It wins. @default nothing
 */
export function readConfiguration(
    config: Readonly<Record<string, string>>,
    environment: NodeJS.ProcessEnv,
    program: Readonly<Record<string, unknown>> = {},
): Configuration {
    const read = stackKeys.map((key) => {
        const row: Row = settings[key];
        const { value, problems } = readKey(key, row, program[key] ?? parse(config[`${project}:${key}`]));
        const used = problems.length > 0 ? readKey(key, row, undefined).value : value;
        return { key, used, problems };
    });
    const values = Object.fromEntries(read.map(({ key, used }) => [key, used])) as StackValues;
    const problems = Object.fromEntries(read.map(({ key, problems }) => [key, problems])) as Configuration["problems"];
    const ofProgram = Object.keys(program).map((key) => `${project}:${key}`);
    const { workspace, problem } = problems.workspace.length > 0 ? {} : reach(values.workspace, environment);
    return {
        values,
        problems: { ...problems, workspace: problem === undefined ? problems.workspace : [problem] },
        unknown: unknownKeys([...Object.keys(config), ...ofProgram], stackKeys, endpointKeys),
        workspace,
        azure: {
            location: config["azure-native:location"],
            subscriptionId: config["azure-native:subscriptionId"] ?? environment.ARM_SUBSCRIPTION_ID,
        },
    };
}

/** Said here once, and not by every endpoint when its document is fetched. */
function reach(
    settings: WorkspaceSettings,
    environment: NodeJS.ProcessEnv,
): { readonly workspace?: Workspace; readonly problem?: string } {
    try {
        return { workspace: assembleWorkspace(settings, environment) };
    } catch (error) {
        if (!(error instanceof WorkspaceError)) throw error;
        return { problem: error.message.replaceAll("\n", "\n    ").replace(/\.$/, "") };
    }
}
