import * as apim from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import { ServingGateway } from "databricks-serving-gateway/components";

const config = new pulumi.Config();
const resourceGroup = config.require("resourceGroup");

// Another stack owns the service. A service that this program declares itself goes in the same way.
const service = apim.getApiManagementServiceOutput({
    resourceGroupName: resourceGroup,
    serviceName: config.require("service"),
});

const models = new ServingGateway("models", {
    service: { name: service.name, resourceGroup },
    endpoints: [{ name: "wine-quality", path: "models/wine" }],
    credential: { pat: config.requireSecret("gatewayToken") },
    limits: { calls: { count: 60, seconds: 60 } },
});

const wine = models.apis["wine-quality"]!;

/** Where callers reach the model. */
export const url = wine.url;
/** A key to call it with. */
export const key = wine.subscriptionKey;
/** Of the published contract: another hash is another contract. */
export const documentHash = wine.spec.documentHash;
