import assert from "node:assert/strict";
import { connect } from "../../databricks/client";
import type { Credential } from "../../databricks/credentials";
import { findServicePrincipal } from "../../databricks/servicePrincipals";
import { WorkspaceError } from "../../databricks/workspaceError";
import { type Loopback, serveAlways } from "./loopback";

const application = "11111111-2222-3333-4444-555555555555";
const credential = { authorization: async () => "Bearer dapi-marker", principal: "tests" } as unknown as Credential;

describe("a service principal of the workspace", () => {
    let server: Loopback | undefined;
    afterEach(() => server?.close());

    async function answered(body: unknown) {
        server = await serveAlways(200, typeof body === "string" ? body : JSON.stringify(body));
        return findServicePrincipal(connect(server.url, credential), application);
    }

    it("is looked for by its application, and named by the workspace's own id", async () => {
        const found = await answered({ Resources: [{ id: "42", applicationId: application, displayName: "Gateway" }] });
        assert.deepEqual(found, { id: "42", displayName: "Gateway" });
        const { url } = server!.seen[0]!;
        assert.equal(new URL(url, server!.url).searchParams.get("filter"), `applicationId eq "${application}"`);
    });

    it("is none where the workspace lists none", async () => {
        assert.equal(await answered({ totalResults: 0 }), undefined);
    });

    it("is told of as an error where the workspace refuses, without the credential", async () => {
        server = await serveAlways(403, '{"detail":"Not for Bearer dapi-marker"}');
        await assert.rejects(findServicePrincipal(connect(server.url, credential), application), (error: Error) => {
            assert.ok(error instanceof WorkspaceError);
            assert.doesNotMatch(error.message, /dapi-marker/);
            return true;
        });
    });
});
