import { apiManagement } from "../azure/armApiVersions";
import type { PlannedGateway } from "../components/gateway/plannedGateway";
import { idOfService, type ServicePlace } from "../components/wanted";
import type { OwnPolicies } from "../settings/policies";
import type { Azure } from "./inPlace";
import type { Problem } from "./refusal";
import type { SavedState } from "./savedState";

/** A policy fragment that the settings name. */
interface Named {
    readonly fragment: string;
    /** Where it is named first. */
    readonly setting: string;
}

/** Each fragment once: endpoints have the stack's too. */
function namedFragments({ endpoints, ofEndpoints }: PlannedGateway): Named[] {
    const all = [
        ...namedIn("serving-gateway:policies", ofEndpoints?.policies),
        ...endpoints.flatMap(({ name, policies }) => namedIn(`endpoint "${name}": policies`, policies)),
    ];
    return all.filter(({ fragment }, index) => all.findIndex((other) => isSame(other.fragment, fragment)) === index);
}

function namedIn(setting: string, policies: OwnPolicies = {}): Named[] {
    return Object.entries(policies).flatMap(([section, entries]) =>
        entries.map(({ fragment }) => ({ fragment, setting: `${setting}.${section}` })),
    );
}

/**
 * Policy fragments that the settings name and that the service does not have, or that the stack writes itself. The service is
 * read only where the settings name one: what is there can be gone by the next deployment.
 *
 * @throws {AzureError} the service's fragments cannot be read
 */
export async function readNamedFragments(
    settings: PlannedGateway,
    place: ServicePlace,
    state: SavedState,
    azure: Azure,
): Promise<Problem[]> {
    const named = namedFragments(settings);
    if (named.length === 0) return [];
    const collection = `${idOfService(place)}/policyFragments`;
    const entities = await azure.list(collection, apiManagement);
    return named.flatMap(({ fragment, setting }) => {
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

function isSame(one: unknown, other: string): boolean {
    return String(one).toLowerCase() === other.toLowerCase();
}
