import "./startup/requireNode";
import * as pulumi from "@pulumi/pulumi";
import { ResourceManager } from "./azure/resourceManager";
import { endWithEngine } from "./provider/engineEnd";
import { endpointsToPublish } from "./plan/endpointsToPublish";
import { withoutRegistrationLog, withoutSilentTraces } from "./startup/cheapRegistration";
import { quickErrors } from "./startup/quickErrors";
import { ServingGateway } from "./components/gateway/servingGateway";
import { softDeletedService } from "./plan/softDeletedService";
import { whenWritable } from "./components/api/writableApi";
import { workspaceReads } from "./plan/inWorkspace";
import { readPlan } from "./plan/plan";
import { readConfiguration } from "./settings/configuration";
import { readSavedState } from "./plan/savedState";

quickErrors();
withoutSilentTraces();
withoutRegistrationLog();
endWithEngine();

/**
 * The program: it asks the workspace first, because its endpoints decide what is declared, and then Azure, because what is
 * there already decides whether it may be.
 */
export = async () => {
    const config = pulumi.runtime.allConfig();
    const state = readSavedState();
    // Told when it is needed.
    state.catch(() => undefined);
    const configuration = readConfiguration(config, process.env);
    const settings = await endpointsToPublish(configuration);
    const resourceManager = ResourceManager.from((key) => config[key], process.env);
    const softDeleted = await softDeletedService(settings.service, configuration.azure.location, resourceManager);
    const args = { ...settings, softDeleted };
    const plan = await readPlan({
        ...{ name: "gateway", settings: args, config, state },
        ...{ environment: process.env, azure: resourceManager, workspace: workspaceReads(configuration.workspace!) },
    });
    if (plan.isRecording) return {};
    const { after, newApis, others } = plan;
    const { gatewayUrl, apis, products } = new ServingGateway("gateway", {
        ...{ ...args, after, newApis, others },
        whenWritable: whenWritable(resourceManager),
    });
    return {
        /** Where the API Management service answers callers. */
        gatewayUrl,
        /**
         * Per API: where it answers and where its next revision does, what a caller needs, as whom the gateway calls the
         * endpoint, the hash of the served document, and what that document says less exactly.
         */
        endpoints: mapValues(
            apis,
            ({ url, candidateUrl, neededToCall, calledAs, spec: { documentHash, warnings } }) => ({
                ...{ url, ...(candidateUrl && { candidateUrl }), neededToCall, calledAs, documentHash, warnings },
            }),
        ),
        /** Per API: a key to call it with, where callers need one. Secret. */
        subscriptionKeys: Object.fromEntries(
            Object.entries(apis).flatMap(([api, { subscriptionKey }]) =>
                subscriptionKey ? [[api, subscriptionKey]] : [],
            ),
        ),
        /** Per product: a key for each subscription that the stack makes. Secret. */
        productKeys: mapValues(products, ({ keys }) => keys),
    };
};

function mapValues<Value, Mapped>(values: Readonly<Record<string, Value>>, map: (value: Value) => Mapped) {
    return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}
