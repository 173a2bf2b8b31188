import * as authorization from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";
import { AzureError } from "../azure/azureError";
import { azureSettings } from "../azure/azureSettings";
import type { EntityCounts } from "../components/gateway/entityTotals";
import { resourceGroupOf } from "../components/gateway/gatewayService";
import type { PlannedGateway } from "../components/gateway/plannedGateway";
import { wantedGateway, wantedGatewayInWorkspace } from "../components/gateway/wantedGateway";
import { idOfService, type ServicePlace } from "../components/wanted";
import type { ServiceSettings } from "../settings/settings";
import { adoptVariable } from "./adoptVariable";
import { changedPaths } from "./changedPaths";
import { prefixProblems } from "./deployedNames";
import { writeAdoption } from "./adoption";
import { goneApis } from "./goneApis";
import { type Azure, type Find, findInPlace, type Located, locate, notInState, readingOnce } from "./inPlace";
import { WorkspaceError } from "../databricks/workspaceError";
import { endingKeys } from "./endingKeys";
import { secretKey, subscriptionTag } from "../components/products/keySecrets";
import type { KeySecretNames } from "../settings/subscriptions";
import { readExisting } from "./existing";
import { findGrants, findPrincipals, lostTokens, type ReadsOf } from "./inWorkspace";
import { keptRotations } from "./keptRotations";
import { lostKeys } from "./lostKeys";
import { mcpServers, noMcpProblems, readMcpProblems } from "./mcpServers";
import { readNamedByPolicies } from "./namedByPolicies";
import { readNames } from "./names";
import { readOthers } from "./others";
import { noPaths, type PathOrder, readPaths } from "./paths";
import { recordingFile } from "./recordingFile";
import { inPlaceProblems, movedProblem, refuse, renamedProblems } from "./refusal";
import { readRoles } from "./roles";
import type { SavedState } from "./savedState";
import { abandonedProblems, otherServiceProblems, relocatedProblems, tierProblems } from "./serviceChanges";
import { removedWorkspaces } from "./unusableWorkspaces";

/** What a plan is made from: the settings, and everything that is asked. */
export interface PlanArgs {
    /** Logical name of the gateway. */
    readonly name: string;
    readonly settings: PlannedGateway & { readonly service: ServiceSettings };
    /** Values of the stack's configuration by their full key. */
    readonly config: Readonly<Record<string, string>>;
    readonly environment: NodeJS.ProcessEnv;
    readonly azure: Azure;
    readonly readsOf: ReadsOf;
    readonly state: Promise<SavedState>;
}

/** What was found out before anything is declared. */
export interface Plan {
    /** Whether this run only records what is in place, for `npm run adopt`. Nothing is declared then. */
    readonly isRecording: boolean;
    /** By the identifier of an API, those that have to leave its path, or to join its version set, before. */
    readonly after: PathOrder["after"];
    /** Identifiers of the APIs that the stack's state does not have: no caller has a contract of these yet. */
    readonly newApis: ReadonlySet<string>;
    /** What the service has beside what the stack wants, of what it takes a limited number of, as far as it was read. */
    readonly others: EntityCounts;
    /** Descriptions of the policy fragments that the stack's state has, by identifier. */
    readonly savedFragments: ReadonlyMap<string, string>;
    /** Whose keys the secrets of vaults have that the stack's state has: subscriptions by `secretKey`. */
    readonly savedSecrets: ReadonlyMap<string, string>;
}

/**
 * Compares what the stack wants to create with what is in Azure and in the workspace, in previews and updates, before
 * anything is declared. A stack with nothing new reads only its own state.
 *
 * @throws RunError, which ends the program with its message alone: something that the stack wants to create is there
 * already, or Azure or the workspace cannot be asked
 */
