import assert from "node:assert/strict";
import { operationsOfEndpoint, sharedOperations } from "../../../components/gateway/endpointOperations";
import { churn } from "../declare";
import { emulatedWorkspace } from "../../emulatedWorkspace";

describe("the operations of an API that is not published yet", () => {
    const workspace = emulatedWorkspace();

    const wine = { ...churn, name: "wine-quality" };
    const operations = async (endpoint: Parameters<typeof operationsOfEndpoint>[1]) =>
        (await operationsOfEndpoint(workspace.connected(), endpoint)).operations;

    it("are those of the document as it is published, twice where there is a revision", async () => {
        assert.equal(await operations(wine), 1);
        assert.equal(await operations({ ...wine, routes: "both" }), 2);
        assert.equal(await operations({ ...wine, revision: 2 }), 2);
        assert.equal(await operations({ ...wine, routes: "both", paths: { include: ["/invocations"] } }), 1);
    });

    it("are those of OpenAI's clients too", async () => {
        assert.ok((await operations({ ...churn, name: "llama-chat" })) > 1);
    });

    it("are at least one where the document cannot be read, which is said", async () => {
        const { operations, problem } = await operationsOfEndpoint(workspace.connected(), { ...churn, name: "gone" });
        assert.equal(operations, 1);
        assert.match(problem!, /gone.*404/s);
    });

    it("are the same for every stack in an API that models share", () => {
        assert.equal(sharedOperations({}), 0);
        assert.ok(sharedOperations({ databricksPaths: true }) > 1);
    });
});
