import type * as pulumi from "@pulumi/pulumi";
import { apiCenter } from "../azure/armApiVersions";
import { AzureError } from "../azure/azureError";
import { type Entity, ResourceManager } from "../azure/resourceManager";
import { quote } from "../databricks/quote";
import { canonicalJson } from "../transforms/canonical";
import {
    deploymentOf,
    importOf,
    type Inputs,
    isSame,
    nameOf,
    type Properties,
    type Reading,
    readingOnce,
    refuseOthers,
    reviewEntry,
    type State,
} from "./apiCenterReview";
import { withoutTrace } from "./withoutTrace";

type Azure = Pick<ResourceManager, "get" | "list" | "put" | "post" | "delete">;

/** Provider of `ApiCenterEntry`, loaded as `DynamicResource` says. */
export const apiCenterProvider = apiCenterOn(
    ({ config }) => ResourceManager.from((key) => config.get(key), process.env),
    console.log,
);

/** The provider on a connection of the caller's, for tests. @param say shows a line */
export function apiCenterOn(
    connect: (request: pulumi.dynamic.ConfigureRequest) => Azure,
    say: (line: string) => void,
): pulumi.dynamic.ResourceProvider {
    let azure: Azure;
    /** For what all entries have in common. */
    let once: Reading;
    return {
        configure: async (request) => {
            azure = connect(request);
            once = readingOnce(azure);
        },

        // In a preview too: what Azure would refuse, and what is in the way there, is known before anything is written.
        check: async (olds: Partial<Inputs>, news: Inputs) => {
            try {
                await reviewEntry(azure, once, olds, news);
                return { inputs: news };
            } catch (error) {
                if (!(error instanceof AzureError)) throw error;
                return { inputs: news, failures: [{ property: "", reason: error.message }] };
            }
        },

        diff: async (_id, olds: State, news: Inputs) => ({
            changes: canonicalJson(stateOf(olds)) !== canonicalJson(stateOf(news)),
            // Azure does not write ids in one case always.
            replaces: olds.entryId.toLowerCase() === news.entryId.toLowerCase() ? [] : ["entryId"],
        }),

        create: (inputs: Inputs) =>
            withoutTrace(async () => {
                await refuseOthers(azure, inputs);
                await write(azure, undefined, inputs);
                return { id: inputs.entryId, outs: stateOf(inputs) };
            }),

        update: (_id, olds: State, news: Inputs) =>
            withoutTrace(async () => {
                await write(azure, olds, news);
                return { outs: stateOf(news) };
            }),

        read: (id, state: State) =>
            withoutTrace(async () => {
                const props = await foundAs(azure, state);
                return props ? { id, props, inputs: props } : { id: "" };
            }),

        delete: (_id, state: State) =>
            withoutTrace(async () => {
                const { entryId, deployment } = state;
                const others = await othersBelow(azure, state);
                if (others.length === 0) return azure.delete(entryId, apiCenter);
                if (deployment) await azure.delete(deploymentOf(entryId), apiCenter);
                const ofVersion = others.some((id) => id.startsWith(`${versionOf(entryId)}/`));
                await azure.delete(ofVersion ? definitionOf(entryId) : versionOf(entryId), apiCenter);
                const named = others.map((other) => quote(other.slice(entryId.length + 1))).join(", ");
                say(
                    `API "${nameOf(entryId)}" of the API Center has entries that this stack did not register (${named}), ` +
                        "and stays.",
                );
            }),
    };
}

/** What else is below an entry, by names that nothing in the settings changes. */
const versionOf = (entryId: string) => `${entryId}/versions/current`;
const definitionOf = (entryId: string) => `${versionOf(entryId)}/definitions/openapi`;

function stateOf({ entryId, mark, api, version, deployment, documentHash }: State): State {
    return { entryId, mark, api, version, ...(deployment && { deployment }), documentHash };
}

/** Writes what differs: all of it where there was nothing. */
async function write(azure: Azure, olds: State | undefined, news: Inputs): Promise<void> {
    const { entryId, api, version, deployment, documentHash, __document } = news;
    const put = (id: string, properties: Properties) => azure.put(id, apiCenter, { properties });
    if (!isSame(olds?.api, api)) await put(entryId, api);
    if (!isSame(olds?.version, version)) await put(versionOf(entryId), version);
    if (olds?.documentHash !== documentHash) {
        await put(definitionOf(entryId), { title: "OpenAPI" });
        await azure.post(`${definitionOf(entryId)}/importSpecification`, apiCenter, importOf(__document));
    }
    if (deployment && !isSame(olds?.deployment, deployment)) await put(deploymentOf(entryId), deployment);
    if (!deployment && olds?.deployment) await azure.delete(deploymentOf(entryId), apiCenter);
}

/** What Azure has of the state; undefined where the entry is gone. The document itself is not compared. */
async function foundAs(azure: Azure, state: State): Promise<State | undefined> {
    const { entryId, mark, api, version, deployment, documentHash } = state;
    const shown = (id: string) => azure.get(id, apiCenter);
    const [entry, ofVersion, definition, deployed] = await Promise.all(
        [entryId, versionOf(entryId), definitionOf(entryId), deploymentOf(entryId)].map(shown),
    );
    if (!entry) return undefined;
    return {
        entryId,
        mark,
        api: membersOf(entry, api),
        version: membersOf(ofVersion, version),
        ...(deployment && { deployment: membersOf(deployed, deployment) }),
        documentHash: definition ? documentHash : "",
    };
}

/** The members that the stack writes, as Azure has them. */
function membersOf(found: Entity | undefined, written: Properties): Properties {
    const properties = (found?.properties ?? {}) as Properties;
    const members = Object.keys(written).map((name) => [name, properties[name]] as const);
    return Object.fromEntries(members.filter(([, value]) => value !== undefined && value !== null));
}

/** Ids of what is below an entry and not the stack's: it would go with the entry. */
async function othersBelow(azure: Azure, { entryId, deployment }: State): Promise<string[]> {
    const collections = [`${entryId}/versions`, `${versionOf(entryId)}/definitions`, `${entryId}/deployments`];
    const deployed = deployment ? [deploymentOf(entryId)] : [];
    const own = [versionOf(entryId), definitionOf(entryId), ...deployed].map((id) => id.toLowerCase());
    const listed = await Promise.all(
        collections.map(async (collection) =>
            (await azure.list(collection, apiCenter)).map(({ name }) => `${collection}/${String(name)}`),
        ),
    );
    return listed.flat().filter((id) => !own.includes(id.toLowerCase()));
}
