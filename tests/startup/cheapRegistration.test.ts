import assert from "node:assert/strict";
import * as log from "@pulumi/pulumi/log";
import * as debuggable from "@pulumi/pulumi/runtime/debuggable";
import * as pulumi from "@pulumi/pulumi";
import { withoutRegistrationLog, withoutSilentTraces } from "../../startup/cheapRegistration";

/** What the runtime's modules export, put back after each test: they are the same for all tests. */
const replaced = [
    [log, "debug"],
    [debuggable, "debuggablePromise"],
    [pulumi.Resource, "callsites"],
] as const;

describe("what registering resources does without", () => {
    const originals = replaced.map(([owner, name]) => Object.getOwnPropertyDescriptor(owner, name)!);
    afterEach(() => replaced.forEach(([owner, name], index) => Object.defineProperty(owner, name, originals[index]!)));

    it("calls to the engine's debug log for each of its steps, and no others", async () => {
        const written: string[] = [];
        const debug = async (message: string) => void written.push(message);
        Object.defineProperty(log, "debug", { configurable: true, value: debug });
        withoutRegistrationLog();
        await log.debug("Registering resource: t=a:b:C, name=c, custom=true, remote=false");
        await log.debug("RegisterResource RPC prepared: t=a:b:C, name=c");
        await log.debug("RegisterResource RPC finished: resource:c[a:b:C]; err: null, resp: value-that-is-secret");
        await log.debug("RegisterResourceOutputs RPC finished: urn=u; err: null, resp: ");
        await log.debug("Invoke RPC finished: tok=a:b:getKeys; err: null, resp: value-that-is-secret");
        await log.debug("Not looked for what is there already: no network");
        assert.deepEqual(written, ["Not looked for what is there already: no network"]);
    });

    it("traces of promises that end and of resources, and keeps those of errors", async () => {
        withoutSilentTraces();
        const { debuggablePromise } = debuggable as unknown as {
            debuggablePromise<Value>(promise: Promise<Value>, context: string): Promise<Value>;
        };
        const promise = Promise.resolve("value");
        assert.equal(await debuggablePromise(promise, "test"), "value");
        assert.equal((promise as { _debugStackTrace?: string })._debugStackTrace, "Error");
        await assert.rejects(debuggablePromise(Promise.reject(new Error("broken")), "test"), /broken/);
        assert.deepEqual((pulumi.Resource as unknown as { callsites(): unknown[] }).callsites(), []);
        assert.match(new Error("kept").stack!, /cheapRegistration\.test/);
    });
});
