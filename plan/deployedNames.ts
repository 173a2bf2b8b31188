import { keyGuardName } from "../components/gateway/keyGuard";
import type { ServiceSettings } from "../settings/settings";
import type { Problem } from "./refusal";
import type { SavedState } from "./savedState";

/**
 * The service under the names that the stack was deployed with. To Azure, names in another case are the same; azure-native
 * replaces everything in a service whose name changes its case, and other names are made from these.
 *
 * @param gateway logical name of the gateway
 */
export function asDeployed(service: ServiceSettings, gateway: string, state: SavedState): ServiceSettings {
    const { serviceName, resourceGroup } = namesIn(state, gateway);
    return {
        ...service,
        name: spelled(service.name, serviceName),
        ...(service.resourceGroup && { resourceGroup: spelled(service.resourceGroup, resourceGroup) }),
    };
}

/**
 * A prefix in another case than that of the deployed names. To Azure, the names are the same, and azure-native replaces what
 * has them.
 *
 * @param gateway logical name of the gateway
 */
export function prefixProblems(namePrefix: string, gateway: string, state: SavedState): Problem[] {
    const deployed = spelled(namePrefix, namesIn(state, gateway).namePrefix);
    if (deployed === namePrefix) return [];
    return [
        `serving-gateway:namePrefix is "${namePrefix}", and the stack is deployed with "${deployed}", which is the same to ` +
            "Azure: every API would be replaced, and the keys of callers would stop working\n" +
            `    Set serving-gateway:namePrefix to "${deployed}"`,
    ];
}

/** What the stack was deployed with. Nothing before the first deployment has ended. */
function namesIn(state: SavedState, gateway: string): Readonly<Record<string, unknown>> {
    return state.ofType("KeyGuard").find(({ urn }) => urn.endsWith(`::${keyGuardName(gateway)}`))?.outputs ?? {};
}

/** @param deployed what the state has; a state of an earlier version has none */
function spelled(name: string, deployed: unknown): string {
    return typeof deployed === "string" && deployed.toLowerCase() === name.toLowerCase() ? deployed : name;
}
