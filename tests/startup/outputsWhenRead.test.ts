import * as pulumi from "@pulumi/pulumi";
import * as rpc from "@pulumi/pulumi/runtime/rpc";
import assert from "node:assert/strict";
import { outputsWhenRead } from "../../startup/outputsWhenRead";
import { withPublishedRuntime } from "../runtime";

type Resolve = (value: unknown, isKnown: boolean, isSecret: boolean, dependencies?: unknown[], error?: Error) => void;

/** As resources get their outputs. */
function transfer(resource: object, properties: object): Record<string, Resolve> {
    const { transferProperties } = rpc as unknown as {
        transferProperties(resource: object, label: string, properties: object): Record<string, Resolve>;
    };
    return transferProperties(resource, "resource:test", properties);
}

interface Resource {
    readonly id?: unknown;
    readonly name: pulumi.Output<unknown>;
}

async function told(output: pulumi.Output<unknown>) {
    const { promise, isKnown, isSecret } = output as unknown as {
        promise(withUnknowns: boolean): Promise<unknown>;
        readonly isKnown: Promise<boolean>;
        readonly isSecret: Promise<boolean>;
    };
    return [await promise(true), await isKnown, await isSecret];
}

describe("outputs that are made when they are read", () => {
    withPublishedRuntime();

    const all: readonly Parameters<Resolve>[] = [
        ["value", true, false],
        [undefined, false, false],
        ["hidden", true, true],
        [undefined, true, false],
    ];
    for (const resolved of all)
        it(`tell what @pulumi/pulumi's tell, read before they are resolved and after: ${JSON.stringify(resolved)}`, async () => {
            const [published, early, late] = [{}, {}, {}] as [Resource, Resource, Resource];
            transfer(published, { name: "given" })["name"]!(...resolved);
            outputsWhenRead();
            const resolveEarly = transfer(early, { name: "given" })["name"]!;
            const { name } = early;
            resolveEarly(...resolved);
            transfer(late, { name: "given" })["name"]!(...resolved);
            assert.equal(early.name, name);
            assert.equal(late.name, late.name);
            for (const resource of [published, early, late]) assert.deepEqual(await told(resource.name), [...resolved]);
        });

    it("are not made of what nobody reads", () => {
        outputsWhenRead();
        const resource = {} as Resource;
        transfer(resource, { id: undefined, name: "given" })["name"]!("value", true, false);
        assert.deepEqual(Object.keys(resource), ["name"]);
        assert.ok(Object.getOwnPropertyDescriptor(resource, "name")!.get);
        assert.ok(pulumi.Output.isInstance(resource.name));
        assert.equal(Object.getOwnPropertyDescriptor(resource, "name")!.get, undefined);
    });

    it("reject although nobody has read them, since this is how a program hears of an error", async () => {
        outputsWhenRead();
        const resource = {} as Resource;
        const { name: resolve } = transfer(resource, { name: "given" });
        const heard = new Promise((hear) => {
            const others = process.listeners("unhandledRejection");
            process.removeAllListeners("unhandledRejection");
            process.once("unhandledRejection", (error) => {
                others.forEach((listener) => process.on("unhandledRejection", listener));
                hear(error);
            });
        });
        const error = new Error("an input that is not there");
        resolve!(undefined, true, false, [], error);
        assert.equal(await heard, error);
        await assert.rejects(told(resource.name), error);
    });

    it("refuse a property that the resource has", () => {
        outputsWhenRead();
        assert.throws(() => transfer({ name: "own" }, { name: "given" }), /'name' is already initialized/);
    });
});
