import assert from "node:assert/strict";
import { publishedApi } from "../../../commands/callers/publishedApi";
import { NotPublishedError } from "../../../commands/publishedStack";
import { packed } from "../../../json/documentInState";

const urn = (type: string, name: string) => `urn:pulumi:dev::serving-gateway::${type}::${name}`;
const needs = { subscriptionKey: { header: "X-Key", query: "key" } };

const kept = (document: string): object => ({ __document: packed(document) });

/** What `pulumi stack export` writes of a stack with these APIs, by their names in the state. */
function exported(
    apis: Record<string, { endpoint: string; output?: object }>,
    endpointDefaults: object = {},
    keep = kept,
): string {
    const endpoints = Object.fromEntries(
        Object.entries(apis).map(([key, { output }]) => [
            key,
            output ?? { url: `https://gateway.example/${key}`, needs },
        ]),
    );
    const resources = Object.entries(apis).flatMap(([key, { endpoint }]) => [
        { urn: urn("serving-gateway:index:ServingApi", key), type: "serving-gateway:index:ServingApi" },
        {
            urn: urn("pulumi-nodejs:dynamic/serving-gateway:EndpointSpec", `${key}-spec`),
            type: "pulumi-nodejs:dynamic/serving-gateway:EndpointSpec",
            inputs: { endpoint },
            outputs: {
                ...keep(JSON.stringify({ openapi: "3.0.3", info: { title: endpoint } })),
                warnings: [`#: ${endpoint} says less`],
            },
        },
        {
            urn: urn("azure-native:apimanagement:Api", `${key}-api`),
            type: "azure-native:apimanagement:Api",
            id: `/subscriptions/s/resourceGroups/r/providers/Microsoft.ApiManagement/service/a/apis/team-${key}`,
        },
    ]);
    const stack = {
        urn: urn("pulumi:pulumi:Stack", "dev"),
        type: "pulumi:pulumi:Stack",
        outputs: { endpoints, endpointDefaults },
    };
    return JSON.stringify({ deployment: { resources: [stack, ...resources] } });
}

describe("what callers have of an API, in the state of its stack", () => {
    it("is its document, its URL, its identifier in the service and what it asks for", () => {
        const state = exported({ churn: { endpoint: "churn" } });
        const { document, facts, warnings } = publishedApi(state, "dev", "churn");
        assert.equal(document.info.title, "churn");
        assert.deepEqual(warnings, ["#: churn says less"]);
        assert.deepEqual(facts, { apiId: "team-churn", url: "https://gateway.example/churn", needs });
    });

    it("asks for what the stack's endpoints have in common, unless the API says otherwise", () => {
        const common = { subscriptionKey: { header: "X-Common", query: "common" } };
        const apis = {
            churn: { endpoint: "churn", output: { url: "https://gateway.example/churn" } },
            wine: { endpoint: "wine" },
        };
        const state = exported(apis, { needs: common });
        assert.deepEqual(publishedApi(state, "dev", "churn").facts.needs, common);
        assert.deepEqual(publishedApi(state, "dev", "wine").facts.needs, needs);
    });

    it("has the document of a stack that an earlier version deployed", () => {
        const text = exported({ churn: { endpoint: "churn" } }, {}, (document) => ({ document }));
        assert.equal(publishedApi(text, "dev", "churn").document.info.title, "churn");
    });

    it("is the document that is published, not the one that a refresh has found since", () => {
        const served = JSON.stringify({ info: { title: "served" } });
        for (const keep of [
            (document: string) => ({ __document: packed(served), __published: packed(document) }),
            (document: string) => ({ document: served, published: document }),
        ]) {
            const text = exported({ churn: { endpoint: "churn" } }, {}, keep);
            assert.equal(publishedApi(text, "dev", "churn").document.info.title, "churn");
        }
    });

    it("is found by the endpoint's name where the API has another one", () => {
        const { facts } = publishedApi(exported({ "churn-v2": { endpoint: "churn" } }), "dev", "churn");
        assert.equal(facts.apiId, "team-churn-v2");
    });

    it("is its own where another API is called as what belongs to it", () => {
        const text = exported({ "churn-spec": { endpoint: "other" }, churn: { endpoint: "churn" } });
        assert.equal(publishedApi(text, "dev", "churn").document.info.title, "churn");
    });

    for (const [what, text, message] of [
        [
            "a stack that has published nothing",
            JSON.stringify({ deployment: {} }),
            /^stack "dev" has published nothing yet\. Run `npx pulumi up --stack dev` first\.$/,
        ],
        ["a stack that was never deployed", "{}", /has published nothing yet/],
        [
            "an endpoint that is not in it",
            exported({ wine: { endpoint: "wine" }, chat: { endpoint: "chat" } }),
            /^stack "dev" does not publish "churn"\. It publishes chat, wine\.$/,
        ],
        [
            "an endpoint that is published more than once",
            exported({ "churn-v1": { endpoint: "churn" }, "churn-v2": { endpoint: "churn" } }),
            /publishes "churn" as churn-v1, churn-v2\. Name one of them: endpoint:churn-v1\.$/,
        ],
        [
            "a stack of an earlier version",
            exported({ churn: { endpoint: "churn", output: { url: "https://gateway.example/churn" } } }),
            /was deployed by an earlier version, .* Run `npx pulumi up --stack dev` first\.$/,
        ],
    ] as const) {
        it(`is not guessed for ${what}`, () => {
            assert.throws(
                () => publishedApi(text, "dev", "churn"),
                (error: Error) => error instanceof NotPublishedError && message.test(error.message),
            );
        });
    }
});
