import { keyGuardName } from "../components/gateway/keyGuard";
import type { ServiceSettings } from "../settings/settings";
import type { SavedState } from "./savedState";

/**
 * The service under the names that the stack was deployed with. To Azure, names in another case are the same; azure-native
 * replaces everything in a service whose name changes its case, and other names are made from these.
 *
 * @param gateway logical name of the gateway
 */
export function asDeployed(service: ServiceSettings, gateway: string, state: SavedState): ServiceSettings {
    const guard = state.ofType("KeyGuard").find(({ urn }) => urn.endsWith(`::${keyGuardName(gateway)}`));
    const { serviceName, resourceGroup } = guard?.outputs ?? {};
    return {
        ...service,
        name: spelled(service.name, serviceName),
        ...(service.resourceGroup && { resourceGroup: spelled(service.resourceGroup, resourceGroup) }),
    };
}

/** @param deployed what the state has; a state of an earlier version has none */
function spelled(name: string, deployed: unknown): string {
    return typeof deployed === "string" && deployed.toLowerCase() === name.toLowerCase() ? deployed : name;
}
