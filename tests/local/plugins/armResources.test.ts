import assert from "node:assert/strict";
import * as apimanagement from "@pulumi/azure-native/apimanagement";
import { Workbook } from "@pulumi/azure-native/applicationinsights/workbook";
import { ActionGroup } from "@pulumi/azure-native/monitor/actionGroup";
import { ScheduledQueryRule } from "@pulumi/azure-native/monitor/scheduledQueryRule";
import { RoleAssignment } from "@pulumi/azure-native/authorization/roleAssignment";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity";
import { ResourceGroup } from "@pulumi/azure-native/resources";
import { createCertificate } from "../../../emulator/certificate";
import { startTenant } from "../../../emulator/identity/tenant";
import { ARM_RESOURCES } from "../../../local/plugins/armResources";
import { pathParameters } from "../../../local/plugins/armShape";
import { AzureNative } from "../../../local/plugins/azureNative";
import { type PropertyMap, UNKNOWN } from "../../../local/plugins/plugin";
import { about, AT_SERVICE, GROUP, SERVICE, startFixture, SUBSCRIPTION, type Fixture } from "./azureNativeFixture";

/** One example for each resource of the table: inputs beside the path of the service, and the PUT that they become. */
const EXAMPLES: Readonly<Record<string, { inputs: PropertyMap; path: string; body: unknown; query?: string }>> = {
    ResourceGroup: {
        inputs: { location: "westeurope", tags: { team: "data" } },
        path: GROUP,
        body: { location: "westeurope", tags: { team: "data" } },
        query: "?api-version=2024-03-01",
    },
    UserAssignedIdentity: {
        inputs: { resourceName: "id-gateway", location: "westeurope", tags: { team: "data" } },
        path: `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-gateway`,
        body: { location: "westeurope", tags: { team: "data" } },
        query: "?api-version=2023-01-31",
    },
    RoleAssignment: {
        inputs: { scope: SERVICE, roleAssignmentName: "r", principalId: "p", roleDefinitionId: "d" },
        path: `${SERVICE}/providers/Microsoft.Authorization/roleAssignments/r`,
        body: { properties: { principalId: "p", roleDefinitionId: "d" } },
        query: "?api-version=2022-04-01",
    },
    ApiManagementService: {
        inputs: { location: "westeurope", sku: { name: "Consumption", capacity: 0 }, publisherName: "Contoso" },
        path: SERVICE,
        body: {
            location: "westeurope",
            sku: { name: "Consumption", capacity: 0 },
            properties: { publisherName: "Contoso" },
        },
    },
    Api: {
        inputs: {
            apiId: "churn;rev=2",
            apiType: "http",
            soapApiType: "http",
            path: "models/churn",
            serviceUrl: "https://example.org",
            subscriptionKeyParameterNames: { header: "Key", query: "key" },
            translateRequiredQueryParametersConduct: "query",
        },
        path: `${SERVICE}/apis/churn%3Brev%3D2`,
        body: {
            properties: {
                type: "http",
                apiType: "http",
                path: "models/churn",
                serviceUrl: "https://example.org",
                subscriptionKeyParameterNames: { header: "Key", query: "key" },
                translateRequiredQueryParameters: "query",
            },
        },
    },
    ApiOperation: {
        inputs: { apiId: "a", operationId: "o", displayName: "O", method: "POST", urlTemplate: "/x" },
        path: `${SERVICE}/apis/a/operations/o`,
        body: { properties: { displayName: "O", method: "POST", urlTemplate: "/x" } },
    },
    Policy: {
        inputs: { policyId: "policy", format: "rawxml", value: "<policies/>" },
        path: `${SERVICE}/policies/policy`,
        body: { properties: { format: "rawxml", value: "<policies/>" } },
    },
    ApiPolicy: {
        inputs: { apiId: "a", policyId: "policy", format: "rawxml", value: "<policies/>" },
        path: `${SERVICE}/apis/a/policies/policy`,
        body: { properties: { format: "rawxml", value: "<policies/>" } },
    },
    ApiOperationPolicy: {
        inputs: { apiId: "a", operationId: "o", policyId: "policy", value: "<policies/>" },
        path: `${SERVICE}/apis/a/operations/o/policies/policy`,
        body: { properties: { value: "<policies/>" } },
    },
    ProductPolicy: {
        inputs: { productId: "p", policyId: "policy", value: "<policies/>" },
        path: `${SERVICE}/products/p/policies/policy`,
        body: { properties: { value: "<policies/>" } },
    },
    PolicyFragment: {
        inputs: { id: "dev-call", format: "xml", value: "<fragment />", description: "The call" },
        path: `${SERVICE}/policyFragments/dev-call`,
        body: { properties: { format: "xml", value: "<fragment />", description: "The call" } },
    },
    NamedValue: {
        inputs: { namedValueId: "n", displayName: "pat", secret: true, value: "v", tags: ["x"] },
        path: `${SERVICE}/namedValues/n`,
        body: { properties: { displayName: "pat", secret: true, value: "v", tags: ["x"] } },
    },
    Backend: {
        inputs: { backendId: "b", type: "Single", url: "https://example.org", protocol: "http" },
        path: `${SERVICE}/backends/b`,
        body: { properties: { type: "Single", url: "https://example.org", protocol: "http" } },
    },
    Product: {
        inputs: { productId: "p", displayName: "P", subscriptionRequired: true },
        path: `${SERVICE}/products/p`,
        body: { properties: { displayName: "P", subscriptionRequired: true } },
    },
    ProductApi: {
        inputs: { productId: "p", apiId: "a" },
        path: `${SERVICE}/products/p/apis/a`,
        body: undefined,
    },
    Subscription: {
        inputs: { sid: "s", scope: "/apis/a", displayName: "S", notify: false, primaryKey: "k".repeat(8) },
        path: `${SERVICE}/subscriptions/s`,
        body: { properties: { scope: "/apis/a", displayName: "S", primaryKey: "k".repeat(8) } },
        query: "?api-version=2024-05-01&notify=false",
    },
    Tag: {
        inputs: { tagId: "t", displayName: "T" },
        path: `${SERVICE}/tags/t`,
        body: { properties: { displayName: "T" } },
    },
    Logger: {
        inputs: { loggerId: "l", loggerType: "applicationInsights", credentials: { instrumentationKey: "key" } },
        path: `${SERVICE}/loggers/l`,
        body: { properties: { loggerType: "applicationInsights", credentials: { instrumentationKey: "key" } } },
    },
    Diagnostic: {
        inputs: { diagnosticId: "applicationinsights", loggerId: "/loggers/l", alwaysLog: "allErrors" },
        path: `${SERVICE}/diagnostics/applicationinsights`,
        body: { properties: { loggerId: "/loggers/l", alwaysLog: "allErrors" } },
    },
    ApiDiagnostic: {
        inputs: { apiId: "a", diagnosticId: "applicationinsights", loggerId: "/loggers/l" },
        path: `${SERVICE}/apis/a/diagnostics/applicationinsights`,
        body: { properties: { loggerId: "/loggers/l" } },
    },
    ApiVersionSet: {
        inputs: { versionSetId: "v", displayName: "V", versioningScheme: "Segment" },
        path: `${SERVICE}/apiVersionSets/v`,
        body: { properties: { displayName: "V", versioningScheme: "Segment" } },
    },
    Group: {
        inputs: { groupId: "g", displayName: "G", type: "custom" },
        path: `${SERVICE}/groups/g`,
        body: { properties: { displayName: "G", type: "custom" } },
    },
    ProductGroup: {
        inputs: { productId: "p", groupId: "g" },
        path: `${SERVICE}/products/p/groups/g`,
        body: undefined,
    },
    ProductApiLink: {
        inputs: { productId: "p", apiLinkId: "l", apiId: `${SERVICE}/apis/a` },
        path: `${SERVICE}/products/p/apiLinks/l`,
        body: { properties: { apiId: `${SERVICE}/apis/a` } },
    },
    ProductGroupLink: {
        inputs: { productId: "p", groupLinkId: "l", groupId: `${SERVICE}/groups/g` },
        path: `${SERVICE}/products/p/groupLinks/l`,
        body: { properties: { groupId: `${SERVICE}/groups/g` } },
    },
    TagApiLink: {
        inputs: { tagId: "t", apiLinkId: "l", apiId: `${SERVICE}/apis/a` },
        path: `${SERVICE}/tags/t/apiLinks/l`,
        body: { properties: { apiId: `${SERVICE}/apis/a` } },
    },
    TagByApi: {
        inputs: { apiId: "a", tagId: "t" },
        path: `${SERVICE}/apis/a/tags/t`,
        body: undefined,
    },
    Workbook: {
        inputs: {
            resourceName: "w",
            location: "westeurope",
            kind: "shared",
            category: "workbook",
            displayName: "W",
            serializedData: "{}",
        },
        path: `${GROUP}/providers/Microsoft.Insights/workbooks/w`,
        body: {
            location: "westeurope",
            kind: "shared",
            properties: { category: "workbook", displayName: "W", serializedData: "{}" },
        },
        query: "?api-version=2023-06-01",
    },
    ScheduledQueryRule: {
        inputs: { ruleName: "r", location: "westeurope", kind: "LogAlert", severity: 1, scopes: ["/s"] },
        path: `${GROUP}/providers/Microsoft.Insights/scheduledQueryRules/r`,
        body: { location: "westeurope", kind: "LogAlert", properties: { severity: 1, scopes: ["/s"] } },
        query: "?api-version=2025-01-01-preview",
    },
    ActionGroup: {
        inputs: { actionGroupName: "a", location: "Global", groupShortName: "ag", enabled: true },
        path: `${GROUP}/providers/Microsoft.Insights/actionGroups/a`,
        body: { location: "Global", properties: { groupShortName: "ag", enabled: true } },
        query: "?api-version=2024-10-01-preview",
    },
};

