import assert from "node:assert/strict";
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

    it("is not declared where nobody asks for it", async () => {
        const { inputs } = await declared({ openai: undefined });
        assert.equal(inputs("Api"), undefined);
    });
});
