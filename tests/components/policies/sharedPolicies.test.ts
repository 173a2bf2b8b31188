import assert from "node:assert/strict";
import { apiContributions } from "../../../components/policies/apiPolicy";
import type { ApiPolicyArgs } from "../../../components/policies/apiFeature";
import { policyOf, sizeOf } from "../../../components/policies/contribution";
import { tokenCredential } from "../../../components/policies/credentialPolicies";
import { databricksLists, openAiLists } from "../../../components/policies/modelChoice";
import { sharedContributions, type SharedModel } from "../../../components/policies/sharedPolicies";
import type { OpenAiOperation } from "../../../transforms/publication/openAiOperations";
import { databricksApiDocument } from "../../../transforms/publication/databricksApi";
import { openAiApiDocument } from "../../../transforms/publication/openAiApi";
import { resilienceOf } from "../../../settings/resilience";
import { runningGateway } from "../../emulator/gateway/runningGateway";
import { usual } from "./policyText";

const callers = { subscriptionKey: { header: "api-key", query: "api-key" } };
const resilience = { ...resilienceOf(), retry: false, circuitBreaker: false } as const;

interface Tested extends Partial<Pick<ApiPolicyArgs, "limits" | "ipFilter" | "observability" | "policies">> {
    readonly products?: readonly string[];
    readonly names?: readonly string[];
    readonly openAi?: OpenAiOperation;
    readonly pat?: string;
    readonly pinnedModel?: string;
}

