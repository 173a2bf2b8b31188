import assert from "node:assert/strict";
import { refusalOf, settingsWith } from "./configuration";

const endpoints = [{ name: "churn" }, { name: "llama-chat", path: "models/chat" }];

describe("the API of several models, in the settings", () => {
    it("is there where it has a path", () => {
        assert.equal(settingsWith({ endpoints }).openai, undefined);
        assert.equal(settingsWith({ endpoints, openai: {} }).openai, undefined);
        const openai = { path: "openai", models: ["llama-chat"], aliases: { "gpt-4o": "llama-chat" } };
        assert.deepEqual(settingsWith({ endpoints, openai }).openai, openai);
    });

    const wrong: { what: string; changes: Record<string, unknown>; says: RegExp }[] = [
        { what: "no path", changes: { openai: { models: ["churn"] } }, says: /openai\.path is missing.*e\.g\. openai/ },
        {
            what: "the path of an endpoint, whatever its case",
            changes: { openai: { path: "Models/chat" } },
            says: /openai\.path "Models\/chat" is the path of the endpoint "llama-chat" too/,
        },
        {
            what: "an endpoint whose API has its identifier",
            changes: { endpoints: [{ name: "openai", path: "a" }], openai: { path: "b" } },
            says: /the identifier "openai".*Set another apiId at its entry/,
        },
        {
            what: "a model that is no endpoint",
            changes: { openai: { path: "openai", models: ["gone"] } },
            says: /openai\.models\[0\]: "gone" is no endpoint that the stack publishes/,
        },
        {
            what: "an endpoint whose API has a name of its own",
            changes: {
                endpoints: [{ name: "churn", apiId: "leavers" }],
                openai: { path: "openai", models: ["churn"] },
            },
            says: /openai\.models\[0\]: "churn" is published as "leavers"\. Write that name/,
        },
        {
            what: "an alias of no endpoint",
            changes: { openai: { path: "openai", aliases: { "gpt-4o": "gone" } } },
            says: /openai\.aliases\.gpt-4o: "gone" is no endpoint/,
        },
        {
            what: "an alias that is an endpoint's name",
            changes: { openai: { path: "openai", aliases: { churn: "llama-chat" } } },
            says: /openai\.aliases\.churn is the name of an endpoint\. Choose another alias/,
        },
        {
            what: "an alias of a model that it does not have",
            changes: { openai: { path: "openai", models: ["churn"], aliases: { a: "llama-chat" } } },
            says: /openai\.aliases\.a: "llama-chat" is not in serving-gateway:openai\.models/,
        },
        {
            what: "an alias with a blank or an equals sign",
            changes: { openai: { path: "openai", aliases: { "a b=c": "churn" } } },
            says: /must be a name of 1 to 128 letters/,
        },
        {
            what: "a model that is made up",
            changes: { endpoints: [{ name: "churn", mock: true }], openai: { path: "openai", models: ["churn"] } },
            says: /"churn" answers with made-up examples \(mock\)/,
        },
    ];
    for (const { what, changes, says } of wrong) {
        it(`refuses ${what}`, () => assert.match(refusalOf({ endpoints, ...changes }), says));
    }

    it("has no room for an endpoint whose path hides Databricks' own", () => {
        for (const path of ["serving-endpoints", "API/2.0", "api/2.0/serving-endpoints"]) {
            const hiding = [{ name: "churn", path }];
            assert.match(
                refusalOf({ endpoints: hiding, databricksPaths: true }),
                /which the path ".*" of the endpoint "churn" hides/,
            );
        }
        const beside = [{ name: "churn", path: "serving-endpoints/churn" }];
        assert.equal(settingsWith({ endpoints: beside, databricksPaths: true }).databricksPaths, true);
    });

    it("may name what the workspace's list will add", () => {
        const openai = { path: "openai", models: ["found"] };
        assert.deepEqual(settingsWith({ endpoints, openai, discover: { names: ["*"] } }).openai!.models, ["found"]);
        assert.match(refusalOf({ endpoints, openai }), /"found" is no endpoint/);
    });
});
