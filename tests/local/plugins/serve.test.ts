import assert from "node:assert/strict";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { AzureNative } from "../../../local/plugins/azureNative";
import { secret } from "../../../local/plugins/secrets";
import { serve } from "../../../local/plugins/serve";
import { startPlugins } from "../../../local/plugins/start";
import { AT_SERVICE, SERVICE, SUBSCRIPTION } from "./azureNativeFixture";
import { startFakeArm, type FakeArm } from "./fakeArm";

const URN = "urn:pulumi:local::gateway::serving-gateway:index:ServingApi$azure-native:apimanagement:NamedValue::pat";

function struct(map: object): Struct {
    return Struct.fromJavaScript(map as Record<string, JavaScriptValue>);
}

/** Calls as the engine does; a refusal is thrown as the engine sees it. */
function calling(port: number | string) {
    // A connection of its own, as the engine has.
    const own = { "grpc.use_local_subchannel_pool": 1 };
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), own);
    const call = <A>(send: (done: (error: ServiceError | null, answer: A) => void) => unknown) =>
        new Promise<A>((resolve, reject) => {
            send((error, answer) => (error === null ? resolve(answer) : reject(error)));
        });
    return { client, call, close: () => client.close() };
}

describe("a stand-in plugin on the engine's wire", () => {
    let arm: FakeArm;
    let served: { port: number; close(): void };
    let engine: ReturnType<typeof calling>;

    beforeEach(async () => {
        arm = await startFakeArm();
        const subscriptionId = SUBSCRIPTION.split("/").at(-1) ?? "";
        const options = { url: arm.url, token: "t", ca: arm.ca, subscriptionId, sleep: async () => undefined };
        served = await serve(() => new AzureNative("3.28.0", options));
        engine = calling(served.port);
    });
    afterEach(async () => {
        engine.close();
        served.close();
        await arm.close();
    });

    const inputs = { ...AT_SERVICE, namedValueId: "pat", displayName: "pat", secret: true, value: secret("dapi-1") };

    function createRequest(): messages.CreateRequest {
        const request = new messages.CreateRequest();
        request.setUrn(URN);
        request.setProperties(struct(inputs));
        return request;
    }

    it("tells that it takes secrets and answers previews", async () => {
        const answer = await engine.call<messages.ConfigureResponse>((done) =>
            engine.client.configure(new messages.ConfigureRequest(), done),
        );
        assert.equal(answer.getAcceptsecrets(), true);
        assert.equal(answer.getSupportspreview(), true);
    });

    it("takes the type from the end of the URN's types, and wraps secrets in the answer", async () => {
        const answer = await engine.call<messages.CreateResponse>((done) =>
            engine.client.create(createRequest(), done),
        );
        assert.equal(answer.getId(), `${SERVICE}/namedValues/pat`);
        assert.deepEqual(answer.getProperties()?.toJavaScript()["value"], secret("dapi-1"));
    });

    it("diffs against the old inputs, and tells which change replaces", async () => {
        const request = new messages.DiffRequest();
        request.setUrn(URN);
        request.setOlds(struct({ displayName: "an output, not compared" }));
        request.setOldInputs(struct(inputs));
        request.setNews(struct({ ...inputs, serviceName: "other", displayName: "other" }));
        const answer = await engine.call<messages.DiffResponse>((done) => engine.client.diff(request, done));
        assert.deepEqual(answer.getReplacesList(), ["serviceName"]);
        assert.deepEqual([...answer.getDiffsList()].sort(), ["displayName", "serviceName"]);
        assert.equal(answer.getDeletebeforereplace(), true);
        const kinds = new Map(answer.getDetaileddiffMap().toArray() as unknown as [string, messages.PropertyDiff][]);
        assert.equal(kinds.size, 2);
    });

    it("answers a read of something gone with an empty id", async () => {
        const request = new messages.ReadRequest();
        request.setUrn(URN);
        request.setId(`${SERVICE}/namedValues/gone`);
        request.setProperties(struct({}));
        assert.equal(
            (await engine.call<messages.ReadResponse>((done) => engine.client.read(request, done))).getId(),
            "",
        );
    });

    it("has a plugin for each connection, as the engine has a process for each provider", async () => {
        const configured: string[] = [];
        let made = 0;
        const each = await serve(() => {
            const plugin = new AzureNative("3.28.0", { url: arm.url, token: "t", ca: arm.ca, subscriptionId: "s" });
            const number = ++made;
            plugin.configure = (variables) => void configured.push(`${number}: ${variables.host}`);
            return plugin;
        });
        const connections = [calling(each.port), calling(each.port)];
        for (const host of ["a", "b"]) {
            for (const [index, { call, client }] of connections.entries()) {
                const request = new messages.ConfigureRequest();
                request.getVariablesMap().set("host", `${host}${index}`);
                await call<messages.ConfigureResponse>((done) => client.configure(request, done));
            }
        }
        for (const connection of connections) connection.close();
        each.close();
        assert.deepEqual(configured, ["1: a0", "2: a1", "1: b0", "2: b1"]);
    });

    it("carries an error as its message alone", async () => {
        const error = { code: "ValidationError", message: "no dapi-1" };
        arm.once("PUT", `${SERVICE}/namedValues/pat`, { status: 400, body: { error } });
        await assert.rejects(
            engine.call<messages.CreateResponse>((done) => engine.client.create(createRequest(), done)),
            (thrown: ServiceError) => {
                assert.equal(thrown.details, 'Status=400 Code="ValidationError" Message="no dapi-1"');
                return true;
            },
        );
    });

    it("carries what a failed operation left behind, for the state", async () => {
        const path = `${SERVICE}/namedValues/pat`;
        arm.once("GET", path, { status: 404 });
        arm.once("PUT", path, { status: 202, headers: { location: `${SERVICE}/operations/1` } });
        arm.once("GET", `${SERVICE}/operations/1`, { status: 200, body: { status: "Failed" } });
        arm.entities.set(path, { id: path, properties: { displayName: "pat" } });
        await assert.rejects(
            engine.call<messages.CreateResponse>((done) => engine.client.create(createRequest(), done)),
            (thrown: ServiceError) => {
                const packed = thrown.metadata.get("grpc-status-details-bin")[0] as Buffer;
                const detail = Status.deserializeBinary(packed).getDetailsList()[0];
                const left = messages.ErrorResourceInitFailed.deserializeBinary(
                    detail?.getValue_asU8() ?? new Uint8Array(),
                );
                assert.equal(left.getId(), path);
                assert.equal(left.getProperties()?.toJavaScript()["displayName"], "pat");
                return true;
            },
        );
    });
});

