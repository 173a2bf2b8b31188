import assert from "node:assert/strict";
import { policies, setHeader } from "./policyDocuments";
import { runningGateway } from "./runningGateway";

describe("gateway, versions and revisions", () => {
    const running = runningGateway();

    /** An API whose backend answers under the API's own name. */
    function api(name: string, properties: object = {}, operations?: string[]): void {
        const serviceUrl = `${running.upstream.url}/${encodeURIComponent(name)}`;
        running.plane.api(name, { path: "models/churn", serviceUrl, apiRevision: "1", ...properties }, operations);
    }

    function versions(properties: object): string {
        running.plane.set("apiVersionSets/churn", "apiVersionSets", { displayName: "churn", ...properties });
        return `${running.plane.serviceId}/apiVersionSets/churn`;
    }

    /** Name of the API that answered, or the gateway's status. */
    async function answeredBy(path: string, headers: Record<string, string> = {}): Promise<string | number> {
        const before = running.upstream.calls.length;
        const { status } = await running.call(`/models/${path}`, { headers });
        const call = running.upstream.calls[before];
        return call ? decodeURIComponent(call.url.split("/")[1]!) : status;
    }

    it("tell versions by a segment behind the path, and the original by none", async () => {
        const apiVersionSetId = versions({ versioningScheme: "Segment" });
        api("churn", { apiVersionSetId });
        api("churn-v2", { apiVersionSetId, apiVersion: "v2" });
        assert.deepEqual(
            [
                await answeredBy("churn/invocations"),
                await answeredBy("churn/v2/invocations"),
                await answeredBy("churn/V2/invocations"),
                await answeredBy("churn/v3/invocations"),
            ],
            ["churn", "churn-v2", "churn-v2", 404],
        );
        assert.equal(running.upstream.calls[1]!.url, "/churn-v2/invocations");
    });

    it("tell versions by a header", async () => {
        const apiVersionSetId = versions({ versioningScheme: "Header", versionHeaderName: "Api-Version" });
        api("churn", { apiVersionSetId });
        api("churn-v2", { apiVersionSetId, apiVersion: "v2" });
        assert.deepEqual(
            [
                await answeredBy("churn/invocations"),
                await answeredBy("churn/invocations", { "api-version": "v2" }),
                await answeredBy("churn/invocations", { "api-version": "v3" }),
                await answeredBy("churn/v2/invocations"),
            ],
            ["churn", "churn-v2", 404, 404],
        );
    });

    it("tell versions by a parameter, and know none without an original", async () => {
        const apiVersionSetId = versions({ versioningScheme: "Query", versionQueryName: "api-version" });
        api("churn-v1", { apiVersionSetId, apiVersion: "v1" });
        api("churn-v2", { apiVersionSetId, apiVersion: "v2" });
        assert.deepEqual(
            [
                await answeredBy("churn/invocations?api-version=v1"),
                await answeredBy("churn/invocations?api-version=v2"),
                await answeredBy("churn/invocations"),
            ],
            ["churn-v1", "churn-v2", 404],
        );
    });

    it("reach a revision by its number, with its own policies and operations", async () => {
        api("churn");
        api("churn;rev=2", { apiRevision: "2" }, ["POST /invocations", "POST /explain"]);
        running.plane.policy("apis/churn;rev=2", policies({ inbound: setHeader("X-Policy", "two") }));
        assert.deepEqual(
            [
                await answeredBy("churn/invocations"),
                await answeredBy("churn;rev=1/invocations"),
                await answeredBy("churn;rev=2/explain"),
                await answeredBy("churn/explain"),
                await answeredBy("churn;rev=3/invocations"),
            ],
            ["churn", "churn", "churn;rev=2", 404, 404],
        );
        assert.deepEqual(
            running.upstream.calls.map(({ url, headers }) => [url, headers["x-policy"]]),
            [
                ["/churn/invocations", undefined],
                ["/churn/invocations", undefined],
                ["/churn%3Brev%3D2/explain", "two"],
            ],
        );
    });

    it("reach a revision of a version behind its segment", async () => {
        const apiVersionSetId = versions({ versioningScheme: "Segment" });
        api("churn-v2", { apiVersionSetId, apiVersion: "v2", apiRevision: "3" });
        api("churn-v2;rev=4", { apiVersionSetId, apiVersion: "v2", apiRevision: "4" });
        assert.equal(await answeredBy("churn/v2;rev=4/invocations"), "churn-v2;rev=4");
        assert.equal(await answeredBy("churn/v2;rev=3/invocations"), "churn-v2");
    });

    it("take keys of the API and of its products for every revision", async () => {
        api("churn", { subscriptionRequired: true });
        api("churn;rev=2", { subscriptionRequired: true });
        running.plane.subscription("own", "/apis/churn", "api-key");
        running.plane.product("gold", ["churn"]);
        running.plane.subscription("product", "/products/gold", "product-key");
        for (const key of ["api-key", "product-key"]) {
            const headers = { "Ocp-Apim-Subscription-Key": key };
            assert.equal(await answeredBy("churn;rev=2/invocations", headers), "churn;rev=2");
        }
        assert.equal(await answeredBy("churn;rev=2/invocations"), 401);
    });
});
