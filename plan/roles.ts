import { apiManagement } from "../azure/armApiVersions";
import type { Entity } from "../azure/resourceManager";
import { placeOf } from "../components/azurePlaces";
import type { ServiceIdentity } from "../components/gateway/existingService";
import { principalOf } from "../components/gateway/gatewayService";
import type { PlannedGateway } from "../components/gateway/plannedGateway";
import { credentialFrom } from "../components/credentials/methods";
import { idOfService, type ServicePlace } from "../components/wanted";
import { quote } from "../databricks/quote";
import type { Azure, Located } from "./inPlace";
import { type Problem, ways } from "./refusal";
import type { SavedState } from "./savedState";

const roleAssignment = "authorization:RoleAssignment";

/**
 * Roles on key vaults that the stack wants to assign and that the service's identity has there already, by an assignment
 * of another name: Azure refuses a second one (`RoleAssignmentExists`). A service that does not exist has no identity yet.
 *
 * @param name of the gateway
 * @param created what the state does not have
 * @throws {AzureError} the service or a vault's role assignments cannot be read
 */
export async function readRoles(
    name: string,
    { workspaces, credential, endpoints }: PlannedGateway,
    created: readonly Located[],
    place: ServicePlace,
    state: SavedState,
    azure: Azure,
): Promise<Problem[]> {
    const roles = created.filter(({ type }) => type === `azure-native:${roleAssignment}`);
    if (roles.length === 0) return [];
    const { identity } = ((await azure.get(idOfService(place), apiManagement)) ?? {}) as { identity?: ServiceIdentity };
    const settings = [credential, ...[...workspaces.values(), ...endpoints].map((each) => each.credential)];
    const credentials = settings.flatMap((each) => (each ? credentialFrom(each) : []));
    const problems = roles.map(async (role): Promise<Problem[]> => {
        const reads = credentials.find((each) =>
            each.wanted?.({ gateway: name, service: place, parents: [] }).some((wanted) => wanted.name === role.name),
        );
        const principalId = principalOf(identity, reads?.identity?.clientId);
        return principalId === "" ? [] : problemsOf(role, principalId, state, azure);
    });
    return (await Promise.all(problems)).flat();
}

async function problemsOf(role: Located, principalId: string, state: SavedState, azure: Azure): Promise<Problem[]> {
    const scope = role.at.scope!;
    const collection = role.id.slice(0, role.id.lastIndexOf("/"));
    const filter = { $filter: `principalId eq '${principalId}'` };
    const listed = await azure.list(collection, placeOf(role.type)!.apiVersion, filter);
    const same = listed.find((entity) => isSame(entity, scope, principalId, String(role.shown.roleDefinitionId)));
    if (!same || sameText(String(same.id), role.id)) return [];
    const whose = state.withId(String(same.id))
        ? "which the stack keeps until the end of this deployment"
        : "which is not in the stack's state";
    return [
        `the service's identity (${quote(principalId)}) already has the role to read secrets of ${scope}, and ` +
            `Azure allows only one such assignment: ${quote(String(same.id))}, ${whose}\n` +
            `    If it belongs to somebody else: ${ways[roleAssignment]}`,
    ];
}

/** The list has assignments above and below the scope too. Definitions are named with and without a subscription. */
function isSame({ properties }: Entity, scope: string, principalId: string, roleDefinitionId: string): boolean {
    const there = (properties ?? {}) as Record<string, unknown>;
    const lastOf = (id: string) => id.slice(id.lastIndexOf("/") + 1);
    return (
        sameText(String(there.scope), scope) &&
        sameText(String(there.principalId), principalId) &&
        sameText(lastOf(String(there.roleDefinitionId)), lastOf(roleDefinitionId))
    );
}

function sameText(one: string, other: string): boolean {
    return one.toLowerCase() === other.toLowerCase();
}
