import assert from "node:assert/strict";
import { churn } from "../components/declare";
import { deployed, FakeAzure, plan, refusal, saved } from "./planned";

const plain = { ...churn, resilience: { ...churn.resilience, circuitBreaker: false as const } };
const wine = { ...plain, name: "wine", path: "models/wine" };

/** Stack with `churn` and `wine` deployed, and both in the service. */
const both = [
    ...deployed,
    saved("Api", "wine-api", "apis/wine", { path: "models/wine" }),
    saved("ApiPolicy", "wine-policy", "apis/wine/policies/policy"),
    saved("Subscription", "wine-subscription", "subscriptions/wine"),
];
const inService = { "apis/churn": { path: "models/churn" }, "apis/wine": { path: "Models/Wine" } };

const azure = (more: object = {}) => new FakeAzure({ ...inService, ...more });

describe("a path that another API has", () => {
    it("is refused where that API goes away in the same deployment, with apiId to take it over", async () => {
        const endpoints = [plain, { ...plain, name: "ada", path: "models/wine" }];
        const message = await refusal({ azure: azure(), state: both, settings: { endpoints } });
        assert.equal(
            message,
            [
                "this cannot be deployed:",
                '  endpoint "ada" is to be published at the path "models/wine", which the stack\'s API "wine" keeps until it is deleted at the end of this deployment',
                '      Set apiId: wine at the entry of "ada", which then takes over that API with its URL and keys, or choose another path',
            ].join("\n"),
        );
    });

    it("is refused where an API of the stack moves to it, which cannot take over another one", async () => {
        const endpoints = [{ ...plain, path: "models/wine" }];
        const message = await refusal({ azure: azure(), state: both, settings: { endpoints } });
        assert.match(message, /Choose another path, or remove "wine" first, in a separate deployment/);
    });

    it("is taken over with apiId", async () => {
        const endpoints = [plain, { ...plain, name: "ada", apiId: "wine", path: "models/wine" }];
        await plan({ azure: azure(), state: both, settings: { endpoints } });
    });

    it("is refused where that API is somebody else's, whatever its case", async () => {
        const there = azure({ "apis/echo": { path: "Models/Churn" } });
        const state = deployed.filter(({ urn }) => !urn.includes("ServingApi"));
        const message = await refusal({ azure: there, state });
        assert.match(message, /which the API "echo" of the service has\. That API is not in the stack's state\n/);
        assert.match(message, /Choose another path\. .* set apiId: echo at the endpoint and run adopt/);
    });

    it("waits where that API moves to another path in the same deployment", async () => {
        const endpoints = [
            { ...plain, path: "models/wine" },
            { ...wine, path: "models/red" },
        ];
        const { after } = await plan({ azure: azure(), state: both, settings: { endpoints } });
        assert.deepEqual([...after], [["churn", ["wine"]]]);
    });

    it("is refused where two APIs swap their paths, with the way there", async () => {
        const endpoints = [
            { ...plain, path: "models/wine" },
            { ...wine, path: "models/churn" },
        ];
        const message = await refusal({ azure: azure(), state: both, settings: { endpoints } });
        assert.equal(
            message,
            [
                "this cannot be deployed:",
                '  the endpoints "churn" (to "models/wine"), "wine" (to "models/churn") exchange their paths, and Azure applies one change at a time',
                '      First publish "churn" at an unused path, in a separate deployment',
            ].join("\n"),
        );
    });

    it("is refused where three APIs exchange their paths in turn", async () => {
        const red = { ...plain, name: "red", path: "models/red" };
        const state = [
            ...both,
            saved("Api", "red-api", "apis/red", { path: "models/red" }),
            saved("ApiPolicy", "red-policy", "apis/red/policies/policy"),
            saved("Subscription", "red-subscription", "subscriptions/red"),
        ];
        const endpoints = [
            { ...plain, path: wine.path },
            { ...wine, path: red.path },
            { ...red, path: plain.path },
        ];
        const there = azure({ "apis/red": { path: "models/red" } });
        const message = await refusal({ azure: there, state, settings: { endpoints } });
        assert.equal(message.match(/exchange their paths/g)?.length, 1);
        assert.match(message, /"churn" .*"wine" .*"red"/);
    });

    it("is shared by versions: the API that has it joins the version set first, wherever it is listed", async () => {
        const endpoints = [{ ...plain, name: "next", apiId: "churn-v2", version: "v2" }, plain];
        const { after } = await plan({ azure: azure(), state: both, settings: { endpoints } });
        assert.deepEqual([...after], [["churn-v2", ["churn"]]]);
    });

    it("is refused to an API that leaves the version set while another version goes away", async () => {
        const set = "/service/apim-contoso/apiVersionSets/models=churn";
        const state = [
            ...deployed.filter(({ urn }) => !urn.endsWith("churn-api")),
            saved("Api", "churn-api", "apis/churn", { path: "models/churn", apiVersionSetId: set }),
            saved("Api", "churn-v2-api", "apis/churn-v2", { path: "models/churn", apiVersionSetId: set }),
        ];
        const there = new FakeAzure({
            "apis/churn": { path: "models/churn", apiVersionSetId: set },
            "apis/churn-v2": { path: "models/churn", apiVersionSetId: set, apiVersion: "v2" },
        });
        const message = await refusal({ azure: there, state });
        assert.match(message, /"churn-v2" keeps until it is deleted.*\n +Set version: original at the endpoint/);
        await plan({ azure: there, state, settings: { endpoints: [{ ...plain, version: "original" }] } }).catch(
            (error: Error) => assert.doesNotMatch(error.message, /path/),
        );
    });

    describe("with a version", () => {
        const set = "/service/apim-contoso/apiVersionSets/models=churn";
        const version = (apiVersion: string) => ({ path: "models/churn", apiVersionSetId: set, apiVersion });
        const state = [
            ...both.filter(({ urn }) => !/-api$/.test(urn)),
            saved("Api", "churn-api", "apis/churn", version("v1")),
            saved("Api", "wine-api", "apis/wine", version("v2")),
            saved("ApiVersionSet", "versions-models=churn", "apiVersionSets/models=churn"),
        ];
        const there = new FakeAzure({ "apis/churn": version("v1"), "apis/wine": version("v2") });
        const versions = (ofChurn: string, ...ofWine: string[]) => [
            { ...plain, apiId: "churn", version: ofChurn },
            ...ofWine.map((version) => ({ ...wine, path: plain.path, apiId: "wine", version })),
        ];

        it("waits where that API gets another version in the same deployment", async () => {
            const ordered = await plan({ azure: there, state, settings: { endpoints: versions("V2", "v3") } });
            assert.deepEqual([...ordered.after], [["churn", ["wine"]]]);
            const free = await plan({ azure: there, state, settings: { endpoints: versions("v3", "v2") } });
            assert.deepEqual([...free.after], []);
        });

        it("is refused where two APIs swap their versions, with the way there", async () => {
            assert.equal(
                await refusal({ azure: there, state, settings: { endpoints: versions("v2", "v1") } }),
                [
                    "this cannot be deployed:",
                    '  the endpoints "churn" (to v2 of "models/churn"), "wine" (to v1 of "models/churn") exchange their versions, and Azure applies one change at a time',
                    '      First publish "churn" at an unused version, in a separate deployment',
                ].join("\n"),
            );
        });

        it("is refused where that API goes away in the same deployment", async () => {
            assert.match(
                await refusal({ azure: there, state, settings: { endpoints: versions("v2") } }),
                /at the path "models\/churn" as version "v2", which the stack's API "wine" keeps until .*\n +Choose another path, or remove "wine" first/,
            );
        });
    });

    it("costs no call where every API keeps its path", async () => {
        const there = azure();
        await plan({ azure: there, state: both, settings: { endpoints: [plain, wine] } });
        assert.deepEqual(there.asked, []);
    });

    it("is refused to the one API at the gateway's root, where another stack has it", async () => {
        const there = azure({ "apis/theirs-databricks-paths": { path: "" } });
        const settings = { endpoints: [plain, wine], databricksPaths: true, namePrefix: "ours-" };
        const message = await refusal({ azure: there, state: [], settings });
        assert.match(
            message,
            /databricksPaths is to be published at the gateway's root, which the API "theirs-databricks-paths"/,
        );
        assert.match(message, /A service takes one such API\. Remove the setting from one of the stacks\./);
    });

    it("is refused to an API of several models, where it is somebody else's", async () => {
        const there = azure({ "apis/echo": { path: "OpenAI" } });
        const settings = { endpoints: [plain, wine], openai: { path: "openai", aliases: {} } };
        const message = await refusal({ azure: there, state: both, settings });
        assert.match(message, /serving-gateway:openai is to be published at the path "openai", which the API "echo"/);
        assert.match(message, /\n      Choose another path\.$/m);
    });

    it("is refused to an endpoint that takes the one of the API of several models, which is written last", async () => {
        const openaiApi = saved("Api", "gateway-openai-api", "apis/openai", { path: "openai" });
        const urn = openaiApi.urn.replace("ServingApi", "OpenAiApi");
        const there = azure({ "apis/openai": { path: "openai" } });
        const settings = {
            endpoints: [{ ...plain, path: "openai" }, wine],
            openai: { path: "models", aliases: {} },
        };
        const state = [...both, { ...openaiApi, urn }];
        const message = await refusal({ azure: there, state, settings });
        assert.match(message, /Change serving-gateway:openai first, in a separate deployment/);
        const endpoints = [plain, wine, { ...plain, name: "ada", path: "openai" }];
        const leaving = await refusal({ azure: there, state, settings: { endpoints } });
        assert.match(
            leaving,
            /keeps until .*\n +Choose another path, or remove "openai" first, in a separate deployment/,
        );
    });
});

describe("a display name that only one may have", () => {
    it("is refused where another named value has it, with the setting that changes it", async () => {
        const there = new FakeAzure({ "namedValues/0123abc": { displayName: "databricks-pat" } });
        const message = await refusal({ azure: there });
        assert.match(
            message,
            /namedValues\/databricks-pat needs the display name "databricks-pat", and Azure allows only one named value of that name: .*namedValues\/0123abc has it, which is not in the stack's state\n +Change namedValue at the credential$/,
        );
    });

    it("is refused for tags and products too, new and renamed ones", async () => {
        const there = azure({
            "tags/5f3a": { displayName: "Risk" },
            "products/other": { displayName: "Gold" },
        });
        const endpoints = [{ ...plain, tags: [{ id: "risk", name: "Risk" }] }];
        const gold = {
            endpoints: ["*"],
            published: true,
            approval: false,
            groups: [],
            subscriptions: [],
            deleteSubscriptions: false,
        };
        const products = [{ ...gold, name: "gold", displayName: "Gold" }];
        const message = await refusal({ azure: there, state: deployed, settings: { endpoints, products } });
        assert.match(message, /tags\/5f3a has it/);
        assert.match(message, /products\/other has it/);
    });

    it("is refused where the stack's own has it until the deployment ends", async () => {
        const gold = {
            endpoints: ["*"],
            published: true,
            approval: false,
            groups: [],
            subscriptions: [],
            deleteSubscriptions: false,
        };
        const products = [{ ...gold, name: "gold-2", displayName: "Gold" }];
        const there = azure({ "products/gold": { displayName: "Gold" } });
        const state = [...deployed, saved("Product", "product-gold", "products/gold", { displayName: "Gold" })];
        const message = await refusal({ azure: there, state, settings: { products } });
        assert.match(message, /products\/gold has it, which the stack keeps until the end of this deployment\n/);
    });
});
