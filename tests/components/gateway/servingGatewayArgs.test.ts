import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { ServingGateway } from "../../../components/gateway/servingGateway";
import { plannedFrom, type ServingGatewayArgs } from "../../../components/gateway/servingGatewayArgs";
import { one, policyOf } from "../declare";
import { record, valueOf } from "../recorder";

const insightsId =
    "/subscriptions/00000000-0000-4000-8000-00000000000a/resourceGroups/rg-logs/providers/Microsoft.Insights/components/appi";

/** What the smallest program says: its service and its credential come from other resources of it. */
const smallest = (): ServingGatewayArgs => ({
    service: { name: pulumi.output("apim-own"), resourceGroup: pulumi.output("rg-own") },
    endpoints: [{ name: "churn" }],
    credential: { pat: pulumi.secret("pat-marker") },
});

async function declare(args: Partial<ServingGatewayArgs>, config: Readonly<Record<string, unknown>> = {}) {
    const recorded = record(true);
    const workspace = { host: "https://adb-1.2.azuredatabricks.net", token: "dapi-marker" };
    const texts = Object.entries({ workspace, ...config }).map(([key, value]) => [
        `serving-gateway:${key}`,
        JSON.stringify(value),
    ]);
    pulumi.runtime.setAllConfig(Object.fromEntries(texts));
    try {
        const gateway = new ServingGateway("models", { ...smallest(), ...args });
        await valueOf(gateway.gatewayUrl);
        await Promise.all(Object.values(gateway.apis).map(({ url }) => valueOf(url)));
        await pulumi.runtime.disconnect();
        return { ...recorded, gateway };
    } finally {
        pulumi.runtime.setAllConfig({});
    }
}

describe("a gateway in a program of its own", () => {
    it("publishes an endpoint with the defaults of the settings, on a service of the same program", async () => {
        const { declared, gateway } = await declare({});
        const { inputs } = one(declared, "Api");
        assert.deepEqual(
            [inputs.serviceName, inputs.resourceGroupName, inputs.apiId, inputs.path],
            ["apim-own", "rg-own", "churn", "churn"],
        );
        assert.deepEqual(inputs.subscriptionKeyParameterNames, {
            header: "Ocp-Apim-Subscription-Key",
            query: "subscription-key",
        });
        const spec = one(declared, "EndpointSpec").inputs;
        assert.deepEqual([spec.inputs, spec.routes, spec.missingDocument], ["all", "stable", "warn"]);
        assert.match(one(declared, "Backend").inputs.circuitBreaker.rules[0].name, /./);
        assert.equal(await valueOf(gateway.apis.churn!.url), "https://apim-own.azure-api.net/churn");
    });

    it("keeps a token of another resource a secret", async () => {
        const { declared } = await declare({});
        assert.match(JSON.stringify(one(declared, "NamedValue").inputs), /pat-marker/);
        const others = declared.filter(({ type }) => !type.endsWith(":NamedValue"));
        assert.doesNotMatch(JSON.stringify(others), /pat-marker/);
    });

    it("sends telemetry to an Application Insights resource of the same program", async () => {
        const { declared } = await declare({
            observability: { applicationInsights: pulumi.output(insightsId), sampling: 25 },
        });
        assert.equal(one(declared, "Logger").inputs.resourceId, insightsId);
        assert.equal(one(declared, "Workbook").inputs.sourceId, insightsId.toLowerCase());
        assert.equal(one(declared, "ApiDiagnostic").inputs.sampling.percentage, 25);
    });

    it("takes from the stack's configuration what the program does not say", async () => {
        const args = { limits: { calls: { count: 7, seconds: 60 } } };
        const { declared } = await declare(args, {
            namePrefix: "team2-",
            limits: { calls: { count: 9, seconds: 60 } },
        });
        assert.equal(one(declared, "Api").inputs.apiId, "team2-churn");
        assert.match(policyOf(declared), /calls="7"/);
    });

    it("names what is wrong with its arguments before anything is declared", async () => {
        const wrong = { endpoints: [{ name: "a b" }], service: { name: pulumi.output("x"), resourceGroup: "" } };
        await assert.rejects(declare(wrong), (error: Error) => {
            assert.ok(pulumi.RunError.isInstance(error));
            assert.match(error.message, /serving-gateway:endpoints\[0\]\.name must be a serving endpoint's name/);
            assert.match(error.message, /serving-gateway:service\.resourceGroup must not be empty/);
            return true;
        });
        await assert.rejects(
            declare({ limit: {} } as never),
            /serving-gateway:limit is not a setting. Did you mean "limits"/,
        );
        await assert.rejects(declare({}, { discover: { tags: { a: true } } }), /serving-gateway:discover is for the/);
    });

    const secretsOfOthers = {
        "credential.pat": (secret: pulumi.Output<string>) => ({ pat: secret }),
        "credential.oauthM2M.clientSecret": (clientSecret: pulumi.Output<string>) => ({
            oauthM2M: { clientId: "sp", clientSecret },
        }),
    };
    for (const [key, credential] of Object.entries(secretsOfOthers))
        it(`refuses a secret of another resource that cannot stand in a policy, once it is known, and does not show it: ${key}`, async () => {
            record(false);
            pulumi.runtime.setAllConfig({
                "serving-gateway:workspace": '{"host":"https://adb-1.2.azuredatabricks.net","token":"d"}',
            });
            const secretOf = async (value: string) => {
                const { credential: given } = plannedFrom({
                    ...smallest(),
                    credential: credential(pulumi.output(value)) as ServingGatewayArgs["credential"],
                });
                const { token, clientSecret } = given as { token?: Known; clientSecret?: Known };
                return (token ?? clientSecret)!.promise();
            };
            type Known = { promise(): Promise<string> };
            assert.equal(await secretOf("secret-marker"), "secret-marker");
            await assert.rejects(secretOf('secret-marker" + "'), (error: Error) => {
                assert.ok(pulumi.RunError.isInstance(error));
                assert.ok(
                    error.message.startsWith(`serving-gateway:${key}, which another resource gives, must be `),
                    error.message,
                );
                assert.doesNotMatch(error.message, /marker/);
                return true;
            });
        });

    it("refuses a service that cannot do what is asked, once it is known which one it is", async () => {
        const service = { name: "apim-own", resourceGroup: "rg-own" };
        const credential = { managedIdentity: { clientId: "11111111-0000-4000-8000-000000000000" } };
        record(true);
        pulumi.runtime.setAllConfig({
            "serving-gateway:workspace": '{"host":"https://adb-1.2.azuredatabricks.net","token":"d"}',
        });
        const { gatewayUrl } = new ServingGateway("models", { ...smallest(), service, credential });
        await assert.rejects(
            (gatewayUrl as unknown as { promise(): Promise<string> }).promise(),
            /"apim-own" has no user-assigned identity with the client id 11111111/,
        );
    });
});
