import type * as pulumi from "@pulumi/pulumi";
import { bearerKeysPreview } from "../azure/armApiVersions";
import { type Entity, ResourceManager } from "../azure/resourceManager";
import { withoutTrace } from "./withoutTrace";

interface Inputs {
    readonly apiId: string;
    readonly header: string;
    readonly query: string;
    readonly appliedTo: string;
}

interface State extends Inputs {
    /** Whether Azure shows the setting: only then can a refresh tell that it is gone. */
    readonly isShown: boolean;
}

type Azure = Pick<ResourceManager, "get" | "change">;

/** Provider of `BearerKeys`, loaded as `DynamicResource` says. */
export const bearerKeysProvider = bearerKeysOn(({ config }) =>
    ResourceManager.from((key) => config.get(key), process.env),
);

/** The provider on a connection of the caller's, for tests. */
export function bearerKeysOn(
    connect: (request: pulumi.dynamic.ConfigureRequest) => Azure,
): pulumi.dynamic.ResourceProvider {
    let azure: Azure;
    const apply = async (inputs: Inputs): Promise<State> => {
        await azure.change(inputs.apiId, bearerKeysPreview, namesOf(inputs, "enabled"));
        const isShown = isEnabled(await azure.get(inputs.apiId, bearerKeysPreview));
        return { ...inputsOf(inputs), isShown };
    };
    return {
        configure: async (request) => {
            azure = connect(request);
        },

        diff: async (_id, olds: State, news: Inputs) => ({
            changes: (Object.keys(inputsOf(news)) as (keyof Inputs)[]).some((name) => olds[name] !== news[name]),
            // Azure does not write ids in one case always.
            replaces: olds.apiId.toLowerCase() === news.apiId.toLowerCase() ? [] : ["apiId"],
            deleteBeforeReplace: true,
        }),

        create: (inputs: Inputs) => withoutTrace(async () => ({ id: inputs.apiId, outs: await apply(inputs) })),

        update: (_id, _olds, news: Inputs) => withoutTrace(async () => ({ outs: await apply(news) })),

        read: (id, state: State) =>
            withoutTrace(async () => {
                const api = await azure.get(state.apiId, bearerKeysPreview);
                if (api === undefined) return { id: "" };
                // The next update applies it again.
                const found = state.isShown && !isEnabled(api) ? { ...state, appliedTo: "" } : state;
                return { id, props: found, inputs: inputsOf(found) };
            }),

        // An API that is gone has nothing to turn off.
        delete: (_id, state: State) =>
            withoutTrace(async () => {
                await azure.change(state.apiId, bearerKeysPreview, namesOf(state, "disabled"));
            }),
    };
}

function inputsOf({ apiId, header, query, appliedTo }: Inputs): Inputs {
    return { apiId, header, query, appliedTo };
}

function namesOf({ header, query }: Inputs, bearer: "enabled" | "disabled"): object {
    return { properties: { subscriptionKeyParameterNames: { header, query, bearer } } };
}

function isEnabled(api: Entity | undefined): boolean {
    const { subscriptionKeyParameterNames: names } = (api?.properties ?? {}) as Entity;
    return typeof names === "object" && names !== null && (names as Entity).bearer === "enabled";
}
