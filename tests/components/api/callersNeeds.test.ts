import assert from "node:assert/strict";
import { callersNeeds } from "../../../components/api/callersNeeds";

const subscriptionKey = { header: "X-Key", query: "key" };
const entra = { tenantId: "t", audiences: ["api://models"], clientApplications: ["a"], claims: { roles: ["r"] } };

describe("what callers send, for programs", () => {
    it("is the key and the token that the stack asks for, without who may have one", () => {
        assert.deepEqual(callersNeeds({ subscriptionKey, entra }, { method: "managedIdentity" }, undefined), {
            subscriptionKey,
            token: { issuer: "entra", tenantId: "t", audiences: ["api://models"] },
        });
    });

    it("is the workspace's token where the gateway passes it on", () => {
        const needs = callersNeeds({}, { method: "passthrough" }, undefined);
        assert.deepEqual(needs, { token: { issuer: "workspace" } });
    });

    it("is the version where the URL does not have it", () => {
        const at = (scheme: "segment" | "header" | "query", version: string | undefined = "v2") =>
            callersNeeds({}, undefined, { version, versioning: { scheme, name: "api-version" } } as never).version;
        assert.deepEqual(at("header"), { in: "header", name: "api-version", value: "v2" });
        assert.deepEqual(at("query"), { in: "query", name: "api-version", value: "v2" });
        assert.equal(at("segment"), undefined);
        assert.equal(callersNeeds({}, undefined, { versioning: { scheme: "header" } } as never).version, undefined);
    });
});
