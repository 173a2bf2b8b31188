import assert from "node:assert/strict";
import type { IdentityRequest } from "../../../emulator/gateway/runtime";
import { policies, setHeader } from "./policyDocuments";
import { runningGateway } from "./runningGateway";

const databricks = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d";

describe("gateway, managed identity", () => {
    let asked: [serviceId: string, request: IdentityRequest][];
    let give: () => Promise<string>;
    const running = runningGateway(() => ({
        identityToken: (serviceId, request) => {
            asked.push([serviceId, request]);
            return give();
        },
    }));
    beforeEach(() => {
        asked = [];
        give = async () => "identity-token";
        running.plane.api("churn", { serviceUrl: running.upstream.url });
    });

    function signIn(attributes: string, more = ""): void {
        const policy = `<authentication-managed-identity resource="${databricks}" ${attributes}/>${more}`;
        running.plane.policy("apis/churn", policies({ inbound: policy }));
    }

    const call = () => running.call("/churn/invocations", { headers: { authorization: "Bearer mine" } });

    it("replaces the caller's credential, as the service or as an identity that users assigned", async () => {
        signIn("");
        await call();
        signIn('client-id="0f5e" ');
        await call();
        assert.equal(running.received("Authorization"), "Bearer identity-token");
        assert.deepEqual(asked, [
            [running.plane.serviceId, { resource: databricks, clientId: undefined }],
            [running.plane.serviceId, { resource: databricks, clientId: "0f5e" }],
        ]);
    });

    it("goes into a variable if the policy wants it there", async () => {
        const header = setHeader("X-Token", '@((string)context.Variables["t"])').replace(/"t"/, "&quot;t&quot;");
        signIn('output-token-variable-name="t" ', header);
        await call();
        assert.deepEqual(
            [running.received("Authorization"), running.received("X-Token")],
            ["Bearer mine", "identity-token"],
        );
    });

    it("fails the call when there is none, unless the policy goes on without", async () => {
        give = () => Promise.reject(new Error("no identity: secret detail"));
        signIn("");
        const { status, body } = await call();
        assert.equal(status, 500);
        assert.match(body, /^\{ "statusCode": 500, "message": "Internal server error", "activityId": "[0-9a-f-]+" \}$/);
        assert.equal(running.upstream.calls.length, 0);
        signIn('ignore-error="true" ');
        assert.equal((await call()).status, 200);
        assert.equal(running.received("Authorization"), "Bearer mine");
    });
});

describe("gateway, managed identity of a service without one", () => {
    const running = runningGateway();

    it("fails the call", async () => {
        running.plane.api("churn", { serviceUrl: running.upstream.url });
        const policy = '<authentication-managed-identity resource="r" />';
        running.plane.policy("apis/churn", policies({ inbound: policy }));
        assert.equal((await running.call("/churn/invocations")).status, 500);
    });
});
