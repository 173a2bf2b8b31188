import { ArmError, notImplemented } from "../kernel/armError";
import type { ControlPlane } from "../kernel/controlPlane";
import { ArmAnswer, ArmRequest } from "../kernel/resourceType";
import { requireVersion } from "../kernel/resourceVersions";
import type { Entity, Store } from "../kernel/store";

const keyVault = "Microsoft.KeyVault/vaults";

const versions = ["2023-02-01", "2023-07-01", "2024-11-01", "2025-05-01", "2026-02-01"];

/** Puts a vault that works with role assignments into the subscription. */
export function seedVault(store: Store, id: string, location: string, tenantId: string, vaultUri: string): Entity {
    const sku = { family: "A", name: "standard" };
    const vault: Entity = {
        id,
        type: keyVault,
        name: id.slice(id.lastIndexOf("/") + 1),
        envelope: { location, tags: {} },
        properties: { sku, tenantId, vaultUri, enableRbacAuthorization: true, provisioningState: "Succeeded" },
        secrets: {},
        etag: "",
    };
    store.set(vault);
    return vault;
}

/** Shows a vault; the emulator makes and deletes none by request. */
export function serveVault(
    plane: ControlPlane,
    group: Entity,
    name: string | undefined,
    request: ArmRequest,
): ArmAnswer {
    requireVersion(request, keyVault, versions);
    if (request.method !== "GET" || name === undefined)
        throw notImplemented(`${request.method} of the resource type '${keyVault}'`);
    const vault = plane.store.get(`${group.id}/providers/${keyVault}/${name}`);
    if (!vault) {
        const message = `The Resource '${keyVault}/${name}' under resource group '${group.name}' was not found.`;
        throw new ArmError(404, "ResourceNotFound", message);
    }
    const { id, type, envelope, properties } = vault;
    return { status: 200, body: { id, name: vault.name, type, ...envelope, properties } };
}