export async function readPlan(args: PlanArgs): Promise<Plan> {
    const { name, settings, readsOf } = args;
    const azure = readingOnce(args.azure);
    const file = recordingFile(args.environment, adoptVariable, "npm run adopt");
    const [place, state] = await Promise.all([servicePlace(settings.service, args), args.state]);
    const stack = { project: pulumi.getProject(), stack: pulumi.getStack() };
    const wanted = locate(wantedGateway(name, settings, place), place, stack);
    // Said alone, and before the service is read: what else is in the way then has the same reason, and other advice.
    refuse(
        [],
        [
            ...otherServiceProblems(wanted, state),
            ...prefixProblems(settings.namePrefix ?? "", name, state),
            ...renamedProblems(wanted, state),
            ...relocatedProblems(wanted, state),
            ...tierProblems(wanted, state),
        ],
    );
    const created = notInState(wanted, state);
    const newApis = new Set(created.filter(({ type }) => type === apiType).map(({ at }) => at.apiId!));
    const moved = created.filter(({ id }) => state.withId(id));
    const unheld = created.filter((each) => !moved.includes(each));
    const inWorkspace = wantedGatewayInWorkspace(name, settings, stack);
    const [{ inAzure, paths, problems, mcp, others }, principals] = await Promise.all([
        explained(async () => {
            const inAzure = await findInPlace(unheld, azure);
            const fragments = await readNamedByPolicies(settings, wanted, place, state, azure);
            if (isServiceMissing(unheld, inAzure))
                return { inAzure, paths: noPaths, problems: fragments, mcp: noMcpProblems, others: {} };
            const paths = await readPaths(settings, wanted, created, state, azure);
            const names = await readNames(wanted, created, state, azure);
            const marked = await readExisting(settings, created, place, state, azure);
            const roles = await readRoles(name, settings, created, place, state, azure);
            const mcp = await readMcpProblems(name, settings, place, stack, state, azure);
            const others = await readOthers(wanted, unheld, azure);
            return { inAzure, paths, problems: [...names, ...marked, ...fragments, ...roles], mcp, others };
        }),
        explained(() => findPrincipals(inWorkspace, state, stack, readsOf)),
    ]);
    const finds = [...inAzure, ...principals];
    const savedFragments = savedFragmentsOf(wanted, state);
    const savedSecrets = savedSecretsOf(state);
    if (file !== undefined) {
        const grants = await findGrants(inWorkspace, state, stack, readsOf);
        const tokens = await explained(() => lostTokens(inWorkspace, state, stack, readsOf));
        await writeAdoption(file, finds, grants, [...tokens, ...mcp.inPlace]);
        return { isRecording: true, after: paths.after, newApis, others, savedFragments, savedSecrets };
    }
    const hasKeys = settings.callers.subscriptionKey !== undefined;
    const lost = await explained(() =>
        Promise.all([
            lostKeys([...wanted, ...mcpServers(settings, place)], state, azure),
            goneApis(wanted, state, azure, hasKeys),
        ]),
    );
    refuse(inPlaceProblems(finds), [
        ...moved.map((each) => movedProblem(each, state.withId(each.id)!)),
        ...paths.problems,
        ...problems,
        ...mcp.inPlace,
        ...mcp.others,
        ...abandonedProblems(wanted, idOfService(place), state),
        ...removedWorkspaces(settings.workspaces, state),
        ...keptRotations(settings, place, state),
        ...lost.flat(),
    ]);
    for (const told of [changedPaths(wanted, settings, state), endingKeys(settings, wanted, state)]) {
        if (told) await pulumi.log.warn(`${told}.`);
    }
    return { isRecording: false, after: paths.after, newApis, others, savedFragments, savedSecrets };
}

function savedSecretsOf(state: SavedState): Map<string, string> {
    return new Map(
        state.ofType("KeySecrets").map(({ outputs }) => {
            const { vaultId, keySecret, tags } = outputs as unknown as KeySecretNames & {
                tags: Record<string, string>;
            };
            return [secretKey({ vaultId, keySecret }), String(tags[subscriptionTag])] as const;
        }),
    );
}

function savedFragmentsOf(wanted: readonly Located[], state: SavedState): Map<string, string> {
    const fragments = wanted.filter(({ type }) => type === "azure-native:apimanagement:PolicyFragment");
    return new Map(
        fragments.flatMap(({ urn, name }) => {
            const { description } = state.at(urn)?.outputs ?? {};
            return typeof description === "string" ? [[name, description] as const] : [];
        }),
    );
}

/** Nobody else has anything in a service that is created. */
function isServiceMissing(created: readonly Located[], finds: readonly Find[]): boolean {
    const service = created.find(({ type }) => type === "azure-native:apimanagement:ApiManagementService");
    return service !== undefined && !finds.some(({ id }) => id === service.id);
}

const apiType = "azure-native:apimanagement:Api";

/** The subscription is in the configuration of most stacks. Otherwise azure-native knows it. */
export async function servicePlace(
    service: ServiceSettings,
    { config, environment }: Pick<PlanArgs, "config" | "environment">,
): Promise<ServicePlace> {
    const configured = azureSettings((key) => config[key], environment)("subscriptionId");
    const subscriptionId = configured ?? (await authorization.getClientConfig()).subscriptionId;
    return { subscriptionId, resourceGroupName: resourceGroupOf(service), serviceName: service.name };
}

/** What is read for the plan. @throws RunError in place of what says that Azure or the workspace cannot be read */
export async function explained<Result>(read: () => Promise<Result>): Promise<Result> {
    try {
        return await read();
    } catch (error) {
        if (!(error instanceof AzureError || error instanceof WorkspaceError)) throw error;
        const where = error instanceof AzureError ? "Azure" : "the workspace";
        throw new pulumi.RunError(`the existing resources of ${where} cannot be read: ${error.message}`);
    }
}
