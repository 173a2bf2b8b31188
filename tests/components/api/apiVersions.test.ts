import assert from "node:assert/strict";
import { churn, declare, ofType, one } from "../declare";
import { served, valueOf } from "../recorder";

const original = { ...churn, apiId: "churn", path: "models/churn" };
const second = { ...churn, name: "churn-next", apiId: "churn-v2", path: "models/churn", version: "v2" };

describe("APIs of one path", () => {
    it("are in one version set, the one without a version too, and follow one another", async () => {
        const { declared } = await declare({ endpoints: [original, second] });
        const { inputs } = one(declared, "ApiVersionSet");
        assert.deepEqual(inputs, {
            resourceGroupName: "rg-apis",
            serviceName: "apim-contoso",
            versionSetId: "models=churn",
            displayName: "models/churn",
            versioningScheme: "Segment",
        });
        const [first, next] = ofType(declared, "Api").map((api) => api.inputs);
        assert.deepEqual([first!.apiVersion, next!.apiVersion], [undefined, "v2"]);
        for (const api of [first!, next!]) assert.equal(api.apiVersionSetId, "/id/of/versions-models=churn");
        assert.deepEqual([first!.apiId, next!.apiId], ["churn", "churn-v2"]);
    });

    it("have a version set whose identifier API Management takes, however long their path is", async () => {
        const sets = [];
        for (const last of ["a", "b"]) {
            const path = `models/${"long/".repeat(20)}${last}`;
            const endpoints = [
                { ...original, path },
                { ...second, path },
            ];
            sets.push(one((await declare({ endpoints })).declared, "ApiVersionSet").inputs.versionSetId);
        }
        for (const id of sets) assert.match(id, /^models=long=[a-z0-9=]+$/);
        assert.deepEqual(
            sets.map((id) => id.length),
            [80, 80],
        );
        assert.notEqual(sets[0], sets[1]);
    });

    it("are not versioned where no version is named", async () => {
        const { declared } = await declare({});
        assert.deepEqual(ofType(declared, "ApiVersionSet"), []);
        assert.equal("apiVersionSetId" in one(declared, "Api").inputs, false);
    });

    it("stay versioned where the original is named", async () => {
        const { declared, gateway } = await declare({ endpoints: [{ ...original, version: "original" }] });
        assert.equal(one(declared, "Api").inputs.apiVersion, undefined);
        assert.equal(one(declared, "Api").inputs.apiVersionSetId, "/id/of/versions-models=churn");
        assert.match(await valueOf(gateway.apis.churn!.url), /\/models\/churn$/);
    });

    it("are called by a segment of the path, or by a header or a query parameter, which the output says", async () => {
        const endpoints = [original, second];
        const segment = (await declare({ endpoints })).gateway.apis["churn-v2"]!;
        assert.equal(await valueOf(segment.url), "https://apim-contoso.azure-api.net/models/churn/v2");
        assert.doesNotMatch(segment.neededToCall, /version/);
        for (const [scheme, words] of [
            ["header", "the header Api-Version"],
            ["query", "the query parameter Api-Version"],
        ] as const) {
            const { declared, gateway } = await declare({ endpoints, versioning: { scheme, name: "Api-Version" } });
            const api = gateway.apis["churn-v2"]!;
            assert.equal(await valueOf(api.url), "https://apim-contoso.azure-api.net/models/churn");
            assert.match(api.neededToCall, new RegExp(`; and version v2, in ${words}$`));
            assert.doesNotMatch(gateway.apis.churn!.neededToCall, /version/);
            const { versionHeaderName, versionQueryName } = one(declared, "ApiVersionSet").inputs;
            assert.equal(scheme === "header" ? versionHeaderName : versionQueryName, "Api-Version");
        }
    });

    it("of one endpoint need one grant", async () => {
        const credential = { method: "managedIdentity", grantTo: "5f0c1a2b-0000-4000-8000-000000000000" } as const;
        const again = { ...second, name: "churn" };
        const { declared } = await declare({ endpoints: [original, again], credential });
        assert.equal(ofType(declared, "EndpointGrant").length, 1);
        const other = await declare({ endpoints: [original, second], credential });
        assert.equal(ofType(other.declared, "EndpointGrant").length, 2);
    });
});

describe("a revision of an API", () => {
    it("has the next contract under the same path and policy, while the current one keeps its own", async () => {
        const { declared, gateway } = await declare({ endpoints: [{ ...original, revision: 3 }] });
        const [current, candidate] = ofType(declared, "EndpointSpec").map((spec) => spec.inputs);
        assert.equal(current!.hold, true);
        assert.equal(candidate!.hold, false);
        assert.equal(candidate!.against, served.document);
        const [api, revision] = ofType(declared, "Api").map((each) => each.inputs);
        const { apiId, apiRevision, ...rest } = revision!;
        assert.deepEqual([apiId, apiRevision], ["churn;rev=3", "3"]);
        const { apiId: _, ...same } = api!;
        assert.deepEqual(rest, same);
        const policies = ofType(declared, "ApiPolicy").map((policy) => policy.inputs);
        assert.deepEqual(
            policies.map((policy) => policy.apiId),
            ["churn", "churn;rev=3"],
        );
        assert.equal(policies[0]!.value, policies[1]!.value);
        assert.equal(
            await valueOf(gateway.apis.churn!.candidateUrl!),
            "https://apim-contoso.azure-api.net/models/churn;rev=3",
        );
        assert.equal(ofType(declared, "Subscription").length, 1);
    });

    it("is none where none is asked for", async () => {
        const { gateway } = await declare({});
        assert.equal(gateway.apis.churn!.candidateUrl, undefined);
    });
});

describe("what was found in the workspace", () => {
    it("is remembered with what it was looked for by, apart from what is listed", async () => {
        const discover = {
            tags: {},
            names: ["*"],
            tasks: [],
            exclude: [],
            path: "{name}",
            gone: "refuse" as const,
            states: ["READY" as const],
        };
        const found = { names: ["churn-next"], visible: ["churn", "churn-next", "other"] };
        const { declared } = await declare({
            endpoints: [original, second],
            discover: new Map([[undefined, discover]]),
            found: new Map([[undefined, found]]),
        });
        const { filter, names, listed, visible, gone } = one(declared, "EndpointSelection").inputs;
        assert.deepEqual([names, listed, visible, gone], [["churn-next"], ["churn"], found.visible, "refuse"]);
        assert.deepEqual(JSON.parse(filter), { tags: {}, names: ["*"], tasks: [], exclude: [], states: ["READY"] });
    });

    it("is not remembered where nothing was looked for", async () => {
        const { declared } = await declare({});
        assert.deepEqual(ofType(declared, "EndpointSelection"), []);
    });
});
