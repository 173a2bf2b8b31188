import type * as pulumi from "@pulumi/pulumi";
import { foreignKeys, stackKept } from "../azure/foreignKeys";
import { apiManagement } from "../azure/armApiVersions";
import { ResourceManager } from "../azure/resourceManager";
import { withoutTrace } from "./withoutTrace";

interface Inputs {
    readonly serviceId: string;
    /** A state of an earlier version has no names. */
    readonly serviceName?: string;
    readonly resourceGroup?: string;
    readonly namePrefix?: string;
    readonly apis: readonly string[];
    readonly products: readonly string[];
    readonly subscriptions: readonly string[];
}

type Azure = Pick<ResourceManager, "list">;

/** Provider of `KeyGuard`, loaded as `DynamicResource` says. */
export const keyGuardProvider = keyGuardOn(({ config }) => ResourceManager.from((key) => config.get(key), process.env));

/**
 * The resource is made and changed only after the stack's subscriptions are, and those are never made over what is there:
 * an identifier in its state is the stack's own.
 */
export function keyGuardOn(
    connect: (request: pulumi.dynamic.ConfigureRequest) => Azure,
): pulumi.dynamic.ResourceProvider {
    let azure: Azure;
    return {
        configure: async (request) => {
            azure = connect(request);
        },

        diff: async (_id, olds: Inputs, news: Inputs) => {
            // Azure does not write ids in one case always, and a replacement would be checked as a deletion.
            const replaces = olds.serviceId.toLowerCase() === news.serviceId.toLowerCase() ? [] : ["serviceId"];
            const kept = ["serviceName", "resourceGroup", "namePrefix", "apis", "products", "subscriptions"] as const;
            const updates = kept.some((each) => String(olds[each]) !== String(news[each]));
            return { changes: replaces.length > 0 || updates, replaces };
        },

        create: async (inputs: Inputs) => ({ id: inputs.serviceId, outs: inputs }),

        update: async (_id, _olds, news: Inputs) => ({ outs: news }),

        // A refresh lets the state forget subscriptions that somebody deleted. Whoever makes one of that name owns it.
        read: (id, state: Inputs) =>
            withoutTrace(async () => {
                const there = await identifiersIn(azure, state.serviceId);
                const props = { ...state, subscriptions: state.subscriptions.filter(isIn(there)) };
                return { id, props, inputs: props };
            }),

        delete: (_id, state: Inputs) => withoutTrace(() => refuseWhereKeysEnd(azure, state)),
    };
}

/** Azure compares identifiers without regard to case. */
function isIn(names: readonly string[]): (name: string) => boolean {
    const known = new Set(names.map((name) => name.toLowerCase()));
    return (name) => known.has(name.toLowerCase());
}

async function identifiersIn(azure: Azure, serviceId: string): Promise<string[]> {
    return (await azure.list(`${serviceId}/subscriptions`, apiManagement)).map(({ name }) => String(name));
}

async function refuseWhereKeysEnd(azure: Azure, { serviceId, apis, products, subscriptions }: Inputs): Promise<void> {
    const scopes = [
        ...apis.map((api) => `${serviceId}/apis/${api}`),
        ...products.map((product) => `${serviceId}/products/${product}`),
    ];
    const foreign = await foreignKeys(azure, serviceId, scopes, isIn(subscriptions));
    if (foreign.length > 0) throw stackKept(foreign);
}
