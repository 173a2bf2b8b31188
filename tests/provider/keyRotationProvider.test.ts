import assert from "node:assert/strict";
import { keyRotationOn } from "../../provider/keyRotationProvider";
import { type Answer, type AzureServer, startAzure } from "../azure/azureServer";

const subscriptionId =
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/apim/subscriptions/gold-desk";
const inputs = {
    subscriptionId,
    marker: "2026-11-28",
    subject: 'product "gold": the keys of subscription "desk"',
    place: "The output productKeys has it.",
};

describe("KeyRotation's provider", () => {
    let azure: AzureServer;
    let answer: Answer;
    const said: string[] = [];
    const provider = keyRotationOn(
        () => azure.resourceManager(),
        (line) => said.push(line),
    );

    before(async () => {
        azure = await startAzure(() => answer);
        await provider.configure!({} as never);
    });
    after(() => azure.close());
    beforeEach(() => {
        azure.received.length = said.length = 0;
        answer = { status: 204 };
    });

    const asked = () => azure.received.map(({ method, url }) => `${method} ${url.split("?")[0]!.split("/").at(-1)}`);
    const checked = async (olds: object, news: object = inputs): Promise<any> =>
        (await provider.check!(olds, news)).inputs;

    it("rotates the key that callers do not have first, and says before what stops working", async () => {
        assert.deepEqual(await checked({}), { ...inputs, current: "secondary" });
        assert.deepEqual(said, [
            'warning: product "gold": the keys of subscription "desk": rotateKeys regenerates the secondary key: what it is now ' +
                "stops working. The primary key goes on to work until the next rotation.",
        ]);
        assert.deepEqual(asked(), ["GET gold-desk"]);
    });

    it("regenerates that key alone, and says what comes next", async () => {
        const state = await checked({});
        azure.received.length = said.length = 0;
        assert.deepEqual(await provider.create(state), { id: `${subscriptionId}/rotation`, outs: state });
        assert.deepEqual(asked(), ["GET gold-desk", "POST regenerateSecondaryKey", "PATCH gold-desk"]);
        assert.deepEqual(JSON.parse(azure.received[2]!.body), {
            properties: { stateComment: "rotateKeys 2026-11-28: secondary" },
        });
        assert.deepEqual(said, [
            'product "gold": the keys of subscription "desk": the secondary key is new. The output productKeys has it. Have ' +
                "callers change over to it: the primary key works until the next rotation. When nobody uses it any more, " +
                "change rotateKeys again, which ends it.",
        ]);
    });

    it("changes nothing while the text stays, even where the words of messages change", async () => {
        const state = await checked({});
        said.length = 0;
        const again = await checked(state, { ...inputs, place: "A vault has it." });
        assert.equal(again.current, "secondary");
        assert.deepEqual(await provider.diff!("id", state, again), { changes: false, replaces: [] });
        assert.deepEqual(said, []);
    });

    it("takes the keys in turn", async () => {
        const first = await checked({});
        const second = await checked(first, { ...inputs, marker: "2027-02-01" });
        assert.equal(second.current, "primary");
        assert.deepEqual(await provider.diff!("id", first, second), { changes: true, replaces: [] });
        azure.received.length = 0;
        await provider.update!("id", first, second);
        assert.deepEqual(asked(), ["POST regeneratePrimaryKey", "PATCH gold-desk"]);
        assert.equal((await checked(second, { ...inputs, marker: "2027-05-01" })).current, "secondary");
    });

    it("regenerates the same key again where that is repeated, and never the one in callers' hands", async () => {
        const first = await checked({});
        const second = await checked(first, { ...inputs, marker: "b" });
        answer = { status: 403, body: { error: { code: "AuthorizationFailed", message: "The client has no right." } } };
        await assert.rejects(provider.update!("id", first, second), ({ message, stack }: Error) => {
            assert.match(message, /403 \(AuthorizationFailed\) to POST .*\/gold-desk\/regeneratePrimaryKey\n/);
            return /Give the deploying identity a role/.test(message) && !stack;
        });
        // The state stays as it was.
        assert.equal((await checked(first, { ...inputs, marker: "b" })).current, "primary");
    });

    it("regenerates nothing where a state that was lost forgot the rotation, and takes turns from there", async () => {
        const stateComment = "rotateKeys 2026-11-28: secondary";
        answer = { status: 200, body: { name: "gold-desk", properties: { stateComment } } };
        const state = await checked({});
        assert.equal(state.current, "secondary");
        assert.deepEqual((await provider.create(state)).outs, state);
        assert.deepEqual(said, []);
        assert.deepEqual(asked(), ["GET gold-desk", "GET gold-desk"]);
        assert.equal((await checked({}, { ...inputs, marker: "2027-02-01" })).current, "primary");
    });

    it("says before anything is done that the subscription cannot be read", async () => {
        answer = { status: 403, body: { error: { code: "AuthorizationFailed" } } };
        const { failures } = (await provider.check!({}, inputs)) as { failures: { reason: string }[] };
        assert.match(failures[0]!.reason, /403 \(AuthorizationFailed\) to GET .*\nGive the deploying identity a role/);
    });

    it("says nothing of a subscription that is not there yet", async () => {
        await checked({}, { ...inputs, subscriptionId: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" });
        assert.deepEqual(said, []);
    });

    it("goes with its subscription, and deletes nothing", async () => {
        const state = await checked({});
        answer = { status: 404, body: { error: { code: "ResourceNotFound" } } };
        assert.deepEqual(await provider.read!("id", state), { id: "" });
        answer = { status: 200, body: { name: "gold-desk" } };
        assert.deepEqual(await provider.read!("id", state), { id: "id", props: state, inputs: state });
        azure.received.length = 0;
        await provider.delete!("id", state);
        assert.deepEqual(asked(), []);
    });
});
