import { APIM_RESOURCES } from "./apimResources";
import { type ArmResource, child, RESOURCE_GROUP } from "./armResource";
import { COMPONENT, INSIGHTS_RESOURCES } from "./insightsResources";

const RESOURCES_VERSION = "2024-03-01";

/** The resources that the stand-in knows, by type token. Source: the SDK's inputs and outputs, ARM's specification. */
export const ARM_RESOURCES: Readonly<Record<string, ArmResource>> = {
    "azure-native:resources:ResourceGroup": child(RESOURCE_GROUP, [], {
        apiVersion: RESOURCES_VERSION,
        envelope: ["location", "managedBy", "tags"],
        required: ["location"],
        forceNew: ["location"],
        async: { put: false, delete: true },
        autoName: "random",
        flattened: false,
    }),
    "azure-native:managedidentity:UserAssignedIdentity": child(
        `${RESOURCE_GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}`,
        [],
        {
            apiVersion: "2023-01-31",
            envelope: ["location", "tags"],
            forceNew: ["location"],
            autoName: "random",
        },
    ),
    "azure-native:authorization:RoleAssignment": child(
        "{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
        [
            "condition",
            "conditionVersion",
            "delegatedManagedIdentityResourceId",
            "description",
            "principalId",
            "principalType",
            "roleDefinitionId",
        ],
        {
            apiVersion: "2022-04-01",
            required: ["principalId", "roleDefinitionId"],
            // A new role is put in place, although Azure refuses that: RoleAssignmentUpdateNotPermitted.
            forceNew: ["principalId"],
            autoName: "uuid",
        },
    ),
    ...APIM_RESOURCES,
    ...INSIGHTS_RESOURCES,
};

/** A function of the SDK: a GET of a resource, or a POST of an action below one. */
export interface ArmFunction {
    readonly resource: ArmResource;
    /** Last segment of a POST; without it the function reads the resource. */
    readonly action?: string;
}

function known(token: string): ArmResource {
    const resource = ARM_RESOURCES[token];
    if (resource === undefined) throw new Error(`a function of ${token}, which is not in the table`);
    return resource;
}

/** Every function of azure-native that the stand-in knows, by its token. */
export const ARM_FUNCTIONS: Readonly<Record<string, ArmFunction>> = {
    "azure-native:resources:getResourceGroup": { resource: known("azure-native:resources:ResourceGroup") },
    "azure-native:apimanagement:getApiManagementService": {
        resource: known("azure-native:apimanagement:ApiManagementService"),
    },
    "azure-native:managedidentity:getUserAssignedIdentity": {
        resource: known("azure-native:managedidentity:UserAssignedIdentity"),
    },
    "azure-native:applicationinsights:getComponent": { resource: COMPONENT },
    "azure-native:apimanagement:getApi": { resource: known("azure-native:apimanagement:Api") },
    "azure-native:apimanagement:listNamedValue": {
        resource: known("azure-native:apimanagement:NamedValue"),
        action: "listValue",
    },
    "azure-native:apimanagement:listSubscriptionSecrets": {
        resource: known("azure-native:apimanagement:Subscription"),
        action: "listSecrets",
    },
};
