/** Where Azure keeps a resource of azure-native, and what of it a GET shows. */
export interface AzurePlace {
    /** Path of the resource, with the names of inputs in braces. */
    readonly path: string;
    readonly apiVersion: string;
    /** It belongs to another resource of the program, which is made before it. */
    readonly part?: true;
    /** Inputs that no GET shows. */
    readonly hidden?: readonly string[];
    /** Whether the collection that it is in can be read as a whole. */
    readonly listed: boolean;
    /** Too much would be lost with it: people delete it, no program. */
    readonly kept?: true;
}

const group = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}";
const service = `${group}/providers/Microsoft.ApiManagement/service/{serviceName}`;

function inService(path: string, more: Partial<AzurePlace> = {}): AzurePlace {
    return { path: `${service}/${path}`, apiVersion: "2024-05-01", listed: true, ...more };
}

const link = { part: true } as const;
/** There is one, which has one name. */
const single = { part: true, listed: false } as const;

/** Every type of azure-native that the program declares. */
const places: Readonly<Record<string, AzurePlace>> = {
    "resources:ResourceGroup": { path: group, apiVersion: "2024-03-01", listed: false, kept: true },
    "apimanagement:ApiManagementService": inService("", { listed: false, kept: true }),
    "apimanagement:Api": inService("apis/{apiId}", { hidden: ["format", "value", "sourceApiId"] }),
    "apimanagement:ApiDiagnostic": inService("apis/{apiId}/diagnostics/{diagnosticId}", single),
    "apimanagement:ApiPolicy": inService("apis/{apiId}/policies/{policyId}", single),
    "apimanagement:ApiVersionSet": inService("apiVersionSets/{versionSetId}"),
    "apimanagement:Backend": inService("backends/{backendId}"),
    "apimanagement:Group": inService("groups/{groupId}"),
    "apimanagement:Logger": inService("loggers/{loggerId}", { hidden: ["credentials"] }),
    "apimanagement:NamedValue": inService("namedValues/{namedValueId}", { hidden: ["value"] }),
    "apimanagement:Product": inService("products/{productId}"),
    "apimanagement:ProductApiLink": inService("products/{productId}/apiLinks/{apiLinkId}", link),
    "apimanagement:ProductGroupLink": inService("products/{productId}/groupLinks/{groupLinkId}", link),
    "apimanagement:ProductPolicy": inService("products/{productId}/policies/{policyId}", single),
    "apimanagement:Subscription": inService("subscriptions/{sid}"),
    "apimanagement:Tag": inService("tags/{tagId}"),
    "apimanagement:TagApiLink": inService("tags/{tagId}/apiLinks/{apiLinkId}", link),
    "applicationinsights:Workbook": {
        path: `${group}/providers/Microsoft.Insights/workbooks/{resourceName}`,
        apiVersion: "2023-06-01",
        listed: false,
        hidden: ["serializedData"],
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

/** Id of the resource that these inputs make. */
export function idOf({ path }: AzurePlace, inputs: Readonly<Record<string, unknown>>): string {
    return path.replace(/\{(\w+)\}/g, (_, name: string) => String(inputs[name])).replace(/\/$/, "");
}

/** Inputs that say where the resource is, as opposed to what it is. */
export function namesIn({ path }: AzurePlace): string[] {
    return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
}
