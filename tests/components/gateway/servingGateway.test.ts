import assert from "node:assert/strict";
import { churn, declare, one, policyOf } from "../declare";
import { valueOf } from "../recorder";

const create = { sku: "Developer", publisherName: "Contoso", publisherEmail: "apis@contoso.example" } as const;

describe("ServingGateway", () => {
    for (const preview of [false, true]) {
        describe(preview ? "in a preview" : "in an update", () => {
            it("publishes the document with the workspace as its service, over https, for subscribers only", async () => {
                const { declared } = await declare({}, preview);
                const { inputs } = one(declared, "Api");
                assert.deepEqual(inputs, {
                    apiId: "churn",
                    path: "models/churn",
                    displayName: "churn",
                    description: "Predicts churn.\n\nOwner: ml@contoso.example",
                    format: "openapi+json",
                    value: '{"openapi":"3.0.3"}',
                    serviceUrl: "https://adb-1.2.azuredatabricks.net/serving-endpoints/churn",
                    protocols: ["https"],
                    subscriptionRequired: true,
                    subscriptionKeyParameterNames: { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" },
                    resourceGroupName: "rg-apis",
                    serviceName: "apim-contoso",
                });
            });

            it("keeps the token in a secret named value and nowhere else", async () => {
                const { declared } = await declare({}, preview);
                const { inputs } = one(declared, "NamedValue");
                assert.equal(inputs.secret, true);
                assert.equal(inputs.displayName, "databricks-pat");
                const holders = declared.filter(({ inputs }) => JSON.stringify(inputs).includes("pat-marker"));
                assert.deepEqual(
                    holders.map(({ type }) => type),
                    ["azure-native:apimanagement:NamedValue"],
                );
            });

            it("lets the policy refer to the named value by its display name", async () => {
                const { declared } = await declare({}, preview);
                const { inputs } = one(declared, "ApiPolicy");
                assert.equal(inputs.policyId, "policy");
                assert.equal(inputs.format, "xml");
                assert.match(policyOf(declared), /<value>Bearer {{databricks-pat}}<\/value>/);
            });

            it("gives each API a subscription of its own", async () => {
                const { declared, gateway } = await declare({}, preview);
                assert.deepEqual(one(declared, "Subscription").inputs.scope, "/id/of/churn-api");
                assert.equal(await (gateway.apis.churn!.subscriptionKey as any).isSecret, true);
            });
        });
    }

    it("reads an existing service and does not declare one", async () => {
        const { declared, invoked, gateway } = await declare({});
        assert.ok(invoked.includes("azure-native:apimanagement:getApiManagementService"));
        assert.deepEqual(
            declared.filter(({ type }) => /ApiManagementService|ResourceGroup/.test(type)),
            [],
        );
        assert.equal(await valueOf(gateway.apis.churn!.url), "https://apim-contoso.azure-api.net/models/churn");
    });

    it("declares a new service in a group of its own", async () => {
        const { declared } = await declare({
            service: { name: "apim-new", create: { ...create, location: "westeurope" } },
        });
        assert.deepEqual(one(declared, "ResourceGroup").inputs, {
            resourceGroupName: "rg-apim-new",
            location: "westeurope",
        });
        const { resourceGroupName, serviceName, location, sku, publisherName, publisherEmail } = one(
            declared,
            "ApiManagementService",
        ).inputs;
        assert.deepEqual([resourceGroupName, serviceName, location], ["rg-apim-new", "apim-new", "westeurope"]);
        assert.deepEqual([publisherName, publisherEmail], ["Contoso", "apis@contoso.example"]);
        assert.deepEqual(sku, { name: "Developer", capacity: 1 });
        assert.equal(one(declared, "Api").inputs.serviceName, "apim-new");
    });

    it("puts a new service into the group that is given, and Consumption has no units", async () => {
        const { declared } = await declare({
            service: { name: "apim-new", resourceGroup: "rg-apis", create: { ...create, sku: "Consumption" } },
        });
        assert.equal(declared.filter(({ type }) => type.endsWith(":ResourceGroup")).length, 0);
        assert.deepEqual(one(declared, "ApiManagementService").inputs.sku, { name: "Consumption", capacity: 0 });
    });

    it("shows what the stack says of an endpoint instead of the endpoint's own words", async () => {
        const endpoint = {
            ...churn,
            path: "c",
            displayName: "Churn",
            description: "Ours.",
        };
        const { declared } = await declare({ endpoints: [endpoint] });
        const { displayName, description } = one(declared, "Api").inputs;
        assert.deepEqual(
            { displayName, description },
            { displayName: "Churn", description: "Ours.\n\nOwner: ml@contoso.example" },
        );
    });

    it("names the API's subscription after it, as far as azure-native takes it", async () => {
        const { declared } = await declare({ endpoints: [{ ...churn, path: "c", displayName: "品".repeat(100) }] });
        assert.equal(one(declared, "Subscription").inputs.displayName, "品".repeat(33));
    });

    it("hands on what the stack says of the endpoint's document", async () => {
        const endpoint = {
            ...churn,
            path: "c",
            inputs: "records",
            routes: "both",
            missingDocument: "refuse",
            document: "churn.json",
            paths: { include: ["/items/**"] },
        } as const;
        const { declared } = await declare({ endpoints: [endpoint] });
        const { inputs, routes, missingDocument, documentFile, paths } = one(declared, "EndpointSpec").inputs;
        assert.deepEqual(
            [inputs, routes, missingDocument, documentFile, paths],
            ["records", "both", "refuse", "churn.json", endpoint.paths],
        );
    });

    it("stores a shell of a few lines in the state, not the provider", async () => {
        const { declared } = await declare({});
        const text: string = one(declared, "EndpointSpec").inputs.__provider;
        assert.ok(text.length < 4096, `${text.length} characters`);
        assert.match(text, /databricks-serving-gateway\/provider"\)\.endpointSpecProvider;/);
        assert.doesNotMatch(text, /sanitize|Authorization|pat-marker/);
    });
});
