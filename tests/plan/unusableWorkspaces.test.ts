import assert from "node:assert/strict";
import { deployed, refusal } from "./planned";
import { SavedState } from "../../plan/savedState";
import { removedWorkspaces, SavedModels, unusableError } from "../../plan/unusableWorkspaces";
import { WorkspaceError } from "../../databricks/workspaceError";

const dynamic = "urn:pulumi:dev::p::pulumi-nodejs:dynamic/serving-gateway";
const spec = (apiId: string, outputs: Record<string, unknown>) => ({
    urn: `${dynamic}:EndpointSpec::${apiId}-spec`,
    outputs,
});
const api = (apiId: string) => ({
    urn: `urn:pulumi:dev::p::azure-native:apimanagement:Api::${apiId}-api`,
    outputs: {},
});
const selection = (suffix: string, names: string[]) => ({
    urn: `${dynamic}:EndpointSelection::gateway-endpoints${suffix}`,
    outputs: { names },
});

describe("workspaces that cannot be used", () => {
    const saved = new SavedModels(
        "gateway",
        new SavedState([
            selection("", ["churn"]),
            selection("-west", ["fraud", "main.support.chat"]),
            spec("west-fraud", { workspace: "west", endpoint: "fraud" }),
            api("west-fraud"),
            spec("west-new", { workspace: "west", endpoint: "new" }),
        ]),
    );

    it("have the models that were found there last time, and no other workspace's", () => {
        assert.deepEqual(saved.foundIn("west"), [
            { name: "fraud", workspace: "west" },
            { kind: "modelService", name: "main.support.chat", workspace: "west" },
        ]);
        assert.deepEqual(saved.foundIn("east"), []);
    });

    it("keep the APIs that are published with a document of the same model", () => {
        assert.equal(saved.isPublished({ workspace: "west", name: "fraud" }, "west-fraud"), true);
        // Another model takes over the API, a deployment failed before there was one, and nothing at all.
        assert.equal(saved.isPublished({ workspace: "west", name: "other" }, "west-fraud"), false);
        assert.equal(saved.isPublished({ workspace: "west", name: "new" }, "west-new"), false);
        assert.equal(saved.isPublished({ name: "churn" }, "churn"), false);
    });

    it("are named in one error, each with what it said and the fix", () => {
        const error = new WorkspaceError({ failure: "could not reach it", fix: "Check the host." });
        const { message } = unusableError(
            new Map([
                [undefined, error],
                ["west", error],
            ]),
        );
        assert.equal(
            message,
            [
                "these workspaces cannot be used. Until they can, nothing is deployed or deleted:",
                "  the workspace without a name: could not reach it",
                "    Check the host.",
                '  workspace "west": could not reach it',
                "    Check the host.",
            ].join("\n"),
        );
    });
});

describe("workspaces that the settings no longer have", () => {
    const grants = new SavedState(
        ["west", "west", undefined].map((workspace, index) => ({
            urn: `${dynamic}:EndpointGrant::${index}-grant`,
            outputs: { workspace },
        })),
    );

    it("are refused while rights have to be taken back there, once each", () => {
        const problems = removedWorkspaces(new Map([["east", {}]]), grants);
        assert.deepEqual(
            problems.map((problem) => problem.split(" ")[0]),
            ["serving-gateway:workspaces.west", "serving-gateway:workspace"],
        );
        assert.match(
            problems[0]!,
            /\n {4}Set it again\. A workspace in which managedIdentity\.grant gave rights keeps its name\. .* separate deployment$/,
        );
    });

    it("end the preview, with everything else that forbids what the stack wants", async () => {
        const grant = { urn: `${dynamic}:EndpointGrant::fraud-grant`, outputs: { workspace: "west" } };
        assert.match(
            await refusal({ state: [...deployed, grant] }),
            /serving-gateway:workspaces\.west is no longer set/,
        );
    });

    it("are no problem where the stack still has them, or gave no right", () => {
        assert.deepEqual(
            removedWorkspaces(
                new Map([
                    [undefined, {}],
                    ["west", {}],
                ]),
                grants,
            ),
            [],
        );
        assert.deepEqual(removedWorkspaces(new Map(), new SavedState([])), []);
    });
});
