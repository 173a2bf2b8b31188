import assert from "node:assert/strict";
import { LOGIN_PAGE, PRIVATE_LINK_REDIRECT, TEMPORARILY_UNAVAILABLE } from "../../../emulator/workspace/plannedAnswer";
import { EmulatedWorkspace, startWorkspace } from "../../../emulator/workspace/server";
import type { WorkspaceAuth } from "../../../databricks/credentials";
import { servingEndpoints } from "../../../databricks/sources/servingEndpoints";
import { assembleWorkspace, type Workspace } from "../../../databricks/workspace";

describe("the workspace client against the emulated workspace", () => {
    let workspace: EmulatedWorkspace;
    beforeEach(async () => {
        workspace = await startWorkspace();
    });
    afterEach(() => workspace.close());

    const reached = (settings: WorkspaceAuth = { token: workspace.token }): Workspace =>
        assembleWorkspace({ host: workspace.url, ...settings }, {}, { sleep: async () => undefined });

    it("reads every kind of endpoint", async () => {
        for (const name of ["ada-embeddings", "llama-chat", "wine-quality"]) {
            const { model, document } = await servingEndpoints.read(reached(), name);
            const { invocationBase } = servingEndpoints.target(reached(), model);
            assert.equal(model.name, name);
            assert.equal(document?.openapi, "3.1.0");
            assert.equal(invocationBase, `${workspace.url}/serving-endpoints/${name}`);
        }
    });

    it("reads with OAuth, with one token for all calls", async () => {
        const shared = reached(workspace.servicePrincipal);
        await Promise.all(["llama-chat", "wine-quality"].map((name) => servingEndpoints.read(shared, name)));
        const paths = workspace.requests.map((request) => request.path);
        assert.equal(paths.filter((path) => path === "/oidc/v1/token").length, 1);
        assert.equal(workspace.requests.at(-1)?.principal, workspace.servicePrincipal.clientId);
    });

    it("waits for a busy workspace", async () => {
        workspace.answerNext({ ...TEMPORARILY_UNAVAILABLE, times: 3 });
        await servingEndpoints.read(reached(), "wine-quality");
    });

    it("names the reason when it is not let in", async () => {
        const read = () => servingEndpoints.read(reached(), "wine-quality");
        workspace.answerNext(LOGIN_PAGE);
        await assert.rejects(read, /Databricks - Sign In/);
        workspace.answerNext(PRIVATE_LINK_REDIRECT);
        await assert.rejects(read, /Azure Private Link/);
        workspace.revokeToken(workspace.token);
        await assert.rejects(read, /answered 403 to .*\nIt said: Invalid access token/);
        await assert.rejects(
            servingEndpoints.read(reached({ ...workspace.servicePrincipal, clientSecret: "dose0" }), "wine-quality"),
            /answered 401 \(invalid_client\)/,
        );
    });

    it("names the reason when there is nothing to publish, and takes an endpoint without a document", async () => {
        const read = (name: string) => servingEndpoints.read(reached(), name);
        await assert.rejects(
            read("churn"),
            /answered 404 \(RESOURCE_DOES_NOT_EXIST\).*\n.*\nThere is no serving endpoint/,
        );
        workspace.setEndpoint("churn", {});
        assert.equal((await read("churn")).document, undefined);
        workspace.setEndpoint("churn", { state: { ready: "NOT_READY", config_update: "IN_PROGRESS" } });
        await assert.rejects(read("churn"), /it is NOT_READY/);
    });
});
