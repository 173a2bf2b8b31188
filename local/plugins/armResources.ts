import type { PropertyMap } from "./plugin";

/** How one azure-native resource becomes ARM calls. Names are those of the SDK unless they are renamed. */
export interface ArmResource {
    /**
     * Path template; its parameters are inputs, and a changed one means another resource. The last one is the name.
     * `{scope}` stands for the id of any other resource.
     */
    readonly path: string;
    readonly apiVersion: string;
    /** Inputs that stand beside `properties` in the body. */
    readonly envelope: readonly string[];
    /** Inputs that stand under `properties` in the body. */
    readonly properties: readonly string[];
    /** SDK name -> REST name under `properties`, where they differ. */
    readonly renames: Readonly<Record<string, string>>;
    /** Inputs that go into the query of the PUT. */
    readonly query: readonly string[];
    readonly required: readonly string[];
    /** Inputs that no GET shows, or that a GET shows under another name: never outputs, so their drift is invisible. */
    readonly writeOnly: readonly string[];
    /** Inputs whose values no message may show. */
    readonly sensitive: readonly string[];
    /**
     * Members within inputs that the service fills in, e.g. `identity.principalId`; `*` is any key. They are outputs
     * that a preview does not know.
     */
    readonly computed: readonly string[];
    /** Inputs beside the path parameters that cannot be changed in place. */
    readonly forceNew: readonly string[];
    /** Which calls are long-running operations. */
    readonly async: { readonly put: boolean; readonly delete: boolean };
    /** Without a name, azure-native gives top-level resources a random suffix and children the logical name as it is. */
    readonly autoName: "random" | "copy";
    /** False where the response is not flattened: its `properties` are an output of that name. */
    readonly flattened: boolean;
    /** False where the PUT has no body. */
    readonly hasBody: boolean;
    /** A resource that exists from birth can be created while it still looks like this (SDK names). */
    readonly birthState?: PropertyMap;
}

const APIM_VERSION = "2024-05-01";
const RESOURCES_VERSION = "2024-03-01";

const RESOURCE_GROUP = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}";
const SERVICE = `${RESOURCE_GROUP}/providers/Microsoft.ApiManagement/service/{serviceName}`;
const API = `${SERVICE}/apis/{apiId}`;

function child(path: string, properties: readonly string[], particulars: Partial<ArmResource> = {}): ArmResource {
    return {
        path,
        apiVersion: APIM_VERSION,
        envelope: [],
        properties,
        renames: {},
        query: [],
        required: [],
        writeOnly: [],
        sensitive: [],
        computed: [],
        forceNew: [],
        async: { put: false, delete: false },
        autoName: "copy",
        flattened: true,
        hasBody: true,
        ...particulars,
    };
}

function policy(scope: string, particulars: Partial<ArmResource> = {}): ArmResource {
    return child(`${scope}/policies/{policyId}`, ["format", "value"], { required: ["value"], ...particulars });
}

const DIAGNOSTIC = [
    "alwaysLog",
    "backend",
    "frontend",
    "httpCorrelationProtocol",
    "logClientIp",
    "loggerId",
    "metrics",
    "operationNameFormat",
    "sampling",
    "verbosity",
];

/**
 * The global policy as a service is born with it. azure-native creates its `Policy` only over exactly this text
 * (provider/pkg/openapi/defaults/defaultResourcesState.go), so that nobody's policy is adopted unseen.
 */
