import assert from "node:assert/strict";
import { changedPaths } from "../../plan/changedPaths";
import { SavedState } from "../../plan/savedState";
import { saved } from "./planned";

const names = Array.from({ length: 12 }, (_, index) => `model-${String(index).padStart(2, "0")}`);
const state = new SavedState(
    names.map((name) => saved("Api", `${name}-api`, `apis/${name}`, { path: `models/${name}` })),
);

function wanted(name: string, path: string) {
    const { urn } = saved("Api", `${name}-api`, `apis/${name}`);
    return { type: "azure-native:apimanagement:Api", urn, name: `${name}-api`, shown: { path } };
}

describe("paths that change with a deployment", () => {
    it("are told in one line, with the APIs that callers find elsewhere", () => {
        assert.equal(
            changedPaths([wanted("model-00", "models/model-00"), wanted("model-01", "ml/one")], state),
            'this deployment moves this API, and callers no longer find it at its old path: "model-01" (models/model-01 becomes ml/one)',
        );
        assert.match(
            changedPaths([wanted("model-02", "ml/two"), wanted("model-01", "ml/one")], state)!,
            /moves these APIs, and .* them at their old paths: "model-01" \(.*\), "model-02" \(models\/model-02 becomes ml\/two\)$/,
        );
    });

    it("are named ten at most", () => {
        const moved = names.map((name) => wanted(name, `ml/${name}`));
        assert.match(changedPaths(moved, state)!, /"model-09" \(models\/model-09 becomes ml\/model-09\) and 2 more$/);
    });

    it("are none of revisions, which have the path of their API", async () => {
        const candidate = saved("Api", "churn;rev=2-api", "apis/churn;rev=2", { path: "models/churn" });
        const wantedRevision = { ...wanted("churn;rev=2", ""), shown: {} };
        assert.equal(changedPaths([wantedRevision], new SavedState([candidate])), undefined);
    });

    it("are none where APIs are new, or stay where they are", () => {
        assert.equal(changedPaths([wanted("new", "ml/new"), wanted("model-00", "models/model-00")], state), undefined);
    });
});
