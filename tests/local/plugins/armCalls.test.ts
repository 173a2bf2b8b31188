import assert from "node:assert/strict";
import { AzureNative } from "../../../local/plugins/azureNative";
import { AS_AZURE_NATIVE } from "../../../local/plugins/pace";
import { PartialError } from "../../../local/plugins/plugin";
import { about, AT_SERVICE, SERVICE, startFixture, SUBSCRIPTION, type Fixture } from "./azureNativeFixture";

const NAMED_VALUE = `${SERVICE}/namedValues/pat`;
const API = `${SERVICE}/apis/churn`;
const OPERATION = `${SERVICE}/operationResults/42`;

describe("the stand-in for azure-native, calling ARM", () => {
    let fixture: Fixture;
    beforeEach(async () => {
        fixture = await startFixture();
    });
    afterEach(() => fixture.arm.close());

    const tag = (displayName = "gold") => ({ ...AT_SERVICE, tagId: "t", displayName });
    const api = { ...AT_SERVICE, apiId: "churn", path: "models/churn", value: "{}", format: "openapi+json" };

    it("creates by looking, putting and reading back", async () => {
        const { plugin, arm } = fixture;
        const created = await plugin.create(about("Tag", tag()));
        assert.equal(created.id, `${SERVICE}/tags/t`);
        assert.equal(created.outputs["displayName"], "gold");
        assert.deepEqual(arm.sequence(), [`GET ${created.id}`, `PUT ${created.id}`, `GET ${created.id}`]);
        assert.deepEqual([...new Set(arm.calls.map((call) => call.path.split("?")[1]))], ["api-version=2024-05-01"]);
    });

    it("signs in with the bearer token and sends no If-Match", async () => {
        const { plugin, arm } = fixture;
        const { id } = await plugin.create(about("Tag", tag()));
        await plugin.update(about("Tag", tag("silver"), { id }));
        await plugin.delete(about("Tag", {}, { id }));
        for (const { headers } of arm.calls) {
            assert.equal(headers["authorization"], "Bearer arm-token");
            assert.equal(headers["if-match"], undefined);
        }
    });

    it("updates with the whole body and reads back", async () => {
        const { plugin, arm } = fixture;
        const { id } = await plugin.create(about("Tag", tag()));
        arm.calls.length = 0;
        const outputs = await plugin.update(about("Tag", tag("silver"), { id }));
        assert.equal(outputs["displayName"], "silver");
        assert.deepEqual(arm.sequence(), [`PUT ${id}`, `GET ${id}`]);
    });

    it("refuses to create what exists already", async () => {
        const { plugin, arm } = fixture;
        arm.entities.set(`${SERVICE}/tags/t`, { properties: { displayName: "theirs" } });
        await assert.rejects(plugin.create(about("Tag", tag())), {
            message: `cannot create already existing resource '${SERVICE}/tags/t'`,
        });
        assert.deepEqual(arm.sequence(), [`GET ${SERVICE}/tags/t`]);
    });

    it("takes a 200 without a body for nothing there", async () => {
        const { plugin, arm } = fixture;
        arm.once("GET", `${SERVICE}/tags/t`, { status: 200 });
        await plugin.create(about("Tag", tag()));
    });

    it("only asks whether a link is there, which has nothing to show, and takes what the PUT said", async () => {
        const { plugin, arm } = fixture;
        const link = { ...AT_SERVICE, productId: "p", apiId: "a" };
        const path = `${SERVICE}/products/p/apis/a`;
        const { id, outputs } = await plugin.create(about("ProductApi", link));
        assert.deepEqual(arm.sequence(), [`HEAD ${path}`, `PUT ${path}`]);
        assert.deepEqual([id, outputs["name"]], [path, "a"]);
        const found = await plugin.read(about("ProductApi", {}, { id, oldInputs: link, outputs }));
        assert.deepEqual([found?.inputs, found?.outputs], [link, outputs]);
        await assert.rejects(plugin.create(about("ProductApi", link)), /cannot create already existing resource/);
        arm.entities.delete(path);
        assert.equal(await plugin.read(about("ProductApi", {}, { id, oldInputs: link, outputs })), undefined);
    });

    it("tells what the service said when it cannot look", async () => {
        const { plugin, arm } = fixture;
        arm.once("GET", `${SERVICE}/tags/t`, { status: 403, body: { error: { code: "AuthorizationFailed" } } });
        await assert.rejects(plugin.create(about("Tag", tag())), {
            message:
                `cannot check existence of resource '${SERVICE}/tags/t': status code 403, ` +
                `{"error":{"code":"AuthorizationFailed"}}`,
        });
    });

    it("follows Azure-AsyncOperation until the operation succeeds, the first time at once", async () => {
        const { plugin, arm, waits } = fixture;
        arm.once("PUT", API, {
            status: 201,
            headers: { "azure-asyncoperation": `${arm.url}${OPERATION}?api-version=2024-05-01` },
            body: { properties: { provisioningState: "InProgress" } },
        });
        arm.once("GET", OPERATION, { status: 200, headers: { "retry-after": "7" }, body: { status: "InProgress" } });
        arm.once("GET", OPERATION, { status: 200, body: { status: "Succeeded" } });
        arm.once("GET", API, { status: 404 });
        arm.once("GET", API, { status: 200, body: { id: API, name: "churn", properties: { path: "models/churn" } } });
        const { outputs } = await plugin.create(about("Api", api));
        assert.equal(outputs["path"], "models/churn");
        assert.deepEqual(waits, [7_000]);
        assert.deepEqual(arm.sequence(), [
            `GET ${API}`,
            `PUT ${API}`,
            `GET ${OPERATION}`,
            `GET ${OPERATION}`,
            `GET ${API}`,
        ]);
    });

    it("follows Location while it answers 202", async () => {
        const { plugin, arm, waits } = fixture;
        const location = `${NAMED_VALUE}?api-version=2024-05-01&asyncId=1`;
        arm.once("PUT", NAMED_VALUE, { status: 202, headers: { location } });
        arm.once("GET", NAMED_VALUE, { status: 404 });
        arm.once("GET", NAMED_VALUE, { status: 202 });
        arm.entities.set(NAMED_VALUE, { id: NAMED_VALUE, properties: { provisioningState: "Succeeded" } });
        await plugin.create(about("NamedValue", { ...AT_SERVICE, namedValueId: "pat", displayName: "pat" }));
        assert.deepEqual(waits, [1_000]);
        assert.equal(arm.calls[2]?.path, location);
    });

    it("waits before the first poll when the answer to the PUT asks for it", async () => {
        const { plugin, arm, waits } = fixture;
        const headers = { location: `${arm.url}${OPERATION}`, "retry-after": "3" };
        arm.once("PUT", API, { status: 202, headers });
        arm.entities.set(OPERATION, {});
        arm.once("GET", API, { status: 404 });
        arm.entities.set(API, { id: API });
        await plugin.create(about("Api", api));
        assert.deepEqual(waits, [3_000]);
    });

    it("never follows an operation to another server, where the token would go with it", async () => {
        const { plugin, arm } = fixture;
        arm.once("PUT", API, { status: 202, headers: { location: "https://elsewhere.invalid/operations/1" } });
        await assert.rejects(plugin.create(about("Api", api)), /another server, https:\/\/elsewhere\.invalid/);
    });

    it("keeps what was accepted and whose operation answers without a status", async () => {
        const { plugin, arm } = fixture;
        const headers = { "azure-asyncoperation": `${arm.url}${OPERATION}` };
        arm.once("PUT", API, { status: 202, headers });
        arm.once("GET", OPERATION, { status: 200, body: "<!doctype html>" });
        arm.once("GET", API, { status: 404 });
        arm.entities.set(API, { id: API, properties: { path: "models/churn" } });
        await assert.rejects(plugin.create(about("Api", api)), (error: unknown) => {
            assert.ok(error instanceof PartialError);
            assert.equal(error.message, "the response did not contain a status");
            assert.equal(error.outputs["path"], "models/churn");
            return true;
        });
    });

    it("does not keep what was written where the answer is no JSON object", async () => {
        const { plugin, arm } = fixture;
        arm.once("PUT", `${SERVICE}/tags/t`, { status: 200, body: "<!doctype html>" });
        await assert.rejects(plugin.create(about("Tag", tag())), (error: Error) => {
            assert.ok(!(error instanceof PartialError));
            assert.match(error.message, /^unexpected response from Azure: '"<!doctype html>"', HTTP status: 200$/);
            return true;
        });
    });

    it("keeps what was accepted and failed later, with id and inputs, although there is nothing to read", async () => {
        const { plugin, arm } = fixture;
        const error = { code: "ValidationError", message: "One or more fields contain incorrect values:" };
        arm.once("PUT", API, { status: 202, headers: { location: OPERATION } });
        arm.once("GET", OPERATION, { status: 200, body: { status: "Failed", error } });
        await assert.rejects(plugin.create(about("Api", api)), (thrown: PartialError) => {
            assert.ok(thrown instanceof PartialError);
            const read = `Status=404 Code="ResourceNotFound" Message="${API} not found."`;
            const said = `Status=200 Code="ValidationError" Message="${error.message}"`;
            assert.equal(thrown.message, `resource created but read failed ${read}: ${said}`);
            assert.deepEqual([thrown.id, thrown.outputs, thrown.inputs["apiId"]], [API, {}, "churn"]);
            return true;
        });
    });

    it("puts what failed once without looking whether it is there", async () => {
        const { plugin, arm } = fixture;
        const outputs = await plugin.update(about("Api", api, { id: API, outputs: {} }));
        assert.equal(outputs["path"], "models/churn");
        assert.deepEqual(arm.sequence(), [`PUT ${API}`, `GET ${API}`]);
    });

    it("hands over what a failed operation left behind", async () => {
        const { plugin, arm } = fixture;
        arm.once("GET", API, { status: 404 });
        arm.once("PUT", API, { status: 202, headers: { location: OPERATION } });
        arm.once("GET", OPERATION, { status: 200, body: { status: "Failed", error: { code: "X", message: "y" } } });
        arm.entities.set(API, { id: API, name: "churn", properties: { path: "models/churn" } });
        await assert.rejects(plugin.create(about("Api", api)), (thrown: PartialError) => {
            assert.equal(thrown.id, API);
            assert.equal(thrown.outputs["path"], "models/churn");
            assert.equal(thrown.inputs["apiId"], "churn");
            return true;
        });
    });

    it("takes what the PUT said where a resource was written but cannot be read, and warns", async () => {
        const { plugin, arm } = fixture;
        const path = `${SERVICE}/tags/t`;
        const refused = { status: 403, body: { error: { code: "AuthorizationFailed", message: "no" } } };
        const warnings: string[] = [];
        const warn = (message: string) => void warnings.push(message);
        arm.once("GET", path, { status: 404 });
        arm.once("GET", path, refused);
        const { id, outputs } = await plugin.create(about("Tag", tag(), { warn }));
        assert.deepEqual([id, outputs["displayName"]], [path, "gold"]);
        arm.once("GET", path, refused);
        const updated = await plugin.update(about("Tag", tag("silver"), { id, outputs, warn }));
        assert.equal(updated["displayName"], "silver");
        const words = (operation: string) => new RegExp(`^Failed to read resource after ${operation}\\. Please report`);
        assert.match(warnings[0] ?? "", words("Create"));
        assert.match(warnings[1] ?? "", words("Update"));
        assert.equal(warnings.length, 2);
    });

    it("prints a refusal as azure-native does, a line for each detail", async () => {
        const { plugin, arm } = fixture;
        const message = "Parsing error(s): prefixItems is not a valid property at #/paths [#/paths]";
        arm.once("PUT", API, {
            status: 400,
            body: {
                error: {
                    code: "ValidationError",
                    message: "One or more fields contain incorrect values:",
                    details: [{ code: "ValidationError", target: "representation", message }],
                },
            },
        });
        await assert.rejects(plugin.create(about("Api", api)), {
            message:
                `Status=400 Code="ValidationError" Message="One or more fields contain incorrect values:"\n` +
                `    Code="ValidationError" Message="${message}"`,
        });
    });

    for (const status of [408, 429, 500, 502, 503, 504]) {
        it(`tries again after ${status}`, async () => {
            const { plugin, arm, waits } = fixture;
            arm.once("PUT", `${SERVICE}/tags/t`, { status });
            await plugin.create(about("Tag", tag()));
            assert.deepEqual(waits, [1_000]);
        });
    }

    it("gives up after three more tries, each later than the one before", async () => {
        const { plugin, arm, waits } = fixture;
        for (let i = 0; i < 4; i++) arm.once("PUT", `${SERVICE}/tags/t`, { status: 503 });
        await assert.rejects(plugin.create(about("Tag", tag())), /^Error: Status=503/);
        assert.deepEqual(waits, [1_000, 3_000, 7_000]);
    });

    it("waits as long as Retry-After says", async () => {
        const { plugin, arm, waits } = fixture;
        arm.once("PUT", `${SERVICE}/tags/t`, { status: 429, headers: { "retry-after": "12" } });
        await plugin.create(about("Tag", tag()));
        assert.deepEqual(waits, [12_000]);
    });

    it("does not wait for longer than two minutes", async () => {
        const { plugin, arm, waits } = fixture;
        const error = { code: "TooManyRequests", message: "Later." };
        arm.once("PUT", `${SERVICE}/tags/t`, { status: 429, headers: { "retry-after": "3600" }, body: { error } });
        await assert.rejects(plugin.create(about("Tag", tag())), /^Error: Status=429 Code="TooManyRequests"/);
        assert.deepEqual(waits, []);
    });

    it("tries again on a conflict only when another operation is in progress", async () => {
        const { plugin, arm, waits } = fixture;
        const conflict = (code: string) => ({ status: 409, body: { error: { code, message: "busy" } } });
        arm.once("PUT", `${SERVICE}/tags/t`, conflict("AnotherOperationInProgress"));
        arm.once("PUT", `${SERVICE}/tags/t`, conflict("PessimisticConcurrencyConflict"));
        await assert.rejects(plugin.create(about("Tag", tag())), /Code="PessimisticConcurrencyConflict"/);
        assert.deepEqual(waits, [1_000]);
    });

    it("registers the subscription for API Management where it is not, and goes on", async () => {
        const { plugin, arm, waits } = fixture;
        const path = `${SERVICE}/tags/t`;
        const provider = `${SUBSCRIPTION}/providers/Microsoft.ApiManagement`;
        const missing = { status: 409, body: { error: { code: "MissingSubscriptionRegistration", message: "no" } } };
        arm.once("GET", path, missing);
        arm.once("POST", `${provider}/register`, { status: 200, body: { registrationState: "Registering" } });
        arm.entities.set(provider, { registrationState: "Registered" });
        await plugin.create(about("Tag", tag()));
        assert.deepEqual(arm.sequence().slice(0, 4), [
            `GET ${path}`,
            `POST ${provider}/register`,
            `GET ${provider}`,
            `GET ${path}`,
        ]);
        assert.deepEqual(waits, [1_000]);
    });

    it("tells where the deploying identity may not register", async () => {
        const { plugin, arm } = fixture;
        const path = `${SERVICE}/tags/t`;
        arm.once("GET", path, { status: 409, body: { error: { code: "MissingSubscriptionRegistration" } } });
        const refusal = { code: "AuthorizationFailed", message: "no Microsoft.ApiManagement/register/action" };
        arm.once("POST", `${SUBSCRIPTION}/providers/Microsoft.ApiManagement/register`, {
            status: 403,
            body: { error: refusal },
        });
        await assert.rejects(plugin.create(about("Tag", tag())), /Status=403 Code="AuthorizationFailed"/);
    });

    it("waits as azure-native does, if asked to", async () => {
        const { arm } = fixture;
        const waits: number[] = [];
        const slow = new AzureNative("3.28.0", {
            url: arm.url,
            token: "t",
            ca: arm.ca,
            subscriptionId: SUBSCRIPTION.split("/").at(-1)!,
            sleep: async (milliseconds) => void waits.push(milliseconds),
            pace: AS_AZURE_NATIVE,
        });
        const running = { status: 200, body: { status: "InProgress" } };
        arm.once("PUT", API, { status: 202, headers: { "azure-asyncoperation": OPERATION } });
        arm.once("GET", OPERATION, running);
        arm.entities.set(OPERATION, { status: "Succeeded" });
        arm.once("GET", API, { status: 404 });
        arm.entities.set(API, { id: API });
        await slow.create(about("Api", api));
        arm.once("DELETE", API, { status: 202, headers: { location: OPERATION } });
        arm.once("GET", OPERATION, { status: 202 });
        await slow.delete(about("Api", {}, { id: API }));
        assert.deepEqual(waits.splice(0), [10_000, 30_000]);
        for (let time = 0; time < 3; time++) arm.once("PUT", `${SERVICE}/tags/t`, { status: 503 });
        await slow.create(about("Tag", tag()));
        for (const [index, usual] of [20_000, 60_000, 120_000].entries()) {
            const wait = waits[index]!;
            assert.ok(wait >= usual * 0.8 && wait < usual * 1.3, `${wait} ms`);
        }
    });

    it("deletes with nothing but the API version in the query", async () => {
        const { plugin, arm } = fixture;
        const { id } = await plugin.create(about("Product", { ...AT_SERVICE, productId: "p", displayName: "P" }));
        await plugin.delete(about("Product", {}, { id }));
        assert.equal(arm.calls.at(-1)?.path, `${id}?api-version=2024-05-01`);
        assert.equal(arm.entities.size, 0);
    });

    it("takes a 404 on delete for done", async () => {
        await fixture.plugin.delete(about("Tag", {}, { id: `${SERVICE}/tags/gone` }));
    });

    it("waits for a deletion that goes on, also when the operation ends with 404", async () => {
        const { plugin, arm, waits } = fixture;
        arm.once("DELETE", SERVICE, { status: 202, headers: { location: OPERATION } });
        arm.once("GET", OPERATION, { status: 202 });
        await plugin.delete(about("ApiManagementService", {}, { id: SERVICE }));
        assert.deepEqual(arm.sequence(), [`DELETE ${SERVICE}`, `GET ${OPERATION}`, `GET ${OPERATION}`]);
        assert.deepEqual(waits, [1_000]);
    });

    it("takes nothing for deleted where the answer is a page", async () => {
        const { plugin, arm } = fixture;
        arm.once("DELETE", API, { status: 200, body: "<!doctype html>" });
        await assert.rejects(plugin.delete(about("Api", {}, { id: API })), /unexpected response from Azure/);
    });

    it("reads a resource that is gone as gone", async () => {
        assert.equal(await fixture.plugin.read(about("Tag", {}, { id: `${SERVICE}/tags/gone` })), undefined);
    });

    it("does not take a refused read for gone", async () => {
        const { plugin, arm } = fixture;
        arm.once("GET", `${SERVICE}/tags/t`, { status: 403, body: { error: { code: "AuthorizationFailed" } } });
        await assert.rejects(plugin.read(about("Tag", {}, { id: `${SERVICE}/tags/t` })), /Status=403/);
    });

    it("imports a resource by its id alone", async () => {
        const { plugin, arm } = fixture;
        arm.entities.set(API, {
            id: API,
            name: "churn",
            properties: { path: "models/churn", type: "http", isOnline: true },
        });
        const found = await plugin.read(about("Api", {}, { id: API }));
        assert.deepEqual(found?.inputs, {
            ...AT_SERVICE,
            apiId: "churn",
            apiType: "http",
            azureApiVersion: "2024-05-01",
            path: "models/churn",
        });
    });

    it("serves on after the engine's cancel", async () => {
        fixture.plugin.cancel();
        await fixture.plugin.create(about("Tag", tag()));
    });

    it("refuses an ARM address without TLS, where the token would be readable", async () => {
        const options = { url: "http://localhost:1", token: "t", subscriptionId: "s" };
        assert.throws(() => new AzureNative("3.28.0", options), /needs https/);
    });
});
