import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { publishApi, type PublishApiArgs } from "../../../components/api/publishApi";
import { ServingApi } from "../../../components/api/servingApi";
import { churn, ofType, one } from "../declare";
import { record, valueOf } from "../recorder";

const args: PublishApiArgs = {
    resourceGroupName: "rg-apis",
    serviceName: "apim-contoso",
    apiName: "churn",
    sid: "churn",
    path: "models/churn",
    displayName: "Churn",
    callers: { subscriptionKey: { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" } },
    owner: 'endpoint "churn"',
    document: '{"openapi":"3.0.3"}',
    serviceUrl: "https://models.example/churn",
    policy: { value: "<policies />", needs: [] },
    tags: [{ id: "risk", tagId: "risk" }],
    observability: { loggerId: "/loggers/insights", sampling: 100, tokenMetrics: false },
};

describe("an API that is published", () => {
    async function publish(changes: Partial<PublishApiArgs> = {}) {
        const { declared } = record(false);
        const parent = new pulumi.ComponentResource("serving-gateway:index:ServingApi", "churn");
        const published = publishApi("churn", { ...args, ...changes }, parent);
        if (published.subscriptionKey) await valueOf(published.subscriptionKey);
        await pulumi.runtime.disconnect();
        return { declared, published };
    }

    it("is an API, its tags, telemetry, policy and key, below the one that publishes", async () => {
        const { declared, published } = await publish();
        const names = declared.map(({ name }) => name);
        assert.deepEqual(names.sort(), [
            ...["churn", "churn-api", "churn-diagnostic", "churn-policy", "churn-subscription", "churn:tag:risk"],
        ]);
        assert.equal(await valueOf(published.subscriptionKey!), "key-marker");
    });

    it("has no key where callers need none", async () => {
        const { declared, published } = await publish({ callers: {} });
        assert.equal(ofType(declared, "Subscription").length, 0);
        assert.deepEqual([published.subscription, published.subscriptionKey], [undefined, undefined]);
    });

    it("is declared with what members of a transform say instead", async () => {
        const transform = { api: { termsOfServiceUrl: "https://contoso.example/terms" } };
        const { inputs } = one((await publish({ transform })).declared, "Api");
        assert.deepEqual([inputs.termsOfServiceUrl, inputs.path], ["https://contoso.example/terms", "models/churn"]);
    });

    it("has its revisions declared with the same changes", async () => {
        const transform: PublishApiArgs["transform"] = {
            api: { termsOfServiceUrl: "https://contoso.example/terms" },
            policy: (own) => void (own.value = "<policies><inbound /></policies>"),
        };
        const { declaredAs } = (await publish({ transform })).published;
        assert.equal(declaredAs.api.termsOfServiceUrl, "https://contoso.example/terms");
        assert.equal(declaredAs.policy.value, "<policies><inbound /></policies>");
    });

    it("is declared as a transform's function changes it, each child by its own", async () => {
        const seen: string[] = [];
        const transform: PublishApiArgs["transform"] = {
            diagnostic: (own, options, name) => {
                seen.push(name);
                own.verbosity = "error";
                options.retainOnDelete = true;
            },
            subscription: (own) => void (own.allowTracing = true),
        };
        const { declared } = await publish({ transform });
        assert.deepEqual(seen, ["churn-diagnostic"]);
        assert.equal(one(declared, "ApiDiagnostic").inputs.verbosity, "error");
        assert.equal(one(declared, "Subscription").inputs.allowTracing, true);
    });
});

describe("a serving endpoint's API", () => {
    it("has its children as members, and declares each as its transform says", async () => {
        const { declared } = record(false);
        const { resourceGroupName, serviceName, callers } = args;
        const api = new ServingApi("churn", {
            ...churn,
            endpoint: "churn",
            resourceGroupName,
            serviceName,
            callers,
            tier: "Developer",
            gatewayUrl: "https://apim-contoso.azure-api.net",
            workspaceHost: "https://adb-1.2.azuredatabricks.net",
            credential: { method: "passthrough" },
            transform: { backend: { title: "Churn" }, policy: (_own, options) => void (options.protect = true) },
        });
        await valueOf(api.subscriptionKey!);
        await pulumi.runtime.disconnect();
        assert.equal(one(declared, "Backend").inputs.title, "Churn");
        const [backend] = api.backends;
        const { policy, subscription, diagnostic } = api.published;
        const urns = [backend!, policy, subscription!].map(({ urn }) => valueOf(urn));
        const names = (await Promise.all(urns)).map((urn) => urn.slice(urn.lastIndexOf(":") + 1));
        assert.deepEqual(names, ["churn-backend", "churn-policy", "churn-subscription"]);
        assert.deepEqual([diagnostic, api.grant, api.candidate], [undefined, undefined, undefined]);
    });
});
