import assert from "node:assert/strict";
import { tokenCredential } from "../../../components/policies/credentialPolicies";
import { runningGateway } from "../../emulator/gateway/runningGateway";
import { apiPolicy } from "./policyText";

describe("calls that are made again, on the emulated gateway", () => {
    let waits: number[];
    const running = runningGateway(() => ({ sleep: async (milliseconds) => void waits.push(milliseconds) }));

    beforeEach(() => {
        waits = [];
        running.plane.set("namedValues/pat", "namedValues", { displayName: "pat" }, { value: "dapi" });
        running.plane.api("churn", { serviceUrl: `${running.upstream.url}/serving-endpoints/churn` });
        const retry = { count: 2, longestWait: 10 };
        const call = { retry, timeout: 300, pooled: false };
        const endpoint = { credential: tokenCredential("pat"), call };
        running.plane.policy("apis/churn", apiPolicy({ callers: {}, endpoint }));
    });

    for (const [said, retryAfter, expected] of [
        ["twice", ["1", "2"], []],
        ["twice the same", ["1", "1"], []],
        ["as a date", "Fri, 31 Dec 2027 23:59:59 GMT", []],
        ["as a fraction", "1.5", []],
        ["as less than nothing", "-1", []],
        ["as more than an int", "2147483648", []],
        ["as a number with a sign", "+3", [3000, 3000]],
        ["as nothing to wait for", "0", []],
    ] as const) {
        it(`wait as long as a Retry-After says that is given ${said}`, async () => {
            running.upstream.answer = (response) =>
                response.writeHead(429, { "Retry-After": retryAfter as string | string[] }).end("busy");
            const { status, headers, body } = await running.call("/churn/invocations", { body: "{}" });
            assert.deepEqual([status, body], [429, "busy"]);
            assert.deepEqual(headers["retry-after"], retryAfter);
            assert.deepEqual(waits, expected);
            const isMade = expected.length > 0 || retryAfter === "0";
            assert.equal(running.upstream.calls.length, isMade ? 3 : 1);
        });
    }
});
