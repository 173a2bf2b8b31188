import { ArmError, notImplemented } from "../kernel/armError";
import type { ControlPlane } from "../kernel/controlPlane";
import { methodNotAllowed } from "../kernel/entities";
import { isManagedIdentity } from "./managedIdentities";
import { ArmAnswer, ArmRequest, record } from "../kernel/resourceType";
import { requireVersion } from "../kernel/resourceVersions";
import type { Entity, Store } from "../kernel/store";

const type = "Microsoft.Authorization/roleAssignments";
const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** The data action of Azure that reads a secret of a vault. */
export const readSecret = "Microsoft.KeyVault/vaults/secrets/getSecret/action";

const ofSecrets = "Microsoft.KeyVault/vaults/secrets";

/** The data actions of Azure on a vault's secrets, by what they do. */
export const secretActions = {
    read: readSecret,
    readMetadata: `${ofSecrets}/readMetadata/action`,
    set: `${ofSecrets}/setSecret/action`,
    delete: `${ofSecrets}/delete`,
    recover: `${ofSecrets}/recover/action`,
    purge: `${ofSecrets}/purge/action`,
} as const;

/** The data actions of Azure that use Azure AI services. */
export const useCognitiveServices = "Microsoft.CognitiveServices/*";

/** Built-in roles by the last segment of their definition's id, with the data actions that matter here. */
const roles: Readonly<Record<string, readonly string[]>> = {
    "4633458b-17de-408a-b874-0445c86b69e6": [readSecret, secretActions.readMetadata], // Key Vault Secrets User
    "b86a8fe4-44ce-4948-aee5-eccb2c155cd7": Object.values(secretActions), // Key Vault Secrets Officer
    "00482a5a-887f-4fb3-b363-3b7fe8e74483": Object.values(secretActions), // Key Vault Administrator
    "21090545-7ca7-4776-b22c-e363652d74d2": [secretActions.readMetadata], // Key Vault Reader
    "a97b65f3-24c7-4388-baec-2e87135dc908": [useCognitiveServices], // Cognitive Services User
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": [], // Owner
    "b24988ac-6180-42a0-ab88-20f7382dd24c": [], // Contributor
    "acdd72a7-3385-48ef-bd42-f606fba81ae7": [], // Reader
    "312a565d-c81f-4fd8-895a-4e21e48d571c": [], // API Management Service Contributor
    "71522526-b88f-4d52-b57f-d31fc3546d0d": [], // API Management Service Reader Role
};

/**
 * Whether a role that allows the data action is assigned to the principal, on the scope or anywhere above it.
 *
 * @param since milliseconds since 1970: assignments after it have not taken effect yet. @default all have
 */
export function isAllowed(
    store: Store,
    principalId: string,
    dataAction: string,
    scope: string,
    since = Infinity,
): boolean {
    return (
        assignmentsOf(store, principalId, scope)
            // One that does not say when it was made has taken effect long ago.
            .filter(({ properties }) => !(Date.parse(String(properties.createdOn)) > since))
            .some(({ properties }) => roleOf(properties)?.includes(dataAction))
    );
}

/** What is assigned to the principal on the scope and anywhere above it. */
function assignmentsOf(store: Store, principalId: string | undefined, scope: string): Entity[] {
    const above = scope.split("/").map((_, index, segments) => segments.slice(0, index + 1).join("/"));
    return above
        .filter((ancestor) => ancestor !== "")
        .flatMap((ancestor) => assignmentsAt(store, ancestor))
        .filter(({ properties }) => properties.principalId === principalId);
}

/** Serves `{scope}/providers/Microsoft.Authorization/permissions`: what who asks may do there, an entry for each role. */
export function servePermissions(
    plane: ControlPlane,
    scope: string,
    name: string | undefined,
    request: ArmRequest,
): ArmAnswer {
    requireVersion(request, "Microsoft.Authorization/permissions", ["2022-04-01"]);
    if (request.method !== "GET" || name !== undefined) throw methodNotAllowed(request);
    checkScope(plane, scope);
    const entry = (actions: readonly string[], dataActions: readonly string[]) => {
        return { actions, notActions: [], dataActions, notDataActions: [] };
    };
    const assigned = assignmentsOf(plane.store, request.objectId, scope);
    const value = [
        entry(request.actions ?? ["*"], []),
        ...assigned.map(({ properties }) => entry([], roleOf(properties) ?? [])),
    ];
    return { status: 200, body: { value } };
}

/** Serves `{scope}/providers/Microsoft.Authorization/roleAssignments`. */
export function serveRoleAssignment(
    plane: ControlPlane,
    scope: string,
    name: string | undefined,
    request: ArmRequest,
): ArmAnswer {
    requireVersion(request, type, ["2022-04-01"]);
    checkScope(plane, scope);
    if (name === undefined) {
        if (request.method !== "GET") throw methodNotAllowed(request);
        const value = listed(plane.store, scope, request.query.get("$filter")).map(shown);
        return { status: 200, body: { value } };
    }
    const id = `${scope}/providers/${type}/${name}`;
    const existing = plane.store.get(id);
    switch (request.method) {
        case "GET":
            if (existing) return { status: 200, body: shown(existing) };
            throw new ArmError(404, "RoleAssignmentNotFound", `The role assignment '${name}' is not found.`);
        case "PUT":
            return put(plane, scope, id, name, existing, request);
        case "DELETE":
            if (!existing) return { status: 204 };
            plane.store.delete(id);
            return { status: 200, body: shown(existing) };
        default:
            throw methodNotAllowed(request);
    }
}

