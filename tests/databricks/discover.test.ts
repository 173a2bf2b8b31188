import assert from "node:assert/strict";
import { type EndpointFilter, searchForEndpoints } from "../../databricks/discover";
import { type ModelServiceFilter, modelServices } from "../../databricks/sources/modelServices";
import type { ServingEndpoint } from "../../databricks/sources/servingEndpoint";
import { modelNamed, textOf } from "../../databricks/sources/sources";

const endpoints: ServingEndpoint[] = [
    { name: "churn-eu", tags: [{ key: "team", value: "sales" }, { key: "public" }] },
    { name: "churn-us", tags: [{ key: "team", value: "sales" }] },
    { name: "embed_a", task: "llm/v1/embeddings", tags: [{ key: "team", value: "search" }] },
    { name: "llama", task: "llm/v1/chat" },
    // No serving endpoint can have such a name.
    { name: 'x" or 1 == 1 //', tags: [{ key: "team", value: "sales" }] },
    { name: "rag", task: "agent/v1/chat", tags: [{ key: "Team", value: "sales" }] },
];

function found(filter: Partial<EndpointFilter>): string {
    const { fits } = searchForEndpoints({ tags: {}, names: ["*"], tasks: [], exclude: [], ...filter })!;
    return endpoints
        .filter(fits)
        .map(({ name }) => name)
        .join(" ");
}

describe("the search for endpoints", () => {
    const cases: { what: string; filter: Partial<EndpointFilter>; finds: string }[] = [
        {
            what: "finds all where only any name is asked for",
            filter: {},
            finds: "churn-eu churn-us embed_a llama rag",
        },
        { what: "looks at a tag's value", filter: { tags: { team: ["sales"] } }, finds: "churn-eu churn-us" },
        {
            what: "takes any of several values",
            filter: { tags: { team: ["sales", "search"] } },
            finds: "churn-eu churn-us embed_a",
        },
        { what: "takes a tag of any value, or of none", filter: { tags: { public: true } }, finds: "churn-eu" },
        { what: "knows a tag without a value as an empty one", filter: { tags: { public: [""] } }, finds: "churn-eu" },
        {
            what: "wants every tag that is asked for",
            filter: { tags: { team: ["sales"], public: true } },
            finds: "churn-eu",
        },
        {
            what: "takes any characters for a star",
            filter: { names: ["churn-*", "l*a"] },
            finds: "churn-eu churn-us llama",
        },
        {
            what: "takes one character for a question mark",
            filter: { names: ["churn-?u", "ra?"] },
            finds: "churn-eu rag",
        },
        { what: "takes a name as a whole, and by its case", filter: { names: ["churn", "LLAMA"] }, finds: "" },
        { what: "leaves out what is excluded", filter: { exclude: ["*u*", "rag"] }, finds: "embed_a llama" },
        { what: "looks at the task", filter: { tasks: ["llm/v1/chat"] }, finds: "llama" },
        { what: "takes patterns of tasks", filter: { tasks: ["*/chat"] }, finds: "llama rag" },
        { what: "finds endpoints without a task", filter: { tasks: ["none"] }, finds: "churn-eu churn-us" },
        {
            what: "wants all filters to fit",
            filter: { names: ["*u*"], tags: { team: ["sales"] } },
            finds: "churn-eu churn-us",
        },
        { what: "takes a dot for a dot", filter: { names: ["embed.a"] }, finds: "" },
    ];
    for (const { what, filter, finds } of cases) it(what, () => assert.equal(found(filter), finds));

    it("takes no longer for a pattern of many stars", () => {
        const start = performance.now();
        assert.equal(found({ names: [`${"*".repeat(90)}x`, `${"?*".repeat(40)}x`] }), "");
        assert.ok(performance.now() - start < 1000);
    });
});

describe("the search for model services", () => {
    const service = (name: string, ...apiTypes: string[]) => ({ name, apiTypes, task: "llm/v1/chat" });
    const services = [
        service("main.ml.chat", "mlflow/v1/chat/completions"),
        service("main.support.chat", "openai/v1/chat/completions", "anthropic/v1/messages"),
        service("system.ai.gte", "mlflow/v1/embeddings"),
        // Nothing of it can be published.
        { ...service("system.ai.gemini", "gemini/v1/generate"), task: undefined },
        service('system.ai.x" or 1', "mlflow/v1/embeddings"),
    ];
    const found = (filter: Partial<ModelServiceFilter>) => {
        const all = { catalogs: [], schemas: [], names: [], apiTypes: [], exclude: [] };
        const { fits } = modelServices.search({ modelServices: { ...all, ...filter } })!;
        return services.filter(fits).map(({ name }) => name);
    };

    const cases: readonly (readonly [what: string, filter: Partial<ModelServiceFilter>, finds: readonly string[]])[] = [
        ["finds all that can be published", {}, ["main.ml.chat", "main.support.chat", "system.ai.gte"]],
        ["looks at the catalog", { catalogs: ["sys*"] }, ["system.ai.gte"]],
        ["looks at the schema", { schemas: ["support", "none"] }, ["main.support.chat"]],
        ["looks at the name alone", { names: ["chat"] }, ["main.ml.chat", "main.support.chat"]],
        ["looks at every API type", { apiTypes: ["anthropic/*"] }, ["main.support.chat"]],
        ["wants all filters to fit", { catalogs: ["main"], apiTypes: ["*/embeddings"] }, []],
        ["leaves out full names", { exclude: ["main.*.chat"] }, ["system.ai.gte"]],
    ];
    for (const [what, filter, finds] of cases) it(what, () => assert.deepEqual(found(filter), finds));
});

describe("the text of a model that was found", () => {
    it("is the name, as states have it, of an endpoint and of a model service", () => {
        assert.equal(textOf({ name: "churn" }), "churn");
        assert.equal(textOf({ kind: "modelService", name: "main.support.chat" }), "main.support.chat");
    });

    it("tells which model it is of", () => {
        assert.deepEqual(modelNamed("churn"), { name: "churn" });
        assert.deepEqual(modelNamed("main.support.chat"), { kind: "modelService", name: "main.support.chat" });
    });
});
