import assert from "node:assert/strict";
import { PartialError } from "../../../local/plugins/plugin";
import { secret } from "../../../local/plugins/secrets";
import { about, AT_SERVICE, SERVICE, startFixture, type Fixture } from "./azureNativeFixture";

const PAT = "dapi-0123456789";

describe("secrets in the stand-in plugins", () => {
    let fixture: Fixture;
    beforeEach(async () => {
        fixture = await startFixture();
    });
    afterEach(() => fixture.arm.close());

    const namedValue = { ...AT_SERVICE, namedValueId: "n", displayName: "pat", secret: true };
    const path = `${SERVICE}/namedValues/n`;

    it("reach the service in clear", async () => {
        await fixture.plugin.create(about("NamedValue", { ...namedValue, value: secret(PAT) }));
        const put = fixture.arm.calls.find((call) => call.method === "PUT");
        assert.deepEqual(put?.body, { properties: { displayName: "pat", secret: true, value: PAT } });
    });

    it("come back wrapped when the service shows them", async () => {
        const { outputs } = await fixture.plugin.create(about("NamedValue", { ...namedValue, value: secret(PAT) }));
        assert.deepEqual(outputs["value"], secret(PAT));
        assert.equal(outputs["displayName"], "pat");
    });

    it("stay wrapped through check, preview and update", async () => {
        const inputs = { ...namedValue, value: secret(PAT) };
        assert.deepEqual((await fixture.plugin.check(about("NamedValue", inputs))).inputs["value"], secret(PAT));
        const preview = await fixture.plugin.create(about("NamedValue", inputs, { preview: true }));
        assert.deepEqual(preview.outputs["value"], secret(PAT));
        const outputs = await fixture.plugin.update(about("NamedValue", inputs, { id: path }));
        assert.deepEqual(outputs["value"], secret(PAT));
    });

    it("stay wrapped in a refresh, also where the value changed", async () => {
        fixture.arm.entities.set(path, { id: path, properties: { displayName: "pat", value: "rotated by hand" } });
        const oldInputs = { ...namedValue, value: secret(PAT) };
        const outputs = { displayName: "pat", value: secret(PAT) };
        const found = await fixture.plugin.read(about("NamedValue", {}, { id: path, oldInputs, outputs }));
        assert.deepEqual(found?.inputs["value"], secret("rotated by hand"));
        assert.deepEqual(found?.outputs["value"], secret("rotated by hand"));
    });

    it("are wrapped where they stand deep in an object, and with the whole list where they stand in one", async () => {
        const credentials = { header: { "x-key": [secret(PAT)] }, query: { plain: ["open"] } };
        const { outputs } = await fixture.plugin.create(
            about("Backend", { ...AT_SERVICE, backendId: "b", credentials, url: "https://x" }),
        );
        assert.deepEqual(outputs["credentials"], {
            header: { "x-key": secret([PAT]) },
            query: { plain: ["open"] },
        });
    });

    it("make no difference to a value that stays the same", async () => {
        const oldInputs = { ...namedValue, value: PAT };
        const inputs = { ...namedValue, value: secret(PAT) };
        const { changes } = await fixture.plugin.diff(about("NamedValue", inputs, { oldInputs }));
        assert.equal(changes.size, 0);
    });

    it("stay in an error in which the service repeats them, as with azure-native: the engine masks what it knows", async () => {
        const error = { code: "ValidationError", message: `The value ${PAT} is not good.` };
        fixture.arm.once("PUT", path, { status: 400, body: { error } });
        await assert.rejects(fixture.plugin.create(about("NamedValue", { ...namedValue, value: secret(PAT) })), {
            message: `Status=400 Code="ValidationError" Message="The value ${PAT} is not good."`,
        });
    });

    it("are wrapped in what a failed operation leaves behind", async () => {
        fixture.arm.once("GET", path, { status: 404 });
        fixture.arm.once("PUT", path, { status: 202, headers: { location: `${SERVICE}/operations/1` } });
        fixture.arm.once("GET", `${SERVICE}/operations/1`, { status: 200, body: { status: "Failed" } });
        fixture.arm.entities.set(path, { id: path, properties: { value: PAT } });
        await assert.rejects(
            fixture.plugin.create(about("NamedValue", { ...namedValue, value: secret(PAT) })),
            (error: PartialError) => {
                assert.deepEqual(error.outputs["value"], secret(PAT));
                assert.deepEqual(error.inputs["value"], secret(PAT));
                return true;
            },
        );
    });

    it("carry no stack of the plugin to the user", async () => {
        await assert.rejects(fixture.plugin.read(about("Nonsense", {}, { id: "/x" })), (error: Error) => {
            return !error.message.includes("\n    at ");
        });
    });
});
