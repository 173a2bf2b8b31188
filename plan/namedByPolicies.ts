import { AzureError } from "../azure/azureError";
import { apiManagement } from "../azure/armApiVersions";
import type { Entity } from "../azure/resourceManager";
import type { PlannedGateway } from "../components/gateway/plannedGateway";
import { idOfService, type ServicePlace } from "../components/wanted";
import type { OwnPolicies, OwnPolicy } from "../settings/policies";
import type { Azure, Located } from "./inPlace";
import type { Problem } from "./refusal";
import type { SavedState } from "./savedState";

/** What the settings name of the service. */
interface Named {
    /** Identifier or display name. */
    readonly name: string;
    /** Where it is named first. */
    readonly setting: string;
}

/** Each once: endpoints have the stack's policies too. */
function namedBy(
    { endpoints, ofEndpoints, products = [] }: PlannedGateway,
    namesIn: (policy: OwnPolicy) => readonly string[],
    isOne: (one: string, other: string) => boolean,
): Named[] {
    const namedIn = (setting: string, policies: OwnPolicies = {}): Named[] =>
        Object.entries(policies).flatMap(([section, entries]) =>
            entries.flatMap((policy) =>
                namesIn(policy).map((name) => ({
                    name,
                    setting: `${setting}.${section}${policy.file ? ` (${policy.file.path})` : ""}`,
                })),
            ),
        );
    const all = [
        ...namedIn("serving-gateway:policies", ofEndpoints?.policies),
        ...endpoints.flatMap(({ name, policies }) => namedIn(`endpoint "${name}": policies`, policies)),
        ...products.flatMap(({ name, policies }) => namedIn(`product "${name}": policies`, policies)),
    ];
    return all.filter(({ name }, index) => all.findIndex((other) => isOne(other.name, name)) === index);
}

/**
 * What policies of the platform team name and the service does not have: policy fragments, named values in files, and backends that check content. The
 * service is read only where the settings name one: what is there can be gone by the next deployment.
 *
 * @param wanted what the stack declares
 * @throws {AzureError} the service cannot be read
 */
export async function readNamedByPolicies(
    settings: PlannedGateway,
    wanted: readonly Located[],
    place: ServicePlace,
    state: SavedState,
    azure: Azure,
): Promise<Problem[]> {
    const service = idOfService(place);
    const fragments = namedBy(settings, ({ file, fragment }) => (file ? [] : [fragment]), isSame);
    const values = namedBy(
        settings,
        ({ file }) => file?.namedValues ?? [],
        (one, other) => one === other,
    );
    return [
        ...(await missingFragments(fragments, `${service}/policyFragments`, state, azure)),
        ...(await missingValues(values, `${service}/namedValues`, wanted, state, azure)),
        ...(await missingBackends(settings, `${service}/backends`, wanted, state, azure)),
    ];
}

async function missingFragments(named: readonly Named[], collection: string, state: SavedState, azure: Azure) {
    if (named.length === 0) return [];
    const entities = await azure.list(collection, apiManagement);
    return named.flatMap(({ name: fragment, setting }): Problem[] => {
        if (state.withId(`${collection}/${fragment}`)) {
            return [
                `${setting}: the policy fragment "${fragment}" is a part of the gateway's own policies, which include ` +
                    "it already. Name another one",
            ];
        }
        if (entities.some(({ name }) => isSame(name, fragment))) return [];
        return [
            `${setting}: the API Management service has no policy fragment "${fragment}". Correct the name, or create ` +
                "the fragment first",
        ];
    });
}

/** Azure finds named values by their display names, with case. Those that the deploying identity cannot read are not checked. */
async function missingValues(
    named: readonly Named[],
    collection: string,
    wanted: readonly Located[],
    state: SavedState,
    azure: Azure,
): Promise<Problem[]> {
    const own = new Set(
        wanted.filter(({ type }) => type.endsWith(":NamedValue")).map(({ shown }) => shown.displayName),
    );
    const others = named.filter(({ name }) => !own.has(name));
    if (others.length === 0) return [];
    const entities = await azure.list(collection, apiManagement).catch((error: unknown) => {
        if (error instanceof AzureError && error.status === 403) return undefined;
        throw error;
    });
    const there = staying(entities, collection, wanted, state)?.map(
        ({ properties }) => (properties as { displayName?: unknown } | undefined)?.displayName,
    );
    return others
        .filter(({ name }) => there && !there.includes(name))
        .map(
            ({ name, setting }) =>
                `${setting}: neither the API Management service nor the stack has a named value "${name}". Correct ` +
                `{{${name}}}, or create the named value first`,
        );
}

/** Backends that lead to Azure AI Content Safety: the stack has none of its own. */
async function missingBackends(
    { endpoints, ofEndpoints }: PlannedGateway,
    collection: string,
    wanted: readonly Located[],
    state: SavedState,
    azure: Azure,
) {
    const named = [
        ["serving-gateway:contentSafety", ofEndpoints?.contentSafety] as const,
        ...endpoints.map((each) => [`endpoint "${each.name}": contentSafety`, each.contentSafety] as const),
    ].flatMap(([setting, settings]) => (settings ? [{ setting, name: settings.backend }] : []));
    if (named.length === 0) return [];
    const entities = staying(await azure.list(collection, apiManagement), collection, wanted, state)!;
    return named
        .filter(({ name }, index) => named.findIndex((other) => isSame(other.name, name)) === index)
        .filter(({ name }) => !entities.some((entity) => isSame(entity.name, name)))
        .map(
            ({ name, setting }): Problem =>
                `${setting}.backend: the API Management service has no backend "${name}". Correct the name, or create a ` +
                "backend that leads to Azure AI Content Safety",
        );
}

/** What of a collection this deployment does not delete: Azure refuses to, once policies name it. */
function staying(
    entities: readonly Entity[] | undefined,
    collection: string,
    wanted: readonly Located[],
    state: SavedState,
): readonly Entity[] | undefined {
    const kept = new Set(wanted.map(({ id }) => id.toLowerCase()));
    return entities?.filter(({ name }) => {
        const id = `${collection}/${String(name)}`;
        return state.withId(id) === undefined || kept.has(id.toLowerCase());
    });
}

function isSame(one: unknown, other: string): boolean {
    return String(one).toLowerCase() === other.toLowerCase();
}
