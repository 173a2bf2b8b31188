import { type ArmResource, child, RESOURCE_GROUP } from "./armResource";

const SERVICE = `${RESOURCE_GROUP}/providers/Microsoft.ApiManagement/service/{serviceName}`;
const API = `${SERVICE}/apis/{apiId}`;

function policy(scope: string, particulars: Partial<ArmResource> = {}): ArmResource {
    return child(`${scope}/policies/{policyId}`, ["format", "value"], {
        required: ["value"],
        defaults: { format: "xml" },
        ...particulars,
    });
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

/** The rows of API Management. Source: the SDK's inputs and outputs, ARM's specification. */
export const APIM_RESOURCES: Readonly<Record<string, ArmResource>> = {
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
            computed: [
                "identity.principalId",
                "identity.tenantId",
                "identity.userAssignedIdentities.*.clientId",
                "identity.userAssignedIdentities.*.principalId",
            ],
            forceNew: ["location"],
            defaults: {
                developerPortalStatus: "Enabled",
                disableGateway: false,
                enableClientCertificate: false,
                legacyPortalStatus: "Enabled",
                natGatewayState: "Disabled",
                restore: false,
                virtualNetworkType: "None",
            },
            identifiers: { additionalLocations: ["location", "sku"], hostnameConfigurations: ["hostName", "type"] },
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
    "azure-native:apimanagement:PolicyFragment": child(
        `${SERVICE}/policyFragments/{id}`,
        ["description", "format", "value"],
        {
            required: ["value"],
            async: { put: true, delete: false },
        },
    ),
    "azure-native:apimanagement:NamedValue": child(
        `${SERVICE}/namedValues/{namedValueId}`,
        ["displayName", "keyVault", "secret", "tags", "value"],
        {
            required: ["displayName"],
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
        { writeOnly: ["type"] },
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
        readMethod: "HEAD",
    }),
    "azure-native:apimanagement:ProductApiLink": child(
        `${SERVICE}/products/{productId}/apiLinks/{apiLinkId}`,
        ["apiId"],
        { required: ["apiId"] },
    ),
    "azure-native:apimanagement:ProductGroupLink": child(
        `${SERVICE}/products/{productId}/groupLinks/{groupLinkId}`,
        ["groupId"],
        { required: ["groupId"] },
    ),
    // The output `type` is the resource's own, not the group's.
    "azure-native:apimanagement:Group": child(
        `${SERVICE}/groups/{groupId}`,
        ["description", "displayName", "externalId", "type"],
        { required: ["displayName"], writeOnly: ["type"] },
    ),
    "azure-native:apimanagement:ProductGroup": child(`${SERVICE}/products/{productId}/groups/{groupId}`, [], {
        hasBody: false,
        readMethod: "HEAD",
    }),
    "azure-native:apimanagement:Subscription": child(
        `${SERVICE}/subscriptions/{sid}`,
        ["allowTracing", "displayName", "ownerId", "primaryKey", "scope", "secondaryKey", "state"],
        {
            query: ["appType", "notify"],
            required: ["displayName", "scope"],
            writeOnly: ["primaryKey", "secondaryKey"],
        },
    ),
    "azure-native:apimanagement:Tag": child(`${SERVICE}/tags/{tagId}`, ["displayName"], { required: ["displayName"] }),
    "azure-native:apimanagement:TagApiLink": child(`${SERVICE}/tags/{tagId}/apiLinks/{apiLinkId}`, ["apiId"], {
        required: ["apiId"],
    }),
    "azure-native:apimanagement:TagByApi": child(`${API}/tags/{tagId}`, [], { hasBody: false }),
    "azure-native:apimanagement:Logger": child(
        `${SERVICE}/loggers/{loggerId}`,
        ["credentials", "description", "isBuffered", "loggerType", "resourceId"],
        { required: ["loggerType"] },
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
