import assert from "node:assert/strict";
import { callersUrl } from "../../../components/gateway/callersUrl";
import { ServingGateway } from "../../../components/gateway/servingGateway";
import { churn } from "../declare";
import { record, valueOf } from "../recorder";

const gatewayUrl = "https://apim-contoso.azure-api.net";
const builtIn = { type: "Proxy", hostName: "apim-contoso.azure-api.net", certificateSource: "BuiltIn" };
const proxy = (hostName: string) => ({ type: "Proxy", hostName, certificateSource: "KeyVault" });

describe("where callers reach a gateway", () => {
    const of = (...hostnameConfigurations: Parameters<typeof callersUrl>[0]["hostnameConfigurations"] & object) =>
        callersUrl({ gatewayUrl, hostnameConfigurations });

    it("is Azure's domain where the service has no other", () => {
        assert.equal(callersUrl({ gatewayUrl }), gatewayUrl);
        assert.equal(of(builtIn), gatewayUrl);
        // Without the source of the certificate, as older services have it.
        assert.equal(of({ type: "Proxy", hostName: builtIn.hostName }), gatewayUrl);
    });

    it("is the custom domain where it has one", () => {
        assert.equal(of(builtIn, proxy("models.contoso.example")), "https://models.contoso.example");
    });

    it("is none of the portals' domains, and no wildcard", () => {
        const portal = { type: "DeveloperPortal", hostName: "portal.contoso.example", certificateSource: "Custom" };
        assert.equal(of(builtIn, portal, proxy("*.contoso.example")), gatewayUrl);
    });

    it("is, of several domains, the one with the default certificate, and else the same one in any order", () => {
        const [a, b] = [proxy("a.contoso.example"), proxy("b.contoso.example")];
        assert.equal(of(builtIn, a, { ...b, defaultSslBinding: true }), "https://b.contoso.example");
        assert.equal(of(b, a, builtIn), of(a, builtIn, b));
    });

    it("is the domain that a transformation gives a service of the stack's own", async () => {
        record(false);
        const create = { sku: "Developer", publisherName: "Contoso", publisherEmail: "apis@contoso.example" } as const;
        const args = { name: "apim-contoso", location: "westeurope", create };
        const gateway = new ServingGateway(
            "gateway",
            {
                workspaces: new Map([[undefined, { host: "https://adb-1.2.azuredatabricks.net" }]]),
                service: { ...args, create: { ...create, location: "westeurope" } },
                callers: { subscriptionKey: undefined },
                endpoints: [churn],
            },
            {
                transformations: [
                    ({ type, props, opts }) =>
                        type === "azure-native:apimanagement:ApiManagementService"
                            ? { props: { ...props, hostnameConfigurations: [proxy("models.contoso.example")] }, opts }
                            : undefined,
                ],
            },
        );
        assert.equal(await valueOf(gateway.gatewayUrl), "https://models.contoso.example");
        assert.equal(await valueOf(gateway.apis.churn!.url), "https://models.contoso.example/models/churn");
    });
});
