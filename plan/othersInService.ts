import { apiManagement } from "../azure/armApiVersions";
import type { CountedKind } from "../components/gateway/limitsReport";
import { type Azure, inTurn } from "./inPlace";
import { comesWith } from "./others";

/** What a service has beside the stack's own. */
export interface OthersInService {
    readonly counts: Readonly<Record<CountedKind, number>>;
    /** How many APIs of others each of the products has. */
    readonly inProducts: Readonly<Record<string, number>>;
}

/** The collections of a service, by the kind that they have. Operations are below APIs. */
const collections: Readonly<Record<Exclude<CountedKind, "operations">, string>> = {
    APIs: "apis",
    products: "products",
    subscriptions: "subscriptions",
    "named values": "namedValues",
    tags: "tags",
    backends: "backends",
    "version sets": "apiVersionSets",
    "policy fragments": "policyFragments",
};

/**
 * Counts what a service has that the stack does not want, the operations of all revisions included. One call for each
 * collection, and two or more for each API of others. A service that does not exist has nothing.
 *
 * @param service its Azure resource id
 * @param own ids of what the stack wants, in lower case
 * @param products identifiers of the products that the stack publishes in
 * @throws {AzureError}
 */
export async function othersInService(
    service: string,
    own: ReadonlySet<string>,
    products: readonly string[],
    azure: Pick<Azure, "list">,
): Promise<OthersInService> {
    const othersOf = async (collection: string) => {
        const entities = await azure.list(`${service}/${collection}`, apiManagement);
        return entities.filter(
            (entity) =>
                !own.has(`${service}/${collection}/${String(entity.name)}`.toLowerCase()) &&
                !(collection === "subscriptions" && comesWith(own, entity)),
        );
    };
    const found = await inTurn(Object.entries(collections), async ([kind, collection]) => ({
        kind: kind as CountedKind,
        others: await othersOf(collection),
    }));
    const counts = Object.fromEntries(found.map(({ kind, others }) => [kind, others.length]));
    const apis = found.find(({ kind }) => kind === "APIs")!.others.map(({ name }) => `${service}/apis/${String(name)}`);
    const operations = await inTurn(apis, (api) => operationsOf(api, azure));
    const inProducts = await inTurn(products, async (product) => {
        return [product, (await othersOf(`products/${product}/apiLinks`)).length] as const;
    });
    return {
        counts: {
            ...counts,
            operations: operations.reduce((sum, count) => sum + count, 0),
        } as OthersInService["counts"],
        inProducts: Object.fromEntries(inProducts),
    };
}

/** Of the current revision and of the others: each has operations of its own. */
async function operationsOf(api: string, azure: Pick<Azure, "list">): Promise<number> {
    const revisions = await azure.list(`${api}/revisions`, apiManagement);
    const beside = revisions.filter(({ isCurrent }) => isCurrent === false);
    const places = [api, ...beside.map(({ apiRevision }) => `${api};rev=${String(apiRevision)}`)];
    const counts = await Promise.all(places.map((place) => azure.list(`${place}/operations`, apiManagement)));
    return counts.reduce((sum, { length }) => sum + length, 0);
}
