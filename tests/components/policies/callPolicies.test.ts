import assert from "node:assert/strict";
import { tokenCredential } from "../../../components/policies/credentialPolicies";
import { runningGateway } from "../../emulator/gateway/runningGateway";
import { putApiPolicy } from "./policyText";

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
        putApiPolicy(running.plane, "churn", { callers: {}, endpoint });
    });

    for (const [said, retryAfter, expected, told] of [
        ["twice", ["1", "2"], [], "120"],
        ["twice the same", ["1", "1"], [], "120"],
        ["as a date", "Fri, 31 Dec 2027 23:59:59 GMT", [], "120"],
        ["as a fraction", "1.5", [], "120"],
        ["as less than nothing", "-1", [], "120"],
        ["as more than an int", "2147483648", [], "120"],
        ["as more than clients wait", "121", [], "120"],
        ["as what clients still wait", "120", [], "120"],
        ["as what the gateway does not wait", "119", [], "119"],
        ["as a number with a sign", "+3", [3000, 3000], "+3"],
        ["as nothing to wait for", "0", [], "0"],
    ] as const) {
        it(`wait as long as a Retry-After says that is given ${said}, and tell callers ${told}`, async () => {
            running.upstream.answer = (response) =>
                response.writeHead(429, { "Retry-After": retryAfter as string | string[] }).end("busy");
            const { status, headers, body } = await running.call("/churn/invocations", { body: "{}" });
            assert.deepEqual([status, body], [429, "busy"]);
            assert.equal(headers["retry-after"], told);
            assert.deepEqual(waits, expected);
            const isMade = expected.length > 0 || retryAfter === "0";
            assert.equal(running.upstream.calls.length, isMade ? 3 : 1);
        });
    }
});
