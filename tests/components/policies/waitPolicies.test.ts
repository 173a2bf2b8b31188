import assert from "node:assert/strict";
import { tokenCredential } from "../../../components/policies/credentialPolicies";
import { runningGateway } from "../../emulator/gateway/runningGateway";
import { putApiPolicy, type TestedApi } from "./policyText";

const call = { retry: false, timeout: 300, pooled: false } as const;
const endpoint = { credential: tokenCredential("pat"), call };

describe("how long callers wait, on the emulated gateway", () => {
    const running = runningGateway();

    function publish(limits: NonNullable<TestedApi["governance"]>["limits"]): void {
        running.plane.set("namedValues/pat", "namedValues", { displayName: "pat" }, { value: "dapi" });
        running.plane.api("churn", { serviceUrl: `${running.upstream.url}/serving-endpoints/churn` });
        putApiPolicy(running.plane, "churn", { callers: {}, governance: { limits }, endpoint });
    }

    it("is told where a policy fails, which is a 500 of the gateway", async () => {
        // Nobody asks for the token by which this counts.
        publish({ calls: { count: 1, seconds: 60, per: "caller" } });
        const { status, headers, body } = await running.call("/churn/invocations", { body: "{}" });
        assert.deepEqual([status, headers["retry-after"]], [500, "10"], body);
        assert.ok(JSON.parse(body).activityId);
    });

    it("is told where API Management itself does not, for a prompt that is longer than a limit", async () => {
        publish({ tokens: { perMinute: 1, per: "ip", estimate: true } });
        const body = JSON.stringify({ messages: [{ role: "user", content: "Tell me all of it.".repeat(20) }] });
        const { status, headers } = await running.call("/churn/invocations", { body });
        assert.deepEqual([status, headers["retry-after"]], [429, "10"]);
    });

    it("stays what a limit says", async () => {
        publish({ calls: { count: 1, seconds: 300, per: "ip" } });
        await running.call("/churn/invocations", { body: "{}" });
        const { status, headers } = await running.call("/churn/invocations", { body: "{}" });
        assert.deepEqual([status, headers["retry-after"]], [429, "300"]);
    });

    it("stays what the endpoint says of an answer that is no error of these", async () => {
        publish({});
        running.upstream.answer = (response) => response.writeHead(202, { "Retry-After": "600" }).end("{}");
        const { headers } = await running.call("/churn/invocations", { body: "{}" });
        assert.equal(headers["retry-after"], "600");
    });
});
