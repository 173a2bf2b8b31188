import * as pulumi from "@pulumi/pulumi";
import { ResourceManager } from "../azure/resourceManager";
import { whenWritable } from "../components/api/writableApi";
import { readService } from "../components/gateway/existingService";
import type { PlannedGateway } from "../components/gateway/plannedGateway";
import { readInsights } from "../components/telemetry/insights";
import { clearSecrets } from "../settings/clearSecrets";
import { readConfiguration } from "../settings/configuration";
import { adoptVariable } from "./adoptVariable";
import { asDeployed } from "./deployedNames";
import { endpointsToPublish } from "./endpointsToPublish";
import { workspaceReads } from "./inWorkspace";
import { limitsVariable } from "./limitsVariable";
import { explained, readPlan, servicePlace } from "./plan";
import { recordingFile } from "./recordingFile";
import { readSavedState } from "./savedState";
import { SavedModels, unusableError } from "./unusableWorkspaces";
import { softDeletedService } from "./softDeletedService";
import { readStackLimits, writeStackLimits } from "./stackLimits";

/**
 * Turns a stack's configuration into what the program declares. Everything that is there already is read before: the
 * workspace first, because its endpoints decide what is declared, then Azure, because what is there decides whether it may
 * be.
 *
 * @param name logical name of the gateway
 * @param config values of the stack's configuration by their full key
 * @returns undefined where this run only records something, for `npm run adopt` or `npm run limits`, and declares nothing
 * @throws RunError, which ends the program with its message alone: the configuration cannot be used, something cannot be
 * read, or what is there forbids what the stack wants
 */
export async function planGateway(
    name: string,
    config: Readonly<Record<string, string>>,
    environment: NodeJS.ProcessEnv,
): Promise<PlannedGateway | undefined> {
    const state = toldLater(readSavedState());
    const configuration = readConfiguration(config, environment);
    const published = await endpointsToPublish(configuration, async () => new SavedModels(name, await state));
    const wanted = { ...published, service: asDeployed(published.service, name, await state) };
    const isRecording = [adoptVariable, limitsVariable].some((variable) => environment[variable]);
    if (wanted.unusable && (isRecording || !pulumi.runtime.isDryRun())) throw unusableError(wanted.unusable);
    const azure = ResourceManager.from((key) => config[key], environment);
    const existing = toldLater(Promise.all([readService(wanted.service), readInsights(wanted.observability)]));
    const limitsFile = recordingFile(environment, limitsVariable, "npm run limits");
    if (limitsFile !== undefined) {
        const place = await servicePlace(wanted.service, { config, environment });
        const [found] = await existing;
        const { workspaces } = configuration;
        const args = { name, settings: wanted, place, existing: found, workspaces, azure };
        await writeStackLimits(limitsFile, await explained(() => readStackLimits(args)));
        return undefined;
    }
    const softDeleted = await softDeletedService(wanted.service, configuration.azure.location, azure);
    const settings = { ...wanted, softDeleted };
    const readsOf = workspaceReads(configuration.workspaces);
    const plan = await readPlan({ name, settings, config, environment, azure, readsOf, state });
    if (plan.isRecording) return undefined;
    await warnOfSecrets(clearSecrets(config, environment));
    const [existingService, insights] = await existing;
    const { isRecording: _, ...read } = plan;
    return { ...settings, existingService, insights, ...read, whenWritable: whenWritable(azure) };
}

/** @param places of the secrets; nothing is said where there are none */
async function warnOfSecrets(places: readonly string[]): Promise<void> {
    const [first] = places;
    if (first === undefined) return;
    const them = places.length > 1 ? "are" : "is";
    await pulumi.log.warn(
        `${places.join(", ")} ${them} not encrypted in the stack's configuration, and so in the clear in its state and ` +
            `history. Run \`pulumi config set --secret --path '${first}'\` with a new secret, and revoke the old one.`,
    );
}

/** How it fails is told where it is awaited, and not before. */
function toldLater<Value>(promise: Promise<Value>): Promise<Value> {
    promise.catch(() => undefined);
    return promise;
}
