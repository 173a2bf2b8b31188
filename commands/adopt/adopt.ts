import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { adoptVariable } from "../../plan/adoptVariable";
import { workspaceKey } from "../../databricks/workspaceKey";
import { EngineError, type EngineRun, errorOf, type pulumi } from "../engine";
import { recorded } from "../recorded";
import type { Find, Found, FoundGrant } from "./found";
import { importFile } from "./importFile";

/** What is adopted, and how a person is asked. */
export interface AdoptOptions {
    /** The stack, as `pulumi --stack` takes it. */
    readonly stack: string;
    /** Runs pulumi. */
    readonly pulumi: typeof pulumi;
    /** Shows what was found, before anything is asked. */
    readonly show: (found: Found) => void;
    /** Whether the resources are to be taken into the state. */
    readonly confirm: (found: Found) => Promise<boolean>;
    /** Whether this stack gave the right, which ends with the stack then. */
    readonly isOurs: (grant: FoundGrant) => Promise<boolean>;
}

/** What came of it. */
export interface Adoption {
    readonly found: Found;
    /** Whether the finds are in the state now. */
    readonly adopted: boolean;
    /** Endpoints whose grants the stack has as its own from now on. */
    readonly ownGrants: readonly string[];
    /** Resources that a killed deployment was creating, as the state still says. */
    readonly pendingCreates: number;
}

const ownGrantsKey = "serving-gateway:ownGrants";

/**
 * Takes into a stack's state what its program wants to create and is in place already. Nothing in Azure or the
 * workspace is changed or deleted: the next `pulumi up` updates what differs.
 *
 * @throws EngineError with what pulumi said, where one of its commands fails
 */
export async function adopt(options: AdoptOptions): Promise<Adoption> {
    const { stack, show, confirm, isOurs } = options;
    const directory = await mkdtemp(join(tmpdir(), "serving-gateway-adopt-"));
    try {
        const found = await recorded<Found>(adoptVariable, join(directory, "found.json"), options);
        const nothing = { found, adopted: false, ownGrants: [], pendingCreates: 0 };
        if (isEmpty(found)) return nothing;
        show(found);
        if (found.finds.length > 0 && !(await confirm(found))) return nothing;
        const ours: string[] = [];
        for (const grant of found.grants) if (await isOurs(grant)) ours.push(grant.endpoint);
        if (found.finds.length > 0) await importAll(options, found.finds, join(directory, "import.json"));
        await addOwnGrants(options, ours);
        return { found, adopted: true, ownGrants: ours, pendingCreates: await pendingCreates(options) };
    } catch (error) {
        if (error instanceof SyntaxError) throw new EngineError(`stack "${stack}" cannot be read: ${error.message}`);
        throw error;
    } finally {
        await rm(directory, { recursive: true, force: true });
    }
}

/** Whether nothing that the stack wants to create is in place. */
export function isEmpty({ finds, grants, notImportable }: Found): boolean {
    return finds.length + grants.length + notImportable.length === 0;
}

async function importAll({ stack, pulumi }: AdoptOptions, finds: readonly Find[], file: string): Promise<void> {
    const flags = ["--yes", "--skip-preview", "--generate-code=false", "--protect=false"];
    // An import for each workspace, since the variables describe one identity.
    for (const workspace of new Set(finds.map((find) => find.workspace))) {
        const own = finds.filter((find) => find.workspace === workspace);
        await writeFile(file, JSON.stringify(importFile(own)), { mode: 0o600 });
        const needsWorkspace = own.some(({ provider }) => provider !== undefined);
        const environment = needsWorkspace ? await workspaceVariables({ stack, pulumi }, workspace) : {};
        must(await pulumi(["import", "--file", file, "--stack", stack, ...flags], { environment }), stack);
    }
}

/**
 * Databricks' own variables for what the stack's configuration says of the deploying identity. The import file cannot
 * hold the credential: secrets in it would have to be encrypted by the stack.
 */
async function workspaceVariables(
    { stack, pulumi }: Pick<AdoptOptions, "stack" | "pulumi">,
    workspace: string | undefined,
): Promise<Record<string, string>> {
    const key = workspaceKey(workspace);
    const run = await pulumi(["config", "get", ...(workspace === undefined ? [] : ["--path"]), key, "--stack", stack]);
    if (run.code !== 0) return {};
    const { token, clientId, clientSecret } = JSON.parse(run.stdout) as Record<string, string | undefined>;
    return {
        ...(token && { DATABRICKS_TOKEN: token }),
        ...(clientId && { DATABRICKS_CLIENT_ID: clientId }),
        ...(clientSecret && { DATABRICKS_CLIENT_SECRET: clientSecret }),
    };
}

async function addOwnGrants({ stack, pulumi }: AdoptOptions, endpoints: readonly string[]): Promise<void> {
    if (endpoints.length === 0) return;
    const run = await pulumi(["config", "get", ownGrantsKey, "--stack", stack]);
    const known: string[] = run.code === 0 ? JSON.parse(run.stdout) : [];
    for (const [index, endpoint] of endpoints.filter((endpoint) => !known.includes(endpoint)).entries()) {
        const path = `${ownGrantsKey}[${known.length + index}]`;
        // The engine takes such names for numbers and truth values, which the settings refuse; `--type` excludes `--plaintext`.
        const how = /^(\d+|true|false)$/.test(endpoint) ? ["--type", "string"] : ["--plaintext"];
        must(await pulumi(["config", "set", "--path", path, endpoint, ...how, "--stack", stack]), stack);
    }
}

async function pendingCreates({ stack, pulumi }: AdoptOptions): Promise<number> {
    const { stdout } = must(await pulumi(["stack", "export", "--stack", stack]), stack);
    const operations: { type?: string }[] = JSON.parse(stdout).deployment?.pending_operations ?? [];
    return operations.filter(({ type }) => type === "creating").length;
}

function must(run: EngineRun, stack: string): EngineRun {
    if (run.code !== 0) throw errorOf(run.output, stack);
    return run;
}
