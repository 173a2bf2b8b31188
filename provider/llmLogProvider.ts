import type * as pulumi from "@pulumi/pulumi";
import { apiManagement, llmLogPreview } from "../azure/armApiVersions";
import { AzureError } from "../azure/azureError";
import { type Entity, ResourceManager } from "../azure/resourceManager";
import type { AuditLog } from "../settings/auditLog";
import { canonicalJson } from "../transforms/canonical";
import { withoutTrace } from "./withoutTrace";

interface State extends AuditLog {
    /** Azure resource id. */
    readonly apiId: string;
    /** The API has no messages that could be kept: no diagnostic is made. Absent for all others, whose states never had it. */
    readonly isTable?: true;
}

interface Inputs extends State {
    /** Azure resource id of the service. Absent where it is not known. */
    readonly serviceId?: string;
}

type Azure = Pick<ResourceManager, "get" | "put" | "delete">;

/** Provider of `LlmLog`, loaded as `DynamicResource` says. */
export const llmLogProvider = llmLogOn(({ config }) => ResourceManager.from((key) => config.get(key), process.env));

/** The provider on a connection of the caller's, for tests. */
export function llmLogOn(
    connect: (request: pulumi.dynamic.ConfigureRequest) => Azure,
): pulumi.dynamic.ResourceProvider {
    let azure: Azure;
    /** Nothing in it tells whose it is, whatever its values are. @throws {AzureError} there is one */
    const refuseOthers = async (inputs: Inputs) => {
        if (await azure.get(diagnosticOf(inputs), llmLogPreview)) throw inPlace(diagnosticOf(inputs));
    };
    const remove = async (of: State) => {
        await azure.delete(diagnosticOf(of), llmLogPreview);
    };
    // The state will not have what was made here and now. What somebody else made meanwhile stays.
    const deleteMade = async (inputs: Inputs) => {
        const found = await azure.get(diagnosticOf(inputs), llmLogPreview);
        if (!found || canonicalJson(foundAs(inputs, found)) !== canonicalJson(stateOf(inputs))) return;
        await remove(inputs);
    };
    const put = async (inputs: Inputs) => {
        await azure.put(diagnosticOf(inputs), llmLogPreview, bodyOf(inputs));
        return stateOf(inputs);
    };
    return {
        configure: async (request) => {
            azure = connect(request);
        },

        check: (olds: Partial<State>, news: Inputs) =>
            withoutTrace(async () => {
                // A service or an API that is not there yet has an id that nobody knows.
                const isKnown = (id: string | undefined) => id?.startsWith("/subscriptions/");
                const { serviceId } = news;
                if (news.isTable) return { inputs: news };
                if (isKnown(serviceId) && !(await azure.get(`${serviceId}/loggers/azuremonitor`, apiManagement))) {
                    throw noLogger(serviceId!);
                }
                const isOurs = !olds.isTable && olds.apiId?.toLowerCase() === news.apiId.toLowerCase();
                if (isKnown(news.apiId) && !isOurs) await refuseOthers(news);
                return { inputs: news };
            }),

        diff: async (_id, olds: State, news: Inputs) => ({
            changes: canonicalJson(stateOf(olds)) !== canonicalJson(stateOf(news)),
            // Azure does not write ids in one case always.
            replaces: olds.apiId.toLowerCase() === news.apiId.toLowerCase() ? [] : ["apiId"],
            deleteBeforeReplace: true,
        }),

        create: (inputs: Inputs) =>
            withoutTrace(async () => {
                if (inputs.isTable) return { id: diagnosticOf(inputs), outs: stateOf(inputs) };
                await refuseOthers(inputs);
                try {
                    return { id: diagnosticOf(inputs), outs: await put(inputs) };
                } catch (error) {
                    await deleteMade(inputs).catch(() => undefined);
                    throw error;
                }
            }),

        update: (_id, olds: State, news: Inputs) =>
            withoutTrace(async () => {
                if (news.isTable) {
                    if (!olds.isTable) await remove(news);
                    return { outs: stateOf(news) };
                }
                if (olds.isTable) await refuseOthers(news);
                return { outs: await put(news) };
            }),

        read: (id, state: State) =>
            withoutTrace(async () => {
                if (state.isTable) return { id, props: state, inputs: state };
                const found = await azure.get(diagnosticOf(state), llmLogPreview);
                if (!found) return { id: "" };
                const props = foundAs(state, found);
                return { id, props, inputs: props };
            }),

        delete: (_id, state: State) =>
            withoutTrace(async () => {
                if (!state.isTable) await remove(state);
            }),
    };
}

function diagnosticOf({ apiId }: State): string {
    return `${apiId}/diagnostics/azuremonitor`;
}

function stateOf({ apiId, sampling, prompts, answers, maxBytes, isTable }: State): State {
    return { apiId, sampling, prompts, answers, maxBytes, ...(isTable && { isTable }) };
}

function bodyOf({ apiId, sampling, prompts, answers, maxBytes }: State): object {
    const service = apiId.slice(0, apiId.toLowerCase().lastIndexOf("/apis/"));
    const kept = { messages: "all", maxSizeInBytes: maxBytes };
    return {
        properties: {
            loggerId: `${service}/loggers/azuremonitor`,
            alwaysLog: "allErrors",
            sampling: { samplingType: "fixed", percentage: sampling },
            logClientIp: false,
            largeLanguageModel: {
                logs: "enabled",
                ...(prompts && { requests: kept }),
                ...(answers && { responses: kept }),
            },
        },
    };
}

/** The state as Azure shows it. */
function foundAs(state: State, { properties }: Entity): State {
    const shown = objectOf(properties);
    const { logs, requests, responses } = objectOf(shown.largeLanguageModel);
    const isKept = (messages: unknown) => logs === "enabled" && objectOf(messages).messages === "all";
    const sizes = [requests, responses].map((messages) => objectOf(messages).maxSizeInBytes);
    const { percentage } = objectOf(shown.sampling);
    return stateOf({
        apiId: state.apiId,
        sampling: typeof percentage === "number" ? percentage : 100,
        prompts: isKept(requests),
        answers: isKept(responses),
        maxBytes: (sizes.find((size) => typeof size === "number" && size !== state.maxBytes) ??
            state.maxBytes) as number,
    });
}

function objectOf(value: unknown): Entity {
    return (typeof value === "object" && value !== null ? value : {}) as Entity;
}

function noLogger(serviceId: string): AzureError {
    return new AzureError({
        failure: `serving-gateway:auditLog needs the logger "azuremonitor", which ${serviceId} does not have`,
        fix:
            "Whoever owns the service creates it once: az rest --method put --url " +
            `'${serviceId}/loggers/azuremonitor?api-version=${apiManagement}' --body ` +
            `'{"properties":{"loggerType":"azureMonitor"}}'. docs/audit.md has the diagnostic setting that it needs beside it.`,
    });
}

function inPlace(id: string): AzureError {
    return new AzureError({
        failure: `${id} exists already, and is not in the stack's state`,
        fix:
            "If a deployment of this stack that was killed left it, or if nobody needs it, delete it: az rest --method " +
            `delete --url '${id}?api-version=${llmLogPreview}'. To keep it as it is, set auditLog: false at the endpoint.`,
    });
}
