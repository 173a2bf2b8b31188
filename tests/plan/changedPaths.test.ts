import assert from "node:assert/strict";
import { changedPaths } from "../../plan/changedPaths";
import { SavedState } from "../../plan/savedState";
import { churn } from "../components/declare";
import { saved, service } from "./planned";

const names = Array.from({ length: 12 }, (_, index) => `model-${String(index).padStart(2, "0")}`);
const state = new SavedState(
    names.map((name) => saved("Api", `${name}-api`, `apis/${name}`, { path: `models/${name}` })),
);

function wanted(name: string, path: string) {
    const { urn } = saved("Api", `${name}-api`, `apis/${name}`);
    return { type: "azure-native:apimanagement:Api", urn, name: `${name}-api`, shown: { path } };
}

/** No endpoint has a version. */
const none = { endpoints: [] };

describe("paths that change with a deployment", () => {
    it("are told in one line, with the APIs that callers find elsewhere", () => {
        assert.equal(
            changedPaths([wanted("model-00", "models/model-00"), wanted("model-01", "ml/one")], none, state),
            'this deployment moves this API, and callers no longer find it at its old path: "model-01" (models/model-01 becomes ml/one)',
        );
        assert.match(
            changedPaths([wanted("model-02", "ml/two"), wanted("model-01", "ml/one")], none, state)!,
            /moves these APIs, and .* them at their old paths: "model-01" \(.*\), "model-02" \(models\/model-02 becomes ml\/two\)$/,
        );
    });

    it("are named ten at most", () => {
        const moved = names.map((name) => wanted(name, `ml/${name}`));
        assert.match(
            changedPaths(moved, none, state)!,
            /"model-09" \(models\/model-09 becomes ml\/model-09\) and 2 more$/,
        );
    });

    it("are none of revisions, which have the path of their API", async () => {
        const candidate = saved("Api", "churn;rev=2-api", "apis/churn;rev=2", { path: "models/churn" });
        const wantedRevision = { ...wanted("churn;rev=2", ""), shown: {} };
        assert.equal(changedPaths([wantedRevision], none, new SavedState([candidate])), undefined);
    });

    it("are none where APIs are new, or stay where they are", () => {
        assert.equal(
            changedPaths([wanted("new", "ml/new"), wanted("model-00", "models/model-00")], none, state),
            undefined,
        );
    });

    it("are those of versions too, as callers name them", () => {
        const versioned = (scheme: string) =>
            new SavedState([
                saved("Api", "churn-api", "apis/churn", {
                    path: "churn",
                    apiVersion: "v1",
                    apiVersionSetId: `${service}/set`,
                }),
                saved("ApiVersionSet", "versions-churn", "set", { versioningScheme: scheme }),
            ]);
        const told = (version: string | undefined, scheme: "segment" | "header", before: SavedState) =>
            /\((.*)\)$/.exec(
                changedPaths(
                    [wanted("churn", "churn")],
                    { endpoints: [{ ...churn, version }], versioning: { scheme, name: "api-version" } },
                    before,
                ) ?? "",
            )?.[1];
        const plain = new SavedState([saved("Api", "churn-api", "apis/churn", { path: "churn" })]);
        assert.equal(told("v2", "segment", plain), "churn becomes churn/v2");
        assert.equal(told("v2", "header", plain), "churn becomes churn, version v2");
        assert.equal(told("original", "segment", plain), undefined);
        assert.equal(told("v2", "segment", versioned("Segment")), "churn/v1 becomes churn/v2");
        assert.equal(told("v1", "segment", versioned("Header")), "churn, version v1 becomes churn/v1");
        assert.equal(told(undefined, "segment", versioned("Segment")), "churn/v1 becomes churn");
        assert.equal(told("v1", "segment", versioned("Segment")), undefined);
    });
});
