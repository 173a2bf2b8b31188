import assert from "node:assert/strict";
import type { PlannedGateway } from "../../../components/gateway/plannedGateway";
import { unpacked } from "../../../json/documentInState";
import { churn, declare, ofType, one } from "../declare";
import { served } from "../recorder";

const service = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiCenter/services/contoso";
const apiCenter = { service, workspace: "default", lifecycleStage: "production" } as const;
const mark =
    'API "churn" of the API Management service apim-contoso. Registered by the Pulumi stack serving-gateway/test.';

const document = JSON.stringify({
    openapi: "3.0.3",
    info: { title: "churn", version: "1" },
    paths: { "/invocations": { post: { operationId: "invoke", responses: { "200": { description: "OK" } } } } },
});

describe("the entry of an API in an API Center", () => {
    const before = served.document;
    beforeEach(() => void Object.assign(served, { document }));
    afterEach(() => void Object.assign(served, { document: before }));

    const entryOf = async (endpoint: object, more: object = {}) => {
        const { declared } = await declare({ endpoints: [{ ...churn, ...endpoint }], ...more });
        return one(declared, "ApiCenterEntry");
    };

    it("is one resource, after all of the API, with what people and tools read there", async () => {
        const settings = {
            ...apiCenter,
            environment: "prod",
            contact: { email: "models@contoso.example" },
            documentation: "https://contoso.example/models",
            customProperties: { area: "risk" },
        };
        const { declared } = await declare({ endpoints: [{ ...churn, apiCenter: settings }] });
        const { name, inputs } = one(declared, "ApiCenterEntry");
        assert.equal(name, "churn-api-center");
        const order = declared.map((each) => each.name);
        assert.ok(order.indexOf(name) > order.indexOf("churn-policy"));
        const { __document, __provider, documentHash, ...shown } = inputs;
        assert.deepEqual(shown, {
            entryId: `${service}/workspaces/default/apis/churn`,
            mark,
            api: {
                title: "churn",
                kind: "rest",
                summary: "Predicts churn.",
                description: `Predicts churn.\n\nOwner: ml@contoso.example\n\n${mark}`,
                contacts: [{ email: "models@contoso.example" }],
                externalDocumentation: [{ title: "Documentation", url: "https://contoso.example/models" }],
                customProperties: { area: "risk" },
            },
            version: { title: "current", lifecycleStage: "production" },
            deployment: {
                title: "apim-contoso",
                environmentId: "/workspaces/default/environments/prod",
                definitionId: "/workspaces/default/apis/churn/versions/current/definitions/openapi",
                state: "active",
                server: { runtimeUri: ["https://apim-contoso.azure-api.net/models/churn"] },
            },
        });
        assert.match(documentHash, /^[0-9a-f]{64}$/);
    });

    it("has the document for callers, with the gateway's URL and what it asks for", async () => {
        const { inputs } = await entryOf({ apiCenter });
        const { servers, components } = JSON.parse(unpacked(inputs.__document));
        assert.deepEqual(servers, [{ url: "https://apim-contoso.azure-api.net/models/churn" }]);
        assert.equal(components.securitySchemes !== undefined, true);
        assert.equal(inputs.deployment, undefined);
    });

    it("is called as the API with its prefix, or with one of its own, in names that an API Center takes", async () => {
        const nameOf = async (endpoint: object, more: object = {}) =>
            (await entryOf({ apiCenter, ...endpoint }, more)).inputs.entryId.split("/").at(-1);
        assert.equal(await nameOf({}, { namePrefix: "team2-" }), "team2-churn");
        const prefixed = { apiCenter: { ...apiCenter, prefix: "prod-" } };
        assert.equal(await nameOf(prefixed, { namePrefix: "team2-" }), "prod-churn");
        assert.match(await nameOf({ name: "my_model", path: "a" }), /^my-model-[0-9a-f]{12}$/);
        assert.match(await nameOf({ name: "ml", path: "a" }), /^ml-[0-9a-f]{12}$/);
        assert.match(await nameOf({ name: "m".repeat(63), path: "a", apiId: "m".repeat(120) }), /^m{77}-[0-9a-f]{12}$/);
    });

    it("keeps to the lengths that an API Center takes, and always ends in whose it is", async () => {
        const { inputs } = await entryOf({ apiCenter, displayName: "é".repeat(40), description: "x".repeat(3000) });
        const { title, summary, description } = inputs.api;
        assert.deepEqual([title, summary], ["é".repeat(25), "x".repeat(200)]);
        assert.equal(description.length, 1000);
        assert.ok(description.endsWith(`x\n\n${mark}`));
    });

    it("has its title as a summary where nobody has described the API", async () => {
        const { description, metadata } = served;
        Object.assign(served, { description: "", metadata: "" });
        const { api } = (await entryOf({ apiCenter })).inputs;
        Object.assign(served, { description, metadata });
        assert.deepEqual([api.summary, api.description], ["churn", mark]);
    });

    it("is there for the APIs that models share too, where the stack asks for entries", async () => {
        const ofEndpoints = { ...churn, apiCenter } as unknown as PlannedGateway["ofEndpoints"];
        const { declared } = await declare({ databricksPaths: true, ofEndpoints, namePrefix: "team2-" });
        const { inputs } = one(declared, "ApiCenterEntry");
        assert.match(inputs.entryId, /\/apis\/team2-databricks[a-z-]*$/);
        const { servers, paths } = JSON.parse(unpacked(inputs.__document));
        assert.deepEqual(servers, [{ url: "https://apim-contoso.azure-api.net" }]);
        assert.ok(Object.keys(paths).length > 0);
    });

    it("is not declared unless somebody asks for it", async () => {
        assert.deepEqual(ofType((await declare({})).declared, "ApiCenterEntry"), []);
    });
});