/**
 * What the list at a scope shows: assignments at, above and below it, or those of them that the filter names (Microsoft
 * Learn, "List Azure role assignments using the REST API"). No principal is in a group here.
 */
function listed(store: Store, scope: string, filter: string | null): Entity[] {
    const conditions = (filter ?? "").split(/\s+and\s+/i).filter((condition) => condition !== "");
    const tests = conditions.map((condition): ((assignment: Entity) => boolean) => {
        if (/^atScope\(\)$/i.test(condition)) return ({ properties }) => isWithin(scope, String(properties.scope));
        const [, ofPrincipal, assignedTo] =
            /^(?:principalId eq '?([0-9a-f-]{36})'?|assignedTo\('([0-9a-f-]{36})'\))$/i.exec(condition) ?? [];
        const principalId = (ofPrincipal ?? assignedTo)?.toLowerCase();
        if (principalId === undefined) throw notImplemented(`the $filter expression ${JSON.stringify(filter)}`);
        return ({ properties }) => properties.principalId === principalId;
    });
    return store
        .children("", type)
        .filter(({ properties: { scope: at } }) => isWithin(scope, String(at)) || isWithin(String(at), scope))
        .filter((assignment) => tests.every((test) => test(assignment)));
}

/** Whether a scope is another one, or below it. */
function isWithin(scope: string, other: string): boolean {
    return `${scope}/`.toLowerCase().startsWith(`${other}/`.toLowerCase());
}

function put(
    plane: ControlPlane,
    scope: string,
    id: string,
    name: string,
    existing: Entity | undefined,
    request: ArmRequest,
): ArmAnswer {
    if (!guid.test(name)) {
        const message = `The role assignment ID '${name}' is not valid. The role assignment ID must be a GUID.`;
        throw new ArmError(400, "InvalidRoleAssignmentId", message);
    }
    const {
        principalId,
        roleDefinitionId,
        principalType = "User",
        description,
    } = record(record(request.body).properties);
    const asked = { principalId: String(principalId).toLowerCase(), roleDefinitionId: String(roleDefinitionId) };
    if (!roleOf(asked)) {
        const message = `The specified role definition with ID '${lastSegment(asked.roleDefinitionId)}' does not exist.`;
        throw new ArmError(404, "RoleDefinitionDoesNotExist", message);
    }
    checkPrincipal(plane, asked.principalId, String(principalType));
    if (existing) {
        if (!isSame(existing, asked)) {
            const message = "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.";
            throw new ArmError(400, "RoleAssignmentUpdateNotPermitted", message);
        }
    } else if (assignmentsAt(plane.store, scope).some((other) => isSame(other, asked))) {
        throw new ArmError(409, "RoleAssignmentExists", "The role assignment already exists.");
    }
    const updatedOn = plane.timestamp();
    const properties = {
        ...asked,
        principalType,
        scope,
        ...(description !== undefined && { description }),
        createdOn: existing?.properties.createdOn ?? updatedOn,
        updatedOn,
    };
    const saved = plane.save({ id: existing?.id ?? id, type, name, envelope: {}, properties, secrets: {} });
    return { status: existing ? 200 : 201, body: shown(saved) };
}

/** A resource that exists, or a secret of a vault that does: those are no resources of their own here. */
function checkScope(plane: ControlPlane, scope: string): void {
    const resource = scope.replace(/(\/providers\/Microsoft\.KeyVault\/vaults\/[^/]+)\/secrets\/[^/]+$/i, "$1");
    const isSubscription = resource.toLowerCase() === `/subscriptions/${plane.subscriptionId}`.toLowerCase();
    if (isSubscription || plane.store.get(resource)) return;
    const message = `The Resource '${resource.split("/providers/").at(-1)}' was not found.`;
    throw new ArmError(404, "ResourceNotFound", message);
}

function checkPrincipal(plane: ControlPlane, principalId: string, principalType: string): void {
    const known = isManagedIdentity(plane, principalId) || plane.tenant?.hasPrincipal(principalId);
    if (!known) {
        const message =
            `Principal ${principalId} does not exist in the directory ${plane.tenantId}. Check that you have the ` +
            "correct principal ID.";
        throw new ArmError(400, "PrincipalNotFound", message);
    }
    // All that the emulator knows are service principals; azure-native's default is "User".
    if (principalType === "ServicePrincipal") return;
    const message =
        `The PrincipalId '${principalId}' has type 'ServicePrincipal', which is different from specified PrincipalType ` +
        `'${principalType}'.`;
    throw new ArmError(400, "UnmatchedPrincipalType", message);
}

function assignmentsAt(store: Store, scope: string): Entity[] {
    const wanted = scope.toLowerCase();
    return store.children(scope, type).filter(({ properties }) => String(properties.scope).toLowerCase() === wanted);
}

function isSame({ properties }: Entity, asked: { principalId: string; roleDefinitionId: string }): boolean {
    const roleOfOther = lastSegment(String(properties.roleDefinitionId));
    return properties.principalId === asked.principalId && roleOfOther === lastSegment(asked.roleDefinitionId);
}

function roleOf({ roleDefinitionId }: { roleDefinitionId?: unknown }): readonly string[] | undefined {
    return roles[lastSegment(String(roleDefinitionId))];
}

function lastSegment(id: string): string {
    return id.slice(id.lastIndexOf("/") + 1).toLowerCase();
}

function shown({ id, name, properties }: Entity): object {
    return { id, name, type, properties };
}
