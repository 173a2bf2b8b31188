import * as debuggable from "@pulumi/pulumi/runtime/debuggable";
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { withoutSilentTraces } from "../../startup/silentTraces";
import { withPublishedRuntime } from "../runtime";

describe("silent traces", () => {
    withPublishedRuntime();

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