describe("an API that models share, on the emulated gateway", () => {
    const running = runningGateway();
    const facts = { ...usual, openAi: "openai-chat-completions", openAiErrors: "only", streams: true } as const;

    beforeEach(() => {
        const { plane } = running;
        for (const pat of ["pat", "other"]) {
            plane.set(`namedValues/${pat}`, "namedValues", { displayName: pat }, { value: `dapi-${pat}` });
        }
        plane.api("openai", {
            serviceUrl: "https://models.invalid",
            subscriptionRequired: true,
            subscriptionKeyParameterNames: callers.subscriptionKey,
        });
        operations("openai", openAiApiDocument());
        plane.set("products/gold", "products", { subscriptionRequired: true });
        plane.set("products/gold/apis/openai", "products/apis", {});
        for (const [name, scope] of [
            ["gold", "/products/gold"],
            ["all", "/apis"],
            ["own", "/apis/openai"],
            ["alone", "/apis/churn"],
        ] as const) {
            plane.set(`subscriptions/${name}`, "subscriptions", { scope, state: "active" }, { primaryKey: name });
        }
    });

    function operations(api: string, document: string): void {
        for (const [urlTemplate, item] of Object.entries<object>(JSON.parse(document).paths)) {
            for (const [method, { operationId }] of Object.entries(item)) {
                const operation = { method: method.toUpperCase(), urlTemplate };
                running.plane.set(`apis/${api}/operations/${operationId}`, "apis/operations", operation);
            }
        }
    }

    const called = (endpoint: string, pat = "pat") => ({ endpoint, credential: tokenCredential(pat) });

    function shared(name: string, tested: Tested): SharedModel {
        const { products = [], names = [name], pat, openAi: _, pinnedModel, ...settings } = tested;
        const own = { ...called(name, pat), pinnedModel };
        const api = { callers, resilience, ...settings, isShared: true, called: own };
        return {
            names,
            products,
            apiName: name,
            facts: { ...facts, ...("openAi" in tested && { openAi: tested.openAi }) },
            serviceUrl: `${running.upstream.url}/serving-endpoints/${name}`,
            contributions: apiContributions(api),
        };
    }

    function publish(models: Readonly<Record<string, Tested>>): void {
        const all = Object.entries(models).map(([name, tested]) => shared(name, tested));
        running.plane.policy("apis/openai", policyOf(sharedContributions(all, callers, openAiLists), facts));
    }

    const ask = (key: string, model: unknown, path = "chat/completions") =>
        running.call(`/openai/${path}?api-key=${key}`, { body: JSON.stringify({ model, messages: [] }) });
    const list = async (key: string) => {
        const { body } = await running.call(`/openai/models?api-key=${key}`, { method: "GET" });
        return JSON.parse(body).data.map(({ id }: { id: string }) => id);
    };

    it("reaches the model that the body names, with the model's own credential and address", async () => {
        publish({ churn: {}, fraud: { pat: "other" } });
        for (const [model, pat] of [
            ["churn", "pat"],
            ["fraud", "other"],
        ]) {
            const { status, body } = await ask("all", model);
            assert.equal(status, 200, body);
            const { url, headers, body: sent } = running.upstream.calls.at(-1)!;
            assert.deepEqual(
                [url, headers.authorization],
                [`/serving-endpoints/${model}/invocations`, `Bearer dapi-${pat}`],
            );
            assert.equal(JSON.parse(sent).model, model);
        }
    });

    it("asks a model that the body names by its own name and path, whichever name the caller has for it", async () => {
        publish({ churn: {}, team: { names: ["main.support.chat", "gpt-4o"], pinnedModel: "main.support.chat" } });
        for (const [model, url, sent] of [
            ["gpt-4o", "/serving-endpoints/team/chat/completions", "main.support.chat"],
            ["main.support.chat", "/serving-endpoints/team/chat/completions", "main.support.chat"],
            ["churn", "/serving-endpoints/churn/invocations", "churn"],
        ]) {
            assert.equal((await ask("all", model)).status, 200);
            const call = running.upstream.calls.at(-1)!;
            assert.deepEqual([call.url, JSON.parse(call.body).model], [url, sent]);
        }
    });

    it("lists and reaches what the caller's key covers, and nothing else", async () => {
        publish({ churn: { products: ["gold"], names: ["churn", "gpt-4o"] }, fraud: {} });
        assert.deepEqual(await list("gold"), ["churn", "gpt-4o"]);
        for (const key of ["all", "own"]) assert.deepEqual(await list(key), ["churn", "gpt-4o", "fraud"]);
        assert.equal((await ask("gold", "gpt-4o")).status, 200);
        for (const model of [
            "fraud",
            "",
            "CHURN",
            "churn=churn",
            "\u00adchurn",
            "churn gpt-4o",
            null,
            1,
            {},
            ["churn"],
        ]) {
            const { status, body } = await ask("gold", model);
            assert.equal(status, 404, `${JSON.stringify(model)}: ${body}`);
            assert.equal(JSON.parse(body).error.code, "model_not_found");
        }
        for (const key of ["alone", "wrong", ""]) assert.equal((await ask(key, "churn")).status, 401);
        assert.equal(running.upstream.calls.length, 1);
    });

    it("counts a limit once for each key, whichever way the model is reached", async () => {
        const limits = { calls: { count: 3, seconds: 60, per: "subscription" } } as const;
        const own = apiContributions({ callers, resilience, limits, called: called("churn") });
        running.plane.api("churn", {
            subscriptionRequired: true,
            serviceUrl: `${running.upstream.url}/serving-endpoints/churn`,
        });
        running.plane.policy("apis/churn", policyOf(own, facts));
        publish({ churn: { limits }, fraud: { limits } });
        const statuses: number[] = [];
        for (const at of ["own", "shared", "own", "shared", "own"]) {
            const options = {
                body: '{"model":"churn"}',
                headers: { "api-key": "all", "ocp-apim-subscription-key": "all" },
            };
            const path = at === "own" ? "/churn/invocations" : "/openai/chat/completions";
            statuses.push((await running.call(path, options)).status);
        }
        assert.deepEqual(statuses, [200, 200, 200, 429, 429]);
        assert.equal((await ask("all", "fraud")).status, 200);
    });

    it("holds each model to its own addresses and its own task", async () => {
        const nobody = { action: "allow", ranges: [{ from: "203.0.113.1", to: "203.0.113.9" }] } as const;
        publish({ churn: {}, fraud: { ipFilter: nobody }, ada: { openAi: "openai-embeddings" } });
        assert.deepEqual((await list("all")).length, 3);
        assert.equal((await ask("all", "fraud")).status, 403);
        assert.equal((await ask("all", "ada")).status, 404);
        assert.equal((await ask("all", "churn", "embeddings")).status, 404);
        assert.equal((await ask("all", "ada", "embeddings")).status, 200);
        publish({ churn: { ipFilter: nobody }, fraud: { ipFilter: nobody } });
        const { status } = await running.call("/openai/models?api-key=all", { method: "GET" });
        assert.equal(status, 403);
    });

    it("runs a team's own policies for the models that have them, and what all have alike for every call", async () => {
        const including = (...fragments: string[]) => ({
            policies: { inbound: fragments.map((fragment) => ({ fragment, position: "before" as const })) },
        });
        for (const name of ["all", "fraud"]) {
            const value = `<fragment><set-header name="X-Own" exists-action="append"><value>${name}</value></set-header></fragment>`;
            running.plane.set(`policyFragments/${name}`, "policyFragments", { format: "xml", value });
        }
        publish({ churn: including("all"), fraud: including("all", "fraud"), ada: {} });
        for (const [model, expected] of [
            ["churn", "all"],
            ["fraud", "all, fraud"],
            ["ada", undefined],
        ] as const) {
            assert.equal((await ask("all", model)).status, 200);
            assert.equal([running.received("X-Own") ?? []].flat().join(", ") || undefined, expected);
        }
        const refusing =
            '<fragment><return-response><set-status code="418" reason="Ours" /></return-response></fragment>';
        running.plane.set("policyFragments/all", "policyFragments", { format: "xml", value: refusing });
        publish({ churn: including("all"), fraud: including("all") });
        assert.equal((await running.call("/openai/models?api-key=all", { method: "GET" })).status, 418);
    });

    it("takes the model from the path where Azure's clients name it", async () => {
        publish({ churn: { products: ["gold"] }, fraud: {} });
        for (const [model, expected] of [
            ["churn", 200],
            ["fraud", 404],
            ["..", 404],
            ["%2e%2e", 404],
            ["churn%2f..%2ffraud", 404],
        ] as const) {
            const path = `/openai/openai/deployments/${model}/chat/completions?api-version=1&api-key=gold`;
            const { status } = await running.callAt(path, { body: '{"model":"fraud"}' });
            assert.equal(status, expected, model);
        }
        assert.deepEqual(
            running.upstream.calls.map(({ url }) => url),
            ["/serving-endpoints/churn/invocations?api-version=1"],
        );
        const one = await running.call("/openai/models/churn?api-key=gold", { method: "GET" });
        assert.deepEqual(JSON.parse(one.body), { id: "churn", object: "model", created: 0, owned_by: "databricks" });
        assert.equal((await running.call("/openai/models/fraud?api-key=gold", { method: "GET" })).status, 404);
    });

    it("refuses what is too large before it is read", async () => {
        publish({ churn: {} });
        const { status } = await running.call("/openai/chat/completions?api-key=all", {
            body: "x".repeat(17 * 1024 * 1024),
        });
        assert.equal(status, 413);
    });

    it("has one policy for all models where they are alike", () => {
        const models = (count: number) => Array.from({ length: count }, (_, index) => shared(`model-${index}`, {}));
        const size = (count: number) => sizeOf(sharedContributions(models(count), callers, openAiLists), facts);
        assert.ok((size(100) - size(50)) / 50 < 300, `${(size(100) - size(50)) / 50} bytes a model`);
    });

    it("counts tokens for the API of the model that was called", () => {
        const observability = { sampling: 100, tokenMetrics: true };
        const policy = policyOf(sharedContributions([shared("chat", { observability })], callers, openAiLists), facts);
        const id = /<dimension name="API ID" value="([^"]*)"/.exec(policy)?.[1];
        assert.equal(id, "@((string)context.Variables[&quot;models-api&quot;])");
        assert.match(policy, /<dimension name="Product ID" \/>/);
    });

    it("answers Databricks' clients at their own paths, for models of every task", async () => {
        const { plane, upstream } = running;
        plane.api("root", {
            path: "",
            subscriptionRequired: true,
            subscriptionKeyParameterNames: callers.subscriptionKey,
        });
        operations("root", databricksApiDocument());
        plane.set("products/gold/apis/root", "products/apis", {});
        const models = [
            shared("chat", { products: ["gold"] }),
            shared("wine", { products: ["gold"], openAi: undefined }),
            shared("secret", {}),
        ];
        plane.policy(
            "apis/root",
            policyOf(sharedContributions(models, callers, databricksLists), { ...facts, openAiErrors: "some" }),
        );
        const get = async (path: string) => {
            const { status, body } = await running.call(`/api/2.0/serving-endpoints${path}?api-key=gold`, {
                method: "GET",
            });
            return [status, JSON.parse(body)] as const;
        };
        assert.deepEqual(await get(""), [200, { endpoints: [{ name: "chat" }, { name: "wine" }] }]);
        assert.deepEqual(await get("/wine"), [200, { name: "wine" }]);
        const [status, { error_code }] = await get("/secret");
        assert.deepEqual([status, error_code], [404, "RESOURCE_DOES_NOT_EXIST"]);
        const post = async (path: string, body: string) =>
            (await running.callAt(`/serving-endpoints${path}?api-key=gold`, { body })).status;
        assert.equal(await post("/wine/invocations", '{"model":"secret"}'), 200);
        assert.equal(await post("/chat/completions", '{"model":"chat"}'), 200);
        assert.equal(await post("/chat/completions", '{"model":"wine"}'), 404);
        for (const path of ["secret", "..", "%2e%2e", "wine%2f..%2fsecret", "wine/../secret", "wine%252f"]) {
            assert.ok((await post(`/${path}/invocations`, "{}")) >= 400, path);
        }
        assert.deepEqual(
            upstream.calls.map(({ url }) => url),
            ["/serving-endpoints/wine/invocations", "/serving-endpoints/chat/invocations"],
        );
    });

    it("asks everybody for a token where no key is needed, and keeps it for a model that counts by caller", () => {
        const entra = { tenantId: "t", audiences: ["api://m"], clientApplications: [], claims: {} };
        const calls = { count: 3, seconds: 60, per: "caller" } as const;
        const models = [{}, { limits: { calls } }].map((settings, index): SharedModel => {
            const api = { callers: { entra }, resilience, ...settings, isShared: true, called: called(`m${index}`) };
            return { ...shared(`m${index}`, {}), contributions: apiContributions(api) };
        });
        const policy = policyOf(sharedContributions(models, { entra }, openAiLists), facts);
        assert.equal(policy.match(/<validate-azure-ad-token/g)!.length, 1);
        assert.match(policy, /output-token-variable-name="caller-token"/);
        assert.ok(policy.indexOf("validate-azure-ad-token") < policy.indexOf('name="models" value="m0=m0 m1=m1"'));
        assert.doesNotMatch(policy, /context\.Product/);
    });
});
