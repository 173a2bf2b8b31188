import { kinds, sourceOf } from "../databricks/sources/sources";
import { assembleWorkspace, type Workspace } from "../databricks/workspace";
import { WorkspaceError } from "../databricks/workspaceError";
import { workspaceKey } from "../databricks/workspaceKey";
import { parse, project, readKey, unknownKeys } from "./reading";
import type { Row } from "./setting";
import { endpointKeys, settings, type StackKey, stackKeys, type StackValues } from "./table";
import { type ByWorkspace, workspacesIn } from "./workspace";

/** A stack's configuration, each key by itself. `settingsOf` says what it comes to. */
export interface Configuration {
    /** What each key says; for one that cannot be used, what its default says. */
    readonly values: StackValues;
    /** What is wrong with each key, a line for each. */
    readonly problems: Readonly<Record<StackKey, readonly string[]>>;
    /** Keys that are no settings, a line for each. */
    readonly unknown: readonly string[];
    /** The workspaces. One that cannot be reached is absent, for a reason among the problems. */
    readonly workspaces: ByWorkspace<Workspace>;
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
    const isUnusable = problems.workspace.length + problems.workspaces.length > 0;
    const reached = isUnusable ? unreached : reach(values, environment);
    return {
        values,
        problems: { ...problems, workspaces: [...problems.workspaces, ...reached.problems] },
        unknown: unknownKeys([...Object.keys(config), ...ofProgram], stackKeys, endpointKeys),
        workspaces: reached.workspaces,
        azure: {
            location: config["azure-native:location"],
            subscriptionId: config["azure-native:subscriptionId"] ?? environment.ARM_SUBSCRIPTION_ID,
        },
    };
}

/** What the described workspaces come to. */
interface Reached {
    readonly workspaces: ByWorkspace<Workspace>;
    readonly problems: readonly string[];
}

const unreached: Reached = { workspaces: new Map(), problems: [] };

/** Said here once, and not by every endpoint when its document is fetched. */
function reach(values: StackValues, environment: NodeJS.ProcessEnv): Reached {
    const workspaces = new Map<string | undefined, Workspace>();
    const problems: string[] = [];
    for (const [id, settings] of workspacesIn(values)) {
        if (id === undefined && !usesUnnamed(values)) continue;
        try {
            const reached = assembleWorkspace({ ...settings, id }, environment);
            const twin = [...workspaces].find(([, { host }]) => host === reached.host);
            // A model of both would be two, and a right on it given and taken back twice.
            if (twin) problems.push(`${workspaceKey(id)}.host is the host of ${workspaceKey(twin[0])} too. Remove one`);
            workspaces.set(id, reached);
        } catch (error) {
            if (!(error instanceof WorkspaceError)) throw error;
            problems.push(error.message.replaceAll("\n", "\n    ").replace(/\.$/, ""));
        }
    }
    return { workspaces, problems };
}

/** A stack whose models all are in workspaces with names needs no other one. */
function usesUnnamed(values: StackValues): boolean {
    const { workspace, workspaces, discover } = values;
    const isSet = Object.keys(workspace).length > 0 || Object.keys(workspaces).length === 0;
    // The compiler does not see that these keys are lists of models.
    const listed = kinds.flatMap((kind) => values[sourceOf(kind).settings.list as "endpoints"]);
    return isSet || discover !== undefined || listed.some((model) => model.workspace === undefined);
}
