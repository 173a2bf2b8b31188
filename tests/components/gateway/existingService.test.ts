import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { readService } from "../../../components/gateway/existingService";
import { readInsights } from "../../../components/telemetry/insights";
import { declare } from "../declare";

const service = { name: "apim-contoso", resourceGroup: "rg-apis" };
const observability = {
    applicationInsights: {
        id: "/subscriptions/s/insights",
        subscriptionId: "s",
        resourceGroup: "rg-apis",
        name: "insights",
    },
    workbook: false,
};

describe("what is in Azure before anything is declared", () => {
    let asked: string[];
    let status: number;
    let shown: object | undefined;
    beforeEach(() => {
        asked = [];
        status = 403;
        shown = undefined;
        pulumi.runtime.setMocks(
            {
                newResource: () => assert.fail("nothing is declared here"),
                call: ({ token }) => {
                    asked.push(token);
                    if (shown) return shown;
                    // As the engine passes on what a provider says.
                    throw Object.assign(new Error(), { details: `Status=${status}` });
                },
            },
            "serving-gateway",
            "test",
        );
    });

    const refusal = (read: Promise<unknown>) =>
        read.then(
            () => assert.fail("it was read"),
            (error: Error) => {
                assert.ok(pulumi.RunError.isInstance(error));
                return error.message;
            },
        );

    it("says of a service that cannot be read what to check", async () => {
        const message = await refusal(readService(service));
        assert.match(
            message,
            /^the API Management service "apim-contoso" in resource group "rg-apis" cannot be read: /,
        );
        assert.match(message, /403[^]*serving-gateway:service\.name[^]*serving-gateway:service\.create/);
    });

    it("says of an Application Insights resource that cannot be read what to check", async () => {
        const message = await refusal(readInsights(observability));
        assert.match(message, /^the Application Insights resource \/subscriptions\/s\/insights cannot be read: .*403/);
    });

    for (const [code, advice] of [
        [429, "Azure limits the rate of calls. Run the command again in a minute."],
        [503, "Azure failed to answer. Run the command again in a few minutes."],
    ] as const) {
        it(`asks nobody to check the settings where Azure answers ${code}`, async () => {
            status = code;
            for (const read of [readService(service), readInsights(observability)]) {
                assert.equal((await refusal(read)).split("\n").at(-1), advice);
            }
        });
    }

    it("is called at the domain that its callers use, rather than at Azure's own", async () => {
        const hostnameConfigurations = [
            { type: "Proxy", hostName: "apim-contoso.azure-api.net", certificateSource: "BuiltIn" },
            { type: "Proxy", hostName: "models.contoso.example", certificateSource: "KeyVault" },
        ];
        const gatewayUrl = "https://apim-contoso.azure-api.net";
        shown = { id: "/id", gatewayUrl, hostnameConfigurations, sku: { name: "Developer" } };
        assert.equal((await readService(service))!.gatewayUrl, "https://models.contoso.example");
    });

    it("is not asked for where the stack needs none of it", async () => {
        const create = { sku: "Developer", publisherName: "Contoso", publisherEmail: "apis@contoso.example" } as const;
        assert.equal(await readService({ ...service, create }), undefined);
        assert.equal(await readInsights(undefined), undefined);
        assert.equal(await readInsights({ logger: "appinsights", workbook: false }), undefined);
        assert.deepEqual(asked, []);
    });
});

describe("a gateway on a service that lacks what the settings ask for", () => {
    it("declares no API, and ends the program with that alone", async () => {
        const credential = { method: "managedIdentity", clientId: "99999999-0000-4000-8000-000000000000" } as const;
        await assert.rejects(declare({ credential }), (error: Error) => {
            assert.ok(pulumi.RunError.isInstance(error));
            assert.match(error.message, /99999999-0000-4000-8000-000000000000/);
            return true;
        });
    });
});
