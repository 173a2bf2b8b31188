import * as pulumi from "@pulumi/pulumi";
import * as debuggable from "@pulumi/pulumi/runtime/debuggable";
import * as rpc from "@pulumi/pulumi/runtime/rpc";
import { outputsWhenRead } from "../startup/outputsWhenRead";
import { withoutSilentTraces } from "../startup/silentTraces";

/*
 * What the tests declare runs as the program runs, with what startup/ changes at the outputs of @pulumi/pulumi: it takes a
 * quarter of the processor time. mocha loads this file before any test.
 */

const members: readonly (readonly [owner: object, name: string])[] = [
    [debuggable, "debuggablePromise"],
    [pulumi.Resource, "callsites"],
    [rpc, "transferProperties"],
];

const published = descriptors();
outputsWhenRead();
withoutSilentTraces();

/** For the tests of the suite that calls it, @pulumi/pulumi is as it was published. */
export function withPublishedRuntime(): void {
    let changed = published;
    beforeEach(() => {
        changed = descriptors();
        define(published);
    });
    afterEach(() => define(changed));
}

function descriptors(): readonly PropertyDescriptor[] {
    return members.map(([owner, name]) => Object.getOwnPropertyDescriptor(owner, name)!);
}

function define(all: readonly PropertyDescriptor[]): void {
    members.forEach(([owner, name], index) => Object.defineProperty(owner, name, all[index]!));
}