const BIRTH_POLICY = [
    "<!--",
    "    IMPORTANT:",
    "    - Policy elements can appear only within the <inbound>, <outbound>, <backend> section elements.",
    "    - Only the <forward-request> policy element can appear within the <backend> section element.",
    "    - To apply a policy to the incoming request (before it is forwarded to the backend service), place a corresponding policy element within the <inbound> section element.",
    "    - To apply a policy to the outgoing response (before it is sent back to the caller), place a corresponding policy element within the <outbound> section element.",
    "    - To add a policy position the cursor at the desired insertion point and click on the round button associated with the policy.",
    "    - To remove a policy, delete the corresponding policy statement from the policy document.",
    "    - Policies are applied in the order of their appearance, from the top down.",
    "-->",
    "<policies>",
    "\t<inbound></inbound>",
    "\t<backend>",
    "\t\t<forward-request />",
    "\t</backend>",
    "\t<outbound></outbound>",
    "</policies>",
].join("\r\n");

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
            // Azure refuses to change them: RoleAssignmentUpdateNotPermitted.
            forceNew: ["principalId", "roleDefinitionId"],
        },
    ),
    "azure-native:apimanagement:ApiManagementService": child(
        SERVICE,
        [
            "additionalLocations",
            "apiVersionConstraint",
            "certificates",
            "configurationApi",
            "customProperties",
            "developerPortalStatus",
            "disableGateway",
            "enableClientCertificate",
            "hostnameConfigurations",
            "legacyPortalStatus",
            "natGatewayState",
            "notificationSenderEmail",
            "privateEndpointConnections",
            "publicIpAddressId",
            "publicNetworkAccess",
            "publisherEmail",
            "publisherName",
            "restore",
            "virtualNetworkConfiguration",
            "virtualNetworkType",
        ],
        {
            envelope: ["identity", "location", "sku", "tags", "zones"],
            required: ["location", "publisherEmail", "publisherName", "sku"],
            sensitive: ["certificates", "hostnameConfigurations"],
            computed: [
                "identity.principalId",
                "identity.tenantId",
                "identity.userAssignedIdentities.*.clientId",
                "identity.userAssignedIdentities.*.principalId",
            ],
            forceNew: ["location"],
            async: { put: true, delete: true },
            autoName: "random",
        },
    ),
    "azure-native:apimanagement:Api": child(
        API,
        [
            "apiRevision",
            "apiRevisionDescription",
            "apiType",
            "apiVersion",
            "apiVersionDescription",
            "apiVersionSet",
            "apiVersionSetId",
            "authenticationSettings",
            "contact",
            "description",
            "displayName",
            "format",
            "isCurrent",
            "license",
            "path",
            "protocols",
            "serviceUrl",
            "soapApiType",
            "sourceApiId",
            "subscriptionKeyParameterNames",
            "subscriptionRequired",
            "termsOfServiceUrl",
            "translateRequiredQueryParametersConduct",
            "value",
            "wsdlSelector",
        ],
        {
            renames: {
                apiType: "type",
                soapApiType: "apiType",
                translateRequiredQueryParametersConduct: "translateRequiredQueryParameters",
            },
            required: ["path"],
            writeOnly: ["format", "soapApiType", "translateRequiredQueryParametersConduct", "value", "wsdlSelector"],
            async: { put: true, delete: true },
        },
    ),
    "azure-native:apimanagement:ApiOperation": child(
        `${API}/operations/{operationId}`,
        [
            "description",
            "displayName",
            "method",
            "policies",
            "request",
            "responses",
            "templateParameters",
            "urlTemplate",
        ],
        { required: ["displayName", "method", "urlTemplate"] },
    ),
    "azure-native:apimanagement:Policy": policy(SERVICE, { birthState: { format: "xml", value: BIRTH_POLICY } }),
    "azure-native:apimanagement:ApiPolicy": policy(API),
    "azure-native:apimanagement:ApiOperationPolicy": policy(`${API}/operations/{operationId}`),
    "azure-native:apimanagement:ProductPolicy": policy(`${SERVICE}/products/{productId}`),
    "azure-native:apimanagement:NamedValue": child(
        `${SERVICE}/namedValues/{namedValueId}`,
        ["displayName", "keyVault", "secret", "tags", "value"],
        {
            required: ["displayName"],
            sensitive: ["value"],
            computed: ["keyVault.lastStatus"],
            async: { put: true, delete: false },
        },
    ),
    "azure-native:apimanagement:Backend": child(
        `${SERVICE}/backends/{backendId}`,
        [
            "circuitBreaker",
            "credentials",
            "description",
            "pool",
            "properties",
            "protocol",
            "proxy",
            "resourceId",
            "title",
            "tls",
            "type",
            "url",
        ],
        // The output `type` is the resource's own, not the backend's.
        { writeOnly: ["type"], sensitive: ["credentials", "proxy"] },
    ),
    "azure-native:apimanagement:Product": child(
        `${SERVICE}/products/{productId}`,
        [
            "approvalRequired",
            "description",
            "displayName",
            "state",
            "subscriptionRequired",
            "subscriptionsLimit",
            "terms",
        ],
        { required: ["displayName"] },
    ),
    "azure-native:apimanagement:ProductApi": child(`${SERVICE}/products/{productId}/apis/{apiId}`, [], {
        renames: { apiType: "type" },
        hasBody: false,
    }),
    "azure-native:apimanagement:Subscription": child(
        `${SERVICE}/subscriptions/{sid}`,
        ["allowTracing", "displayName", "ownerId", "primaryKey", "scope", "secondaryKey", "state"],
        {
            query: ["appType", "notify"],
            required: ["displayName", "scope"],
            writeOnly: ["primaryKey", "secondaryKey"],
            sensitive: ["primaryKey", "secondaryKey"],
        },
    ),
    "azure-native:apimanagement:Tag": child(`${SERVICE}/tags/{tagId}`, ["displayName"], { required: ["displayName"] }),
    "azure-native:apimanagement:Logger": child(
        `${SERVICE}/loggers/{loggerId}`,
        ["credentials", "description", "isBuffered", "loggerType", "resourceId"],
        { required: ["loggerType"], sensitive: ["credentials"] },
    ),
    "azure-native:apimanagement:Diagnostic": child(`${SERVICE}/diagnostics/{diagnosticId}`, DIAGNOSTIC, {
        required: ["loggerId"],
    }),
    "azure-native:apimanagement:ApiDiagnostic": child(`${API}/diagnostics/{diagnosticId}`, DIAGNOSTIC, {
        required: ["loggerId"],
    }),
    "azure-native:apimanagement:ApiVersionSet": child(
        `${SERVICE}/apiVersionSets/{versionSetId}`,
        ["description", "displayName", "versionHeaderName", "versionQueryName", "versioningScheme"],
        { required: ["displayName", "versioningScheme"] },
    ),
};

/** A function of the SDK: a GET of a resource, or a POST of an action below one. */
export interface ArmFunction {
    readonly resource: string;
    /** Last segment of a POST; without it the function reads the resource. */
    readonly action?: string;
}

export const ARM_FUNCTIONS: Readonly<Record<string, ArmFunction>> = {
    "azure-native:resources:getResourceGroup": { resource: "azure-native:resources:ResourceGroup" },
    "azure-native:apimanagement:getApiManagementService": {
        resource: "azure-native:apimanagement:ApiManagementService",
    },
    "azure-native:managedidentity:getUserAssignedIdentity": {
        resource: "azure-native:managedidentity:UserAssignedIdentity",
    },
    "azure-native:apimanagement:getApi": { resource: "azure-native:apimanagement:Api" },
    "azure-native:apimanagement:listNamedValue": {
        resource: "azure-native:apimanagement:NamedValue",
        action: "listValue",
    },
    "azure-native:apimanagement:listSubscriptionSecrets": {
        resource: "azure-native:apimanagement:Subscription",
        action: "listSecrets",
    },
};
