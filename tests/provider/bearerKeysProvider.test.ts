import assert from "node:assert/strict";
import { bearerKeysOn } from "../../provider/bearerKeysProvider";
import { type Answer, type AzureServer, startAzure } from "../azure/azureServer";

const apiId = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/apim/apis/chat;rev=2";
const inputs = { apiId, header: "api-key", query: "key", appliedTo: "a1" };
const names = { header: "api-key", query: "key" };
const bearerError = { error: { code: "ValidationError", message: "The bearer is not supported." } };

describe("BearerKeys' provider", () => {
    let azure: AzureServer;
    let patched: Answer;
    let shown: unknown;

    const provider = bearerKeysOn(() => azure.resourceManager());

    before(async () => {
        azure = await startAzure(({ method }): Answer => {
            if (method === "PATCH") return patched;
            if (shown === undefined) return { status: 404 };
            return { status: 200, body: { properties: { subscriptionKeyParameterNames: shown } } };
        });
        await provider.configure!({} as any);
    });
    after(() => azure.close());
    beforeEach(() => {
        azure.received.length = 0;
        [patched, shown] = [
            { status: 200, body: {} },
            { ...names, bearer: "enabled" },
        ];
    });

    const sent = () =>
        azure.received
            .filter(({ method }) => method === "PATCH")
            .map(({ url, body }) => [url, JSON.parse(body)] as const);

    it("sets it with the version that has it, and with the other names, which Azure takes together", async () => {
        const { id, outs } = await provider.create(inputs);
        assert.deepEqual([id, outs], [apiId, { ...inputs, isShown: true }]);
        const [[url, body]] = sent() as [[string, unknown]];
        assert.equal(url, `${apiId}?api-version=2025-03-01-preview`);
        assert.deepEqual(body, { properties: { subscriptionKeyParameterNames: { ...names, bearer: "enabled" } } });
    });

    it("sets it again after each change of the API, and not without one", async () => {
        const state = { ...inputs, isShown: true };
        const diff = (news: object) => provider.diff!(apiId, state, { ...inputs, ...news } as any);
        assert.deepEqual(await diff({}), { changes: false, replaces: [], deleteBeforeReplace: true });
        assert.equal((await diff({ appliedTo: "b2" })).changes, true);
        assert.deepEqual((await diff({ apiId: `${apiId}x` })).replaces, ["apiId"]);
        assert.deepEqual((await diff({ apiId: apiId.toUpperCase() })).replaces, []);
        const { outs } = await provider.update!(apiId, state, { ...inputs, appliedTo: "b2" });
        assert.equal(outs.appliedTo, "b2");
        assert.equal(sent().length, 1);
    });

    it("finds out in a refresh that it is gone, so that the next update sets it again", async () => {
        const state = { ...inputs, isShown: true };
        assert.deepEqual((await provider.read!(apiId, state)).props, state);
        shown = names;
        const { props } = await provider.read!(apiId, state);
        assert.equal((await provider.diff!(apiId, props, inputs)).changes, true);
        // Where Azure never showed it, nothing follows from that.
        const unshown = { ...inputs, isShown: false };
        assert.deepEqual((await provider.read!(apiId, unshown)).props, unshown);
        shown = undefined;
        assert.deepEqual(await provider.read!(apiId, state), { id: "" });
    });

    it("turns it off when it is deleted, and takes an API that is gone for done", async () => {
        await provider.delete!(apiId, { ...inputs, isShown: true });
        const [[, body]] = sent() as [[string, any]];
        assert.deepEqual(body.properties.subscriptionKeyParameterNames, { ...names, bearer: "disabled" });
        patched = { status: 404 };
        await provider.delete!(apiId, { ...inputs, isShown: true });
    });

    it("says in Azure's words why it was refused, without a stack trace", async () => {
        patched = { status: 400, body: bearerError };
        await assert.rejects(provider.create(inputs), (error: Error) => {
            assert.match(error.message, /400.*The bearer is not supported/s);
            return error.stack === "";
        });
    });
});
