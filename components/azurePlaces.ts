/** Where Azure keeps a resource of azure-native. */
export interface AzurePlace {
    /** Path of the resource, with the names of inputs in braces. */
    readonly path: string;
    readonly apiVersion: string;
    /** Whether the collection that it is in can be read as a whole. */
    readonly listed: boolean;
}

const group = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}";
const service = `${group}/providers/Microsoft.ApiManagement/service/{serviceName}`;

function inService(path: string, listed = true): AzurePlace {
    return { path: `${service}/${path}`, apiVersion: "2024-05-01", listed };
}

/** There is one below its parent, which has one name. */
const single = false;

/** Every type of azure-native that the program declares. */
const places: Readonly<Record<string, AzurePlace>> = {
    "resources:ResourceGroup": { path: group, apiVersion: "2024-03-01", listed: false },
    "apimanagement:ApiManagementService": inService("", false),
    "apimanagement:Api": inService("apis/{apiId}"),
    "apimanagement:ApiDiagnostic": inService("apis/{apiId}/diagnostics/{diagnosticId}", single),
    "apimanagement:ApiPolicy": inService("apis/{apiId}/policies/{policyId}", single),
    "apimanagement:ApiVersionSet": inService("apiVersionSets/{versionSetId}"),
    "apimanagement:Backend": inService("backends/{backendId}"),
    "apimanagement:Group": inService("groups/{groupId}"),
    "apimanagement:Logger": inService("loggers/{loggerId}"),
    "apimanagement:NamedValue": inService("namedValues/{namedValueId}"),
    "apimanagement:PolicyFragment": inService("policyFragments/{id}"),
    "apimanagement:Product": inService("products/{productId}"),
    "apimanagement:ProductApiLink": inService("products/{productId}/apiLinks/{apiLinkId}"),
    "apimanagement:ProductGroupLink": inService("products/{productId}/groupLinks/{groupLinkId}"),
    "apimanagement:ProductPolicy": inService("products/{productId}/policies/{policyId}", single),
    "apimanagement:Subscription": inService("subscriptions/{sid}"),
    "apimanagement:Tag": inService("tags/{tagId}"),
    "apimanagement:TagApiLink": inService("tags/{tagId}/apiLinks/{apiLinkId}"),
    "applicationinsights:Workbook": {
        path: `${group}/providers/Microsoft.Insights/workbooks/{resourceName}`,
        apiVersion: "2023-06-01",
        listed: false,
    },
    "monitor:ActionGroup": {
        path: `${group}/providers/Microsoft.Insights/actionGroups/{actionGroupName}`,
        apiVersion: "2024-10-01-preview",
        listed: false,
    },
    "monitor:ScheduledQueryRule": {
        path: `${group}/providers/Microsoft.Insights/scheduledQueryRules/{ruleName}`,
        apiVersion: "2025-01-01-preview",
        listed: false,
    },
    "authorization:RoleAssignment": {
        path: "{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
        apiVersion: "2022-04-01",
        listed: false,
    },
};

/** @param type as the engine names it, e.g. `azure-native:apimanagement:Api` */
export function placeOf(type: string): AzurePlace | undefined {
    return places[type.replace(/^azure-native:/, "")];
}
