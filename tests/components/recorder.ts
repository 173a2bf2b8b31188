import * as pulumi from "@pulumi/pulumi";
import type { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { packed } from "../../json/documentInState";

/** A resource as the program declared it. */
export interface Declared {
    readonly type: string;
    readonly name: string;
    readonly inputs: Record<string, any>;
    /** Logical names of the resources that it waits for. */
    readonly after: readonly string[];
}

/** What the dynamic provider answers for any endpoint; the provider itself is tested beside this. */
export const served = {
    document: '{"openapi":"3.0.3"}',
    documentHash: "0".repeat(64),
    description: "Predicts churn.",
    metadata: "Owner: ml@contoso.example",
    task: "",
    endpointId: "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    serviceUrl: "https://adb-1.2.azuredatabricks.net/serving-endpoints/churn",
    authorizationDetails: "",
    warnings: [],
};

/** As the state has it. */
const kept = () => ({ ...served, document: undefined, __document: packed(served.document) });

/** A document of an endpoint that models can call as a tool. */
export const callable = JSON.stringify({
    openapi: "3.0.3",
    info: { title: "churn", description: "Tells who may leave" },
    paths: {
        "/invocations": {
            post: {
                operationId: "invoke",
                summary: "Get predictions",
                requestBody: { content: { "application/json": { schema: { type: "object" } } } },
            },
        },
    },
});

/** Outputs that Azure adds to what the program said, by type; a type that is not here is not expected. */
const outputs: Record<string, (inputs: Record<string, any>) => Record<string, unknown>> = {
    "azure-native:resources:ResourceGroup": (inputs) => ({ name: inputs.resourceGroupName }),
    "azure-native:apimanagement:ApiManagementService": (inputs) => ({
        name: inputs.serviceName,
        identity: inputs.identity && { ...inputs.identity, principalId: "principal-of-the-service" },
        gatewayUrl: `https://${inputs.serviceName}.azure-api.net`,
        hostnameConfigurations: inputs.hostnameConfigurations ?? [],
    }),
    "azure-native:apimanagement:NamedValue": (inputs) => ({ name: inputs.namedValueId }),
    "azure-native:apimanagement:Backend": (inputs) => ({ name: inputs.backendId }),
    "azure-native:apimanagement:Api": (inputs) => ({ name: inputs.apiId }),
    "azure-native:apimanagement:ApiVersionSet": (inputs) => ({ name: inputs.versionSetId }),
    "azure-native:apimanagement:Logger": (inputs) => ({ name: inputs.loggerId }),
    "azure-native:apimanagement:ApiDiagnostic": (inputs) => ({ name: inputs.diagnosticId }),
    "azure-native:applicationinsights:Workbook": (inputs) => ({ name: inputs.resourceName }),
    "azure-native:monitor:ActionGroup": (inputs) => ({ name: inputs.actionGroupName }),
    "azure-native:monitor:ScheduledQueryRule": (inputs) => ({ name: inputs.ruleName }),
    "azure-native:apimanagement:ApiPolicy": () => ({ name: "policy" }),
    "azure-native:apimanagement:PolicyFragment": () => ({}),
    "azure-native:apimanagement:Group": (inputs) => ({ name: inputs.groupId }),
    "azure-native:apimanagement:Product": (inputs) => ({ name: inputs.productId }),
    "azure-native:apimanagement:ProductApiLink": (inputs) => ({ name: inputs.apiLinkId }),
    "azure-native:apimanagement:ProductGroupLink": (inputs) => ({ name: inputs.groupLinkId }),
    "azure-native:apimanagement:ProductPolicy": () => ({ name: "policy" }),
    "azure-native:apimanagement:Tag": (inputs) => ({ name: inputs.tagId }),
    "azure-native:apimanagement:TagApiLink": (inputs) => ({ name: inputs.apiLinkId }),
    "azure-native:apimanagement:Subscription": (inputs) => ({ name: inputs.sid }),
    "azure-native:authorization:RoleAssignment": (inputs) => ({ name: inputs.roleAssignmentName }),
    "pulumi:providers:databricks": () => ({}),
    "databricks:index/token:Token": () => ({ tokenValue: "minted-marker", expiryTime: Date.now() + 90 * 86_400_000 }),
    "databricks:index/servicePrincipal:ServicePrincipal": () => ({}),
    // An endpoint whose name says so is a chat.
    "pulumi-nodejs:dynamic/serving-gateway:EndpointSpec": ({ endpoint }) =>
        String(endpoint).startsWith("chat")
            ? { ...kept(), task: "llm/v1/chat", serviceUrl: served.serviceUrl.replace("churn", endpoint) }
            : kept(),
    "pulumi-nodejs:dynamic/serving-gateway:LlmLog": () => ({}),
    "pulumi-nodejs:dynamic/serving-gateway:ApiCenterEntry": () => ({}),
    "pulumi-nodejs:dynamic/serving-gateway:BearerKeys": () => ({ isShown: true }),
    "pulumi-nodejs:dynamic/serving-gateway:McpServer": () => ({}),
    "pulumi-nodejs:dynamic/serving-gateway:EndpointSelection": () => ({}),
    "pulumi-nodejs:dynamic/serving-gateway:KeyGuard": () => ({}),
    "pulumi-nodejs:dynamic/serving-gateway:KeyRotation": () => ({ current: "secondary" }),
    "pulumi-nodejs:dynamic/serving-gateway:KeySecrets": () => ({}),
    "pulumi-nodejs:dynamic/serving-gateway:ProductCleanup": () => ({}),
    "pulumi-nodejs:dynamic/serving-gateway:VaultProbe": () => ({}),
    "pulumi-nodejs:dynamic/serving-gateway:ServicePurge": () => ({}),
    "pulumi-nodejs:dynamic/serving-gateway:EndpointGrant": () => ({ before: "" }),
    "pulumi-nodejs:dynamic/serving-gateway:EndpointGrantCall": () => ({}),
};

/** The service that exists, as Azure shows it. */
export const existingService = {
    sku: { name: "Developer", capacity: 1 },
    identity: {
        type: "SystemAssigned, UserAssigned",
        principalId: "principal-of-the-service",
        userAssignedIdentities: {
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-gateway": {
                clientId: "5f0c1a2b-0000-4000-8000-000000000000",
                principalId: "principal-of-id-gateway",
            },
        },
    },
};

