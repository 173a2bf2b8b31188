import * as log from "@pulumi/pulumi/log";
import assert from "node:assert/strict";
import { withoutRegistrationLog } from "../../startup/registrationLog";

describe("the debug log of registrations", () => {
    const original = Object.getOwnPropertyDescriptor(log, "debug")!;
    afterEach(() => Object.defineProperty(log, "debug", original));

    it("gets no call to the engine for each step of a registration, and all other messages", async () => {
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
});
