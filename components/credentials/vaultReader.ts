import * as authorization from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import type { GatewayService } from "../gateway/gatewayService";
import { type Registered, type ServicePlace, want, type Wanted } from "../wanted";

/** Gives one of the service's identities, its own by default, the role to read secrets of a vault; once for each pair. */
export type VaultReader = (vaultId: string, identityClientId?: string) => authorization.RoleAssignment;

/** Built-in role "Key Vault Secrets User": reads secrets, and nothing else of a vault. */
const secretsUser = "4633458b-17de-408a-b874-0445c86b69e6";

/**
 * Gives the service's identity the role that reads a vault's secrets, once for each vault and identity.
 *
 * @param name of the gateway
 */
export function vaultReader(name: string, service: GatewayService, parent: pulumi.Resource): VaultReader {
    const made = new Map<string, authorization.RoleAssignment>();
    return (vaultId, identityClientId) => {
        // A second assignment of the same would be refused.
        const logicalName = vaultReaderName(name, vaultId, identityClientId);
        const role = made.get(logicalName) ?? assignment(logicalName, vaultId, identityClientId, service, parent);
        made.set(logicalName, role);
        return role;
    };
}

/** Logical name of the role assignment that a `VaultReader` declares. Names of vaults are unique in all of Azure. */
function vaultReaderName(name: string, vaultId: string, identityClientId?: string): string {
    const vault = vaultId.slice(vaultId.lastIndexOf("/") + 1).toLowerCase();
    return [name, "reads", vault, ...(identityClientId ? [identityClientId] : [])].join("-");
}

/** The role assignment that a `VaultReader` declares. @param name as `vaultReader` has it */
export function wantedVaultReader(
    name: string,
    { resourceGroupName, serviceName }: ServicePlace,
    vaultId: string,
    identityClientId: string | undefined,
    parents: readonly Registered[],
): Wanted {
    const roleAssignmentName = nameBasedUuid([vaultId, resourceGroupName, serviceName, identityClientId ?? ""]);
    return want(
        "authorization:RoleAssignment",
        vaultReaderName(name, vaultId, identityClientId),
        parents,
        { scope: vaultId, roleAssignmentName },
        { principalType: "ServicePrincipal", roleDefinitionId: roleOn(vaultId) },
    );
}

function roleOn(vaultId: string): string {
    const subscription = vaultId.split("/").slice(0, 3).join("/");
    return `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${secretsUser}`;
}

function assignment(
    logicalName: string,
    vaultId: string,
    identityClientId: string | undefined,
    service: GatewayService,
    parent: pulumi.Resource,
): authorization.RoleAssignment {
    const place = pulumi.all([service.resourceGroupName, service.serviceName]);
    return new authorization.RoleAssignment(
        logicalName,
        {
            scope: vaultId,
            principalId: service.principalId(identityClientId),
            principalType: "ServicePrincipal",
            roleDefinitionId: roleOn(vaultId),
            roleAssignmentName: place.apply((names) => nameBasedUuid([vaultId, ...names, identityClientId ?? ""])),
        },
        { parent },
    );
}

/** The same names give the same id, so that a preview knows it (RFC 9562, version 8). */
function nameBasedUuid(names: readonly string[]): string {
    const hash = createHash("sha256").update(names.join("\n").toLowerCase()).digest("hex");
    return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
