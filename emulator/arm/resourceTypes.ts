import { apiReleases } from "./resources/apiReleases";
import { revisions } from "./resources/apiRevisions";
import { apis, operations, schemas } from "./resources/apis";
import { apiVersionSets } from "./resources/apiVersionSets";
import { backends } from "./resources/backends";
import { diagnostics } from "./resources/diagnostics";
import { groups, productGroups } from "./resources/groups";
import { links } from "./resources/links";
import { tools } from "./resources/mcpServers";
import { loggers } from "./resources/loggers";
import { namedValues } from "./resources/namedValues";
import { policies } from "./resources/policies";
import { policyFragments } from "./resources/policyFragments";
import { productApis, products, productSubscriptions } from "./resources/products";
import type { ControlPlane } from "./kernel/controlPlane";
import { apiService, ArmAnswer, ArmRequest, ResourceType } from "./kernel/resourceType";
import type { Entity } from "./kernel/store";
import { serveActionGroup, serveScheduledQueryRule } from "./resources/alerts";
import { serveComponent, serveWorkbook } from "./resources/insights";
import { servePermissions, serveRoleAssignment } from "./resources/roleAssignments";
import { subscriptions } from "./resources/subscriptions";
import { tags, tagsOf } from "./resources/tags";
import { serveUserAssignedIdentity, systemAssignedIdentity } from "./resources/userAssignedIdentities";
import { groupUsers, users } from "./resources/users";
import { serveVault } from "./resources/vaults";

/** Serves one resource of a group, or without a name all of its type. */
type ServeInGroup = (plane: ControlPlane, group: Entity, name: string | undefined, request: ArmRequest) => ArmAnswer;

/** What stands in a resource group beside services, by its type in lower case. */
export const inGroups: Readonly<Record<string, ServeInGroup>> = {
    "microsoft.insights/actiongroups": serveActionGroup,
    "microsoft.insights/components": serveComponent,
    "microsoft.insights/scheduledqueryrules": serveScheduledQueryRule,
    "microsoft.insights/workbooks": serveWorkbook,
    "microsoft.keyvault/vaults": serveVault,
    "microsoft.managedidentity/userassignedidentities": serveUserAssignedIdentity,
};

/** Serves a resource below any other one. @param scope id of that one */
type ServeExtension = (plane: ControlPlane, scope: string, name: string | undefined, request: ArmRequest) => ArmAnswer;

/** What stands below any other resource, by its type in lower case. */
export const extensions: Readonly<Record<string, ServeExtension>> = {
    "microsoft.authorization/permissions": servePermissions,
    "microsoft.authorization/roleassignments": serveRoleAssignment,
    "microsoft.managedidentity/identities": systemAssignedIdentity,
};

/** Everything below a service that the emulator serves; any other type is answered with 501. */
export const resourceTypes: readonly ResourceType[] = [
    apis,
    operations,
    schemas,
    tools,
    tagsOf(apis.type),
    revisions,
    apiReleases,
    policies(apiService, "service"),
    policies(apis.type, "api"),
    policies(operations.type, "operation"),
    policies(products.type, "product"),
    policyFragments,
    namedValues,
    backends,
    products,
    productApis,
    productGroups,
    productSubscriptions,
    tagsOf(products.type),
    subscriptions,
    tags,
    ...links,
    groups,
    users,
    groupUsers,
    apiVersionSets,
    loggers,
    diagnostics(apiService),
    diagnostics(apis.type),
];