describe("the stand-in plugins' processes", () => {
    const environment = {
        LOCAL_ARM_URL: "https://localhost:1",
        LOCAL_ARM_TOKEN: "t",
        ARM_SUBSCRIPTION_ID: "s",
        DATABRICKS_HOST: "http://127.0.0.1:1",
        DATABRICKS_TOKEN: "t",
    };

    it("serve under the names and versions that the engine asks for, until they are stopped", async () => {
        const plugins = await startPlugins(environment);
        const engines = plugins.debugProviders.split(",").map((entry) => {
            const [name, port = ""] = entry.split(":");
            return { name, engine: calling(port) };
        });
        const versions = engines.map(async ({ name, engine }) => {
            const info = await engine.call<PluginInfo>((done) => engine.client.getPluginInfo(new Empty(), done));
            return `${name} ${info.getVersion()}`;
        });
        assert.deepEqual(await Promise.all(versions), ["azure-native 3.28.0", "databricks 1.110.0"]);
        await plugins.stop();
        for (const { engine } of engines) {
            await assert.rejects(
                engine.call<PluginInfo>((done) => engine.client.getPluginInfo(new Empty(), done)),
                /ECONNREFUSED|UNAVAILABLE/,
            );
            engine.close();
        }
    });

    it("leave nothing running, and say why, when one of them cannot start", async () => {
        const broken = { ...environment, LOCAL_ARM_URL: "http://localhost:1" };
        await assert.rejects(startPlugins(broken), {
            message:
                "a stand-in plugin ended before it served: Azure Resource Manager needs https, not http://localhost:1",
        });
    });
});
