import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { fittingModels, fittingPolicy } from "../../../components/api/sharedApi";
import { sharedKinds } from "../../../components/api/sharedKinds";
import { apiContributions } from "../../../components/policies/apiPolicy";
import { tokenCredential } from "../../../components/policies/credentialPolicies";
import type { SharedModel } from "../../../components/policies/sharedPolicies";
import { usual } from "../policies/policyText";
import type { PlannedGateway } from "../../../components/gateway/plannedGateway";
import { churn, declare, ofType } from "../declare";
import { valueOf } from "../recorder";

const endpoints = [churn, { ...churn, name: "chat", path: "chat" }, { ...churn, name: "chat-small", path: "small" }];
const openai = { path: "openai", aliases: { "gpt-4o": "chat" } };
const product = {
    published: true,
    approval: true,
    groups: [] as string[],
    subscriptions: [] as string[],
    deleteSubscriptions: false,
};

async function declared(more: Partial<PlannedGateway> = {}) {
    const { declared, gateway } = await declare({ endpoints, openai, ...more });
    const inputs = (type: string) =>
        ofType(declared, type).find(({ name }) => name.startsWith("gateway-openai"))?.inputs;
    return { gateway, inputs, declared };
}

describe("an API for clients of OpenAI's API", () => {
    it("has every model that answers as OpenAI's API does, by its name and its aliases, and goes nowhere by itself", async () => {
        const { gateway, inputs } = await declared();
        assert.deepEqual(await valueOf(gateway.sharedApis.openai!.models), ["chat", "chat-small", "gpt-4o"]);
        const { path, apiId, serviceUrl, subscriptionRequired, value } = inputs("Api")!;
        assert.deepEqual(
            [path, apiId, serviceUrl, subscriptionRequired],
            ["openai", "openai", "https://models.invalid", true],
        );
        assert.ok(Object.hasOwn(JSON.parse(value).paths, "/chat/completions"));
        const policy: string = inputs("ApiPolicy")!.value;
        assert.match(policy, /name="models" value="chat=chat gpt-4o=chat chat-small=chat-small"/);
        assert.doesNotMatch(policy, /churn/);
    });

    it("shows names and policy in clear where a model's credential is a secret", async () => {
        const credential = { method: "pat" as const, token: pulumi.secret("pat-marker"), namedValue: "chat-pat" };
        const { gateway } = await declared({ endpoints: endpoints.map((each) => ({ ...each, credential })) });
        const { models, published } = gateway.sharedApis.openai!;
        const shown = [pulumi.isSecret(models), pulumi.isSecret(pulumi.output(published.declaredAs.policy.value))];
        assert.deepEqual(await Promise.all(shown), [false, false]);
    });

    it("is the same whatever the order of endpoints and aliases", async () => {
        const aliases = { "gpt-4o": "chat", a: "chat" };
        const one = await declared({ openai: { ...openai, aliases } });
        const other = await declared({
            endpoints: [...endpoints].reverse(),
            openai: { ...openai, aliases: { a: "chat", "gpt-4o": "chat" } },
        });
        assert.equal(one.inputs("ApiPolicy")!.value, other.inputs("ApiPolicy")!.value);
    });

    it("is in the products that have its models, and a key covers those of its product", async () => {
        const products = [
            { ...product, name: "gold", endpoints: ["chat*"] },
            { ...product, name: "small", endpoints: ["chat-small", "churn"] },
            { ...product, name: "none", endpoints: [] },
        ];
        const { declared: all, inputs } = await declared({ products });
        const links = ofType(all, "ProductApiLink").filter(({ name }) => name.startsWith("gateway-openai"));
        assert.deepEqual(links.map(({ inputs }) => inputs.productId).sort(), ["gold", "small"]);
        const policy: string = inputs("ApiPolicy")!.value;
        assert.match(
            policy,
            /context\.Product\?\.Id == &quot;small&quot;\)">\s*<set-variable name="models" value="chat-small=chat-small" \/>/,
        );
    });

    it("refuses a model that is named and speaks another protocol, and having no model", () => {
        const facts = (openAi?: "openai-chat-completions") => ({ ...usual, openAi }) as const;
        const model = { products: [], serviceUrl: "https://w", contributions: [], isNamed: false };
        const chat = { ...model, names: ["chat"], apiName: "chat", facts: facts("openai-chat-completions") };
        const other = { ...model, names: ["churn"], apiName: "churn", facts: facts() };
        const fitting = (...found: (typeof chat | typeof other)[]) => fittingModels(sharedKinds.openai, found);
        assert.deepEqual(fitting(other, chat), [chat]);
        assert.throws(() => fitting(chat, { ...other, isNamed: true }), {
            message: /^serving-gateway:openai: "churn" is none of chat, completions, embeddings or responses\./,
        });
        assert.throws(() => fitting(other), { message: /^serving-gateway:openai: no published endpoint fits/ });
        assert.deepEqual(fittingModels(sharedKinds.databricks, [other]), [other]);
    });

    it("is refused at once where every endpoint is mocked, and says so", async () => {
        const mocked = endpoints.map((endpoint) => ({ ...endpoint, mock: true }));
        await assert.rejects(declared({ endpoints: mocked }), {
            message:
                /^serving-gateway:openai: no published endpoint fits \(.*, and not mocked\)\. Remove the setting\.$/,
        });
    });

    it("says how many models fit where the service's tier has less room", () => {
        const policy = { callers: {}, resilience: { retry: false, timeout: 300, circuitBreaker: false } as const };
        const models = Array.from({ length: 40 }, (_, index): SharedModel => {
            const called = { endpoint: `chat-${index}`, credential: tokenCredential(`pat-${index}`) };
            const contributions = apiContributions({ ...policy, isShared: true, called });
            const facts = { ...usual, openAi: "openai-chat-completions", openAiErrors: "only" } as const;
            const name = `chat-${index}`;
            return { names: [name], apiName: name, products: [], serviceUrl: "https://w", contributions, facts };
        });
        const made = (count: number) => () =>
            fittingPolicy(sharedKinds.openai, models.slice(0, count), {}, "Consumption");
        let most = 0;
        assert.throws(made(40), ({ message }: Error) => {
            const said = /^serving-gateway:openai: its policy does not fit the Consumption tier\. Name at most (\d+)/;
            most = Number(said.exec(message)?.[1]);
            return most > 0;
        });
        assert.ok(made(most)().length > 0);
        assert.throws(made(most + 1));
    });

    it("is not declared where nobody asks for it", async () => {
        const { inputs } = await declared({ openai: undefined });
        assert.equal(inputs("Api"), undefined);
    });
});
