import * as authorization from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";
import { AzureError } from "../azure/azureError";
import { azureSettings } from "../azure/azureSettings";
import { resourceGroupOf } from "../components/gatewayService";
import { type ServingGatewayArgs, wantedGateway, wantedGatewayInWorkspace } from "../components/servingGateway";
import type { ServicePlace } from "../components/wanted";
import type { ServiceSettings } from "../settings";
import { adoptionFile, writeAdoption } from "./adoption";
import { type Azure, findInPlace, locate, notInState } from "./inPlace";
import { findGrants, findPrincipals, type WorkspaceReads } from "./inWorkspace";
import { inPlaceProblems, movedProblem, refuse } from "./refusal";
import type { SavedState } from "./savedState";

export interface PlanArgs {
    /** Logical name of the gateway. */
    readonly name: string;
    readonly settings: ServingGatewayArgs;
    /** Values of the stack's configuration by their full key. */
    readonly config: Readonly<Record<string, string>>;
    readonly environment: NodeJS.ProcessEnv;
    readonly azure: Azure;
    readonly workspace: WorkspaceReads;
    readonly state: Promise<SavedState>;
}

/** What was found out before anything is declared. */
export interface Plan {
    /** Whether this run only records what is in place, for `npm run adopt`. Nothing is declared then. */
    readonly isRecording: boolean;
}

/**
 * Compares what the stack wants to create with what is in Azure and in the workspace, in previews and updates, before anything is declared. A
 * stack with nothing new reads only its own state.
 *
 * @throws RunError, which ends the program with its message alone: something that the stack wants to create is there
 * already, or Azure cannot be asked
 */
export async function readPlan(args: PlanArgs): Promise<Plan> {
    const { name, settings, azure, workspace } = args;
    const file = adoptionFile(args.environment);
    const [place, state] = await Promise.all([placeOf(settings.service, args), args.state]);
    const stack = { project: pulumi.getProject(), stack: pulumi.getStack() };
    const created = notInState(locate(wantedGateway(name, settings, place), place, stack), state);
    const moved = created.filter(({ id }) => state.withId(id));
    const inWorkspace = wantedGatewayInWorkspace(name, settings, stack);
    const [inAzure, principals] = await Promise.all([
        explained(
            findInPlace(
                created.filter((wanted) => !moved.includes(wanted)),
                azure,
            ),
        ),
        findPrincipals(inWorkspace, state, stack, workspace),
    ]);
    const finds = [...inAzure, ...principals];
    if (file !== undefined) {
        await writeAdoption(file, finds, await findGrants(inWorkspace, state, stack, workspace));
        return { isRecording: true };
    }
    refuse(
        inPlaceProblems(finds),
        moved.map((wanted) => movedProblem(wanted, state.withId(wanted.id)!)),
    );
    return { isRecording: false };
}

/** The subscription is in the configuration of most stacks. Otherwise azure-native knows it. */
async function placeOf(service: ServiceSettings, { config, environment }: PlanArgs): Promise<ServicePlace> {
    const configured = azureSettings((key) => config[key], environment)("subscriptionId");
    const subscriptionId = configured ?? (await authorization.getClientConfig()).subscriptionId;
    return { subscriptionId, resourceGroupName: resourceGroupOf(service), serviceName: service.name };
}

async function explained<Result>(reading: Promise<Result>): Promise<Result> {
    return reading.catch((error: unknown) => {
        if (!(error instanceof AzureError)) throw error;
        throw new pulumi.RunError(`what is in Azure already cannot be read: ${error.message}`);
    });
}
