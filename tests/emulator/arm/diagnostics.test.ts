import assert from "node:assert/strict";
import { startTestArm, type TestArm } from "./testArm";

describe("loggers and diagnostics", () => {
    let arm: TestArm;
    beforeEach(async () => {
        arm = await startTestArm();
        await arm.call("PUT", at("apis/a"), { properties: { path: "a" } });
    });
    afterEach(() => arm.close());

    const key = "0a1b2c3d-0000-1111-2222-333344445555";
    const connectionString = `InstrumentationKey=${key};IngestionEndpoint=https://westeurope.in.applicationinsights.azure.com/`;
    const at = (path: string) => `${arm.service}/${path}`;
    const put = (path: string, properties: object) => arm.call("PUT", at(path), { properties });
    const logger = (credentials: object = { connectionString }) =>
        put("loggers/l", { loggerType: "applicationInsights", credentials });
    const diagnose = (properties: object = {}, path = "apis/a/diagnostics/applicationinsights") =>
        put(path, { loggerId: at("loggers/l"), ...properties });
    const namedValues = async () => (await arm.call("GET", at("namedValues"))).body.value as any[];

    it("show a generated named value in place of a logger's credential", async () => {
        const { status, body } = await logger();
        const [value] = await namedValues();
        assert.equal(status, 201);
        assert.match(value.properties.displayName, /^Logger-Credentials--[0-9a-f]{24}$/);
        assert.equal(value.properties.secret, true);
        assert.deepEqual(body.properties.credentials, { connectionString: `{{${value.properties.displayName}}}` });
        const shown = await arm.call("POST", at(`namedValues/${value.name}/listValue`));
        assert.equal(shown.body.value, connectionString);
    });

    it("leave the named value of a logger's former credential behind, as the real service does", async () => {
        await logger();
        await logger({ instrumentationKey: key });
        assert.equal((await namedValues()).length, 2);
        await arm.call("DELETE", at("loggers/l"));
        assert.equal((await namedValues()).length, 1);
    });

    it("make no named value for a credential that refers to one", async () => {
        await put("namedValues/own", { displayName: "own", value: connectionString, secret: true });
        const { body } = await logger({ connectionString: "{{own}}" });
        assert.deepEqual(body.properties.credentials, { connectionString: "{{own}}" });
        assert.equal((await namedValues()).length, 1);
        assert.match(
            (await arm.call("DELETE", at("namedValues/own"))).body.error.message,
            /is used by[^]*\/loggers\/l/,
        );
    });

    it("refuse a credential without an instrumentation key, or that refers to nothing", async () => {
        const reason = async (credentials: object) => (await logger(credentials)).body.error.details[0];
        assert.match((await reason({ connectionString: "none" })).message, /^Invalid instrumentation key/);
        assert.match((await reason({ instrumentationKey: "none" })).message, /^Invalid instrumentation key/);
        assert.match((await reason({})).message, /is required/);
        assert.equal((await reason({ connectionString: "{{none}}" })).target, "none");
        assert.equal((await namedValues()).length, 0);
    });

    it("say 501 to loggers other than Application Insights", async () => {
        const credentials = { name: "hub", connectionString: "c" };
        assert.equal((await put("loggers/l", { loggerType: "azureEventHub", credentials })).status, 501);
    });

    it("serve diagnostics of a service and of an API, and show the logger's whole id", async () => {
        await logger();
        assert.equal((await diagnose({}, "diagnostics/applicationinsights")).status, 201);
        const { status, body } = await diagnose({
            loggerId: "/loggers/l",
            sampling: { samplingType: "fixed", percentage: 12.5 },
            frontend: { request: { headers: ["x-id"], body: { bytes: 0 } } },
        });
        assert.deepEqual([status, body.properties.loggerId], [201, at("loggers/l")]);
    });

    for (const [target, properties] of [
        ["loggerId", { loggerId: "/loggers/none" }],
        ["sampling", { sampling: { samplingType: "fixed", percentage: 101 } }],
        ["sampling", { sampling: { samplingType: "adaptive", percentage: 1 } }],
        ["verbosity", { verbosity: "loud" }],
        ["alwaysLog", { alwaysLog: "everything" }],
        ["httpCorrelationProtocol", { httpCorrelationProtocol: "w3c" }],
        ["backend", { backend: { response: { body: { bytes: 8193 } } } }],
        ["backend", { backend: { answer: {} } }],
        ["color", { color: "red" }],
    ] as const) {
        it(`refuse a diagnostic with ${JSON.stringify(properties)}`, async () => {
            await logger();
            const { status, body } = await diagnose(properties);
            assert.deepEqual([status, body.error.details[0].target], [400, target]);
        });
    }

    it("refuse a diagnostic of another name, or whose logger is of another type", async () => {
        await logger();
        const other = await diagnose({}, "apis/a/diagnostics/own");
        assert.equal(other.body.error.details[0].target, "name");
        const monitor = await diagnose({}, "apis/a/diagnostics/azuremonitor");
        assert.equal(monitor.body.error.details[0].target, "loggerId");
    });

    it("keep a logger that a diagnostic uses", async () => {
        await logger();
        await diagnose();
        const { status, body } = await arm.call("DELETE", at("loggers/l"));
        assert.equal(status, 400);
        assert.match(body.error.message, /Logger 'l' is used by[^]*\/apis\/a\/diagnostics\/applicationinsights/);
        await arm.call("DELETE", at("apis/a/diagnostics/applicationinsights"));
        assert.equal((await arm.call("DELETE", at("loggers/l"))).status, 200);
        assert.deepEqual(await namedValues(), []);
    });
});