const CLIENT_CONFIG = "azure-native:authorization:getClientConfig";

const CLASSES = {
    ...apimanagement,
    ResourceGroup,
    RoleAssignment,
    UserAssignedIdentity,
    Workbook,
    ScheduledQueryRule,
    ActionGroup,
};

function typeName(token: string): string {
    return token.split(":").at(-1) ?? "";
}

describe("the stand-in's table of azure-native resources", () => {
    let fixture: Fixture;
    beforeEach(async () => {
        fixture = await startFixture();
    });
    afterEach(() => fixture.arm.close());

    for (const [token, resource] of Object.entries(ARM_RESOURCES)) {
        const name = typeName(token);

        it(`sends ${name} to its path, in its body`, async () => {
            const { plugin, arm } = fixture;
            const example = EXAMPLES[name];
            assert.ok(example, `no example of ${name}`);
            await plugin.create(about(token, { ...AT_SERVICE, ...example.inputs }));
            const put = arm.calls.find((call) => call.method === "PUT");
            assert.equal(put?.path, example.path + (example.query ?? "?api-version=2024-05-01"));
            assert.deepEqual(put?.body, example.body);
        });

        it(`knows the inputs of ${name} that the SDK has, and which of them it demands`, () => {
            // The class's own text is the one place where the SDK tells inputs from outputs at run time.
            const source = String(Reflect.get(CLASSES, name));
            const args = [...source.matchAll(/args\??\.(\w+)/g)].map((match) => match[1]);
            const known = [
                ...pathParameters(resource),
                ...resource.envelope,
                ...resource.properties,
                ...resource.query,
            ];
            assert.deepEqual([...new Set(args)].sort(), [...new Set(known)].sort());
            const demanded = [...source.matchAll(/Missing required property '(\w+)'/g)].map((match) => match[1] ?? "");
            const required = [...pathParameters(resource), ...resource.required];
            assert.deepEqual(
                demanded.filter((property) => !required.includes(property)),
                [],
            );
        });
    }

    it("shows properties flattened under their SDK names, without nulls", async () => {
        const { plugin, arm } = fixture;
        arm.entities.set(`${SERVICE}/apis/a`, {
            id: `${SERVICE}/apis/a`,
            name: "a",
            type: "Microsoft.ApiManagement/service/apis",
            properties: { type: "http", path: "models/a", description: null, protocols: ["https"] },
        });
        const found = await plugin.read(about("Api", {}, { id: `${SERVICE}/apis/a` }));
        assert.deepEqual(found?.outputs, {
            id: `${SERVICE}/apis/a`,
            name: "a",
            type: "Microsoft.ApiManagement/service/apis",
            azureApiVersion: "2024-05-01",
            apiType: "http",
            path: "models/a",
            protocols: ["https"],
        });
    });

    it("leaves what the service fills in unknown in a preview, and out of the inputs of a refresh", async () => {
        const { plugin, arm } = fixture;
        const identityId = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i`;
        const identity = { type: "SystemAssigned, UserAssigned", userAssignedIdentities: { [identityId]: {} } };
        const { outputs } = await plugin.create(about("ApiManagementService", { identity }, { preview: true }));
        assert.deepEqual(outputs["identity"], {
            type: identity.type,
            principalId: UNKNOWN,
            tenantId: UNKNOWN,
            userAssignedIdentities: { [identityId]: { clientId: UNKNOWN, principalId: UNKNOWN } },
        });
        const filled = { clientId: "c", principalId: "p" };
        arm.entities.set(SERVICE, {
            id: SERVICE,
            identity: { ...identity, principalId: "s", userAssignedIdentities: { [identityId]: filled } },
        });
        const found = await plugin.read(about("ApiManagementService", {}, { id: SERVICE }));
        assert.deepEqual(found?.inputs["identity"], identity);
    });

    it("finds the scope in the id of a role assignment", async () => {
        const { plugin, arm } = fixture;
        const id = `${SERVICE}/providers/Microsoft.Authorization/roleAssignments/r`;
        arm.entities.set(id, { id, name: "r", properties: { principalId: "p" } });
        const found = await plugin.read(about("azure-native:authorization:RoleAssignment", {}, { id }));
        assert.deepEqual([found?.inputs["scope"], found?.inputs["principalId"]], [SERVICE, "p"]);
    });

    it("keeps the type of a backend apart from the type of its resource", async () => {
        const { plugin, arm } = fixture;
        const path = `${SERVICE}/backends/b`;
        const type = "Microsoft.ApiManagement/service/backends";
        arm.entities.set(path, { id: path, name: "b", type, properties: { type: "Single", url: "https://x" } });
        const found = await plugin.read(about("Backend", {}, { id: path }));
        assert.equal(found?.outputs["type"], type);
        assert.equal(found?.inputs["type"], undefined);
    });

    it("leaves the properties of a resource group together", async () => {
        const { plugin, arm } = fixture;
        arm.entities.set(GROUP, { id: GROUP, location: "westeurope", properties: { provisioningState: "Succeeded" } });
        const found = await plugin.read(about("azure-native:resources:ResourceGroup", {}, { id: GROUP }));
        assert.deepEqual(found?.outputs["properties"], { provisioningState: "Succeeded" });
    });

    it("reads with the functions that read a resource", async () => {
        const { plugin, arm } = fixture;
        arm.entities.set(SERVICE, { id: SERVICE, name: "apim", properties: { gatewayUrl: "https://g" } });
        const token = "azure-native:apimanagement:getApiManagementService";
        const found = await plugin.invoke(token, AT_SERVICE);
        assert.equal(found["gatewayUrl"], "https://g");
        assert.equal(found["azureApiVersion"], "2024-05-01");
    });

    it("reads an Application Insights component under the SDK's names", async () => {
        const { plugin, arm } = fixture;
        const id = `${GROUP}/providers/Microsoft.Insights/components/appi`;
        const properties = { ConnectionString: "InstrumentationKey=k", Application_Type: "web" };
        arm.entities.set(id, { id, name: "appi", location: "westeurope", properties });
        const token = "azure-native:applicationinsights:getComponent";
        const found = await plugin.invoke(token, { resourceGroupName: "rg", resourceName: "appi" });
        assert.equal(found["connectionString"], "InstrumentationKey=k");
        assert.equal(found["applicationType"], "web");
        assert.equal(found["azureApiVersion"], "2020-02-02");
    });

    it("posts an empty object to the actions that list secrets", async () => {
        const { plugin, arm } = fixture;
        const path = `${SERVICE}/subscriptions/s/listSecrets`;
        arm.entities.set(path, { primaryKey: "one", secondaryKey: "two" });
        const token = "azure-native:apimanagement:listSubscriptionSecrets";
        const secrets = await plugin.invoke(token, { ...AT_SERVICE, sid: "s" });
        assert.deepEqual(secrets, { primaryKey: "one", secondaryKey: "two" });
        assert.deepEqual(arm.calls[0]?.body, {});
        assert.deepEqual(arm.sequence(), [`POST ${path}`]);
    });

    it("names the resource when a function fails", async () => {
        const token = "azure-native:apimanagement:listNamedValue";
        await assert.rejects(fixture.plugin.invoke(token, { ...AT_SERVICE, namedValueId: "n" }), (error: Error) =>
            error.message.startsWith(`request failed ${SERVICE}/namedValues/n: Status=404 Code="ResourceNotFound"`),
        );
    });

    it("tells who deploys by the claims of a token for Microsoft Graph", async () => {
        const tls = await createCertificate();
        const tenant = await startTenant({ tls });
        const { clientId, clientSecret, objectId } = tenant.registerApplication();
        const { arm } = fixture;
        arm.entities.set("/metadata/endpoints", [
            {
                microsoftGraphResourceId: "https://graph.microsoft.com/",
                authentication: { loginEndpoint: tenant.url },
            },
        ] as unknown as Record<string, unknown>);
        const { tenantId } = tenant;
        const subscriptionId = SUBSCRIPTION.split("/").at(-1)!;
        const client = (secret: string) =>
            new AzureNative("3.28.0", {
                url: arm.url,
                token: "t",
                ca: arm.ca,
                subscriptionId,
                identity: { tenantId, clientId, clientSecret: secret },
            });
        try {
            const config = await client(clientSecret).invoke(CLIENT_CONFIG, {});
            assert.deepEqual(config, { clientId, objectId, subscriptionId, tenantId });
            await assert.rejects(client("wrong").invoke(CLIENT_CONFIG, {}), /^Error: getting client config: AADSTS/);
        } finally {
            await tenant.close();
        }
    });

    it("does not know who deploys where nobody is named", async () => {
        await assert.rejects(
            fixture.plugin.invoke(CLIENT_CONFIG, {}),
            /getting client config: ARM_CLIENT_ID is not set/,
        );
    });

    it("names a resource type or function that it does not know", async () => {
        const token = "azure-native:storage:StorageAccount";
        await assert.rejects(
            fixture.plugin.check(about(token, {})),
            /^Error: azure-native:storage:StorageAccount is not/,
        );
        await assert.rejects(fixture.plugin.invoke("azure-native:storage:getBlob", {}), /getBlob is not supported/);
    });
});
