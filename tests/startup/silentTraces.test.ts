import * as debuggable from "@pulumi/pulumi/runtime/debuggable";
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { withoutSilentTraces } from "../../startup/silentTraces";

/** What the runtime's modules export, put back after each test: they are the same for all tests. */
const replaced = [
    [debuggable, "debuggablePromise"],
    [pulumi.Resource, "callsites"],
] as const;

describe("silent traces", () => {
    const originals = replaced.map(([owner, name]) => Object.getOwnPropertyDescriptor(owner, name)!);
    afterEach(() => replaced.forEach(([owner, name], index) => Object.defineProperty(owner, name, originals[index]!)));

    it("are not taken of promises that end and of resources, and are kept of errors", async () => {
        withoutSilentTraces();
        const { debuggablePromise } = debuggable as unknown as {
            debuggablePromise<Value>(promise: Promise<Value>, context: string): Promise<Value>;
        };
        const promise = Promise.resolve("value");
        assert.equal(await debuggablePromise(promise, "test"), "value");
        assert.equal((promise as { _debugStackTrace?: string })._debugStackTrace, "Error");
        await assert.rejects(debuggablePromise(Promise.reject(new Error("broken")), "test"), /broken/);
        assert.deepEqual((pulumi.Resource as unknown as { callsites(): unknown[] }).callsites(), []);
        assert.match(new Error("kept").stack!, /silentTraces\.test/);
    });
});