const functions: Record<string, (inputs: Record<string, any>) => Record<string, unknown>> = {
    "azure-native:apimanagement:getApiManagementService": (inputs) => ({
        ...existingService,
        id: `/id/of/${inputs.serviceName}`,
        gatewayUrl: `https://${inputs.serviceName}.azure-api.net`,
    }),
    "azure-native:applicationinsights:getComponent": () => ({
        connectionString: "InstrumentationKey=connection-marker",
        location: "northeurope",
    }),
    "azure-native:authorization:getClientConfig": () => ({ subscriptionId: "00000000-0000-4000-8000-00000000000a" }),
    "azure-native:apimanagement:listSubscriptionSecrets": () => ({
        primaryKey: "key-marker",
        secondaryKey: "second-key-marker",
    }),
    "pulumi-nodejs:dynamic:configured": () => {
        throw new Error("unknown function pulumi-nodejs:dynamic:configured");
    },
};

/**
 * Stands in for the engine: records every resource, and throws on a resource or a function that no test expects.
 *
 * @param preview as the engine runs the program to show what would change
 * @param latencyOf how long a resource takes until it is made, or a function until it answers. @default no time
 */
export function record(
    preview: boolean,
    latencyOf: (type: string, name: string) => Promise<unknown> = async () => undefined,
): { declared: Declared[]; invoked: string[] } {
    const declared: Declared[] = [];
    let after: readonly string[] = [];
    const invoked: string[] = [];
    pulumi.runtime.setMocks(
        {
            newResource: async ({ type, name, inputs, id }) => {
                declared.push({ type, name, inputs, after });
                await latencyOf(type, name);
                if (type.startsWith("serving-gateway:index:")) return { id: undefined, state: {} };
                const more = outputs[type];
                if (!more) throw new Error(`unexpected resource ${type} "${name}"`);
                return { id: id || `/id/of/${name}`, state: { ...inputs, ...more(inputs) } };
            },
            call: async ({ token, inputs }) => {
                invoked.push(token);
                await latencyOf(token, "");
                const answer = functions[token];
                if (!answer) throw new Error(`unexpected function ${token}`);
                return answer(inputs);
            },
        },
        "serving-gateway",
        "test",
        preview,
    );
    // Mocks are not told of dependencies. Registering calls them before it waits for anything.
    const monitor = pulumi.runtime.getMonitor() as unknown as MockMonitor;
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, callback) => {
        after = request.getDependenciesList().map((urn: string) => urn.split("::").at(-1)!);
        return register(request, callback);
    };
    return { declared, invoked };
}

/** The value of an output that is known. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
    return new Promise((resolve) => output.apply(resolve));
}
