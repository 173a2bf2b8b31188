import assert from "node:assert/strict";
import { tokenCredential } from "../../../components/policies/credentialPolicies";
import { corsSchema } from "../../../settings/cors";
import { runningGateway } from "../../emulator/gateway/runningGateway";
import { putApiPolicy } from "./policyText";

const page = "https://app.example";
const key = "key-of-the-caller";

describe("the headers that a web page may read, on the emulated gateway", () => {
    const running = runningGateway();

    function publish(exposeHeaders?: string[]): void {
        const cors = corsSchema.parse({ origins: [page], exposeHeaders });
        const url = `${running.upstream.url}/serving-endpoints/churn`;
        running.plane.set("namedValues/pat", "namedValues", { displayName: "pat" }, { value: "dapi" });
        running.plane.api("churn", { serviceUrl: url, subscriptionRequired: true });
        running.plane.subscription("s", "/apis/churn", key);
        const callers = { subscriptionKey: { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" } };
        const call = { retry: false, timeout: 300, pooled: false } as const;
        const endpoint = { credential: tokenCredential("pat"), call };
        const limits = { calls: { count: 3, seconds: 60, per: "subscription" } } as const;
        const observed = { tokens: false };
        putApiPolicy(running.plane, "churn", { callers, governance: { cors, limits }, observed, endpoint });
    }

    const call = (headers: Record<string, string>) =>
        running.call("/churn/invocations", { body: "{}", headers: { origin: page, ...headers } });
    const withKey = { "Ocp-Apim-Subscription-Key": key };

    it("are when to come again, the call's id and the model's name, in answers of the endpoint and of the gateway", async () => {
        publish();
        const seen: unknown[] = [];
        for (const status of [200, 429, 503, 500]) {
            running.upstream.answer = (response) =>
                response.writeHead(status, { "Retry-After": "7", "served-model-name": "churn-3" }).end("{}");
            const answer = await call(withKey);
            seen.push(answer.status);
            assert.equal(answer.headers["access-control-allow-origin"], page);
            assert.equal(
                answer.headers["access-control-expose-headers"],
                "Retry-After,x-correlation-id,served-model-name",
            );
            assert.match(String(answer.headers["x-correlation-id"]), /^[0-9a-f-]{36}$/);
            assert.match(String(answer.headers["retry-after"]), /^\d+$/);
        }
        // The last one is over the limit.
        assert.deepEqual(seen, [200, 429, 503, 429]);
    });

    it("are those that the settings name, where they name some", async () => {
        publish(["X-Left"]);
        assert.equal((await call(withKey)).headers["access-control-expose-headers"], "X-Left");
    });

    it("are none of a 401 without a key: it comes before any policy, as in Azure", async () => {
        publish();
        const { status, headers } = await call({});
        assert.equal(status, 401);
        assert.match(String(headers["www-authenticate"]), /^AzureApiManagementKey realm=/);
        assert.equal(headers["access-control-allow-origin"], undefined);
    });
});
