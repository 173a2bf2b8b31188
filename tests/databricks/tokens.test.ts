import assert from "node:assert/strict";
import { connect } from "../../databricks/client";
import type { Credential } from "../../databricks/credentials";
import { listTokens } from "../../databricks/tokens";
import { type Loopback, serveAlways } from "./loopback";

const credential = { authorization: async () => "Bearer dapi-marker", principal: "tests" } as unknown as Credential;

describe("the workspace's list of tokens", () => {
    let server: Loopback | undefined;
    afterEach(() => server?.close());

    async function answered(body: unknown) {
        server = await serveAlways(200, typeof body === "string" ? body : JSON.stringify(body));
        return listTokens(connect(server.url, credential));
    }

    it("has their ids and comments; those without a comment are nobody's to tell", async () => {
        const infos = [{ token_id: "t-1", comment: "a", expiry_time: -1 }, { token_id: "t-2" }];
        assert.deepEqual(await answered({ token_infos: infos }), [{ id: "t-1", comment: "a" }]);
    });

    it("is empty in a workspace without tokens", async () => {
        assert.deepEqual(await answered({}), []);
    });
});
