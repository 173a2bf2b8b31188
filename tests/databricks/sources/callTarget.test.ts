import assert from "node:assert/strict";
import { callTarget } from "../../../databricks/sources/callTarget";

const host = "https://adb-1.2.azuredatabricks.net";
const details = '[{"type":"workspace_permission"}]';

const optimized = (endpoint_url: string | undefined, authorization_details: string | undefined = details) => ({
    name: "churn",
    route_optimized: true,
    endpoint_url,
    data_plane_info: { query_info: { endpoint_url, authorization_details } },
});

describe("where an endpoint's calls go", () => {
    it("is below the workspace's own host, whatever URL an endpoint that is not route-optimized has", () => {
        const expected = { invocationBase: `${host}/serving-endpoints/churn` };
        assert.deepEqual(callTarget({ name: "churn" }, host), expected);
        assert.deepEqual(
            callTarget({ ...optimized("https://evil.example/x"), route_optimized: false }, host),
            expected,
        );
    });

    for (const [workspace, domain] of [
        ["adb-1.2.azuredatabricks.net", "serving.azuredatabricks.net"],
        ["dbc-1.cloud.databricks.com", "serving.cloud.databricks.com"],
        ["1.2.gcp.databricks.com", "serving.gcp.databricks.com"],
        ["adb-1.2.azuredatabricks.us", "serving.azuredatabricks.us"],
        ["adb-1.2.databricks.azure.cn", "serving.databricks.azure.cn"],
        ["workspace.contoso.example", "serving.azuredatabricks.net"],
    ]) {
        it(`is the own host of a route-optimized endpoint of ${workspace} under ${domain}, without /invocations`, () => {
            const base = `https://0f1e.1.${domain}/123/serving-endpoints/churn`;
            for (const url of [`${base}/invocations`, `${base}/invocations/`, base]) {
                const refusing = "it is route-optimized, and such endpoints refuse";
                const expected = { invocationBase: base, authorizationDetails: details, refusing };
                assert.deepEqual(callTarget(optimized(url), `https://${workspace}`), expected);
            }
        });
    }

    const refused = [
        "https://evil.example/serving-endpoints/churn/invocations",
        "https://serving.azuredatabricks.net.evil.example/churn",
        "https://evilserving.azuredatabricks.net/churn",
        "http://0f1e.serving.azuredatabricks.net/churn",
        "https://0f1e.serving.azuredatabricks.net:8443/churn",
        "https://user:pass@0f1e.serving.azuredatabricks.net/churn",
        "https://0f1e.serving.azuredatabricks.net/churn?to=evil.example",
        "https://127.0.0.1/serving-endpoints/churn",
        "https://0f1e.serving.cloud.databricks.com/123/serving-endpoints/churn",
        "https://0f1e.serving.azuredatabricks.net/123/serving-endpoints/other",
        "https://0f1e.serving.azuredatabricks.net/123/serving-endpoints/other/../churn%2f..",
        "https://0f1e.serving.azuredatabricks.net/123/serving-endpoints/churn/served-models/x",
        "https://0f1e.serving.azuredatabricks.net/api/2.0/serving-endpoints/churn",
        "https://0f1e.serving.azuredatabricks.net//serving-endpoints/churn",
        "https://adb-9.9.azuredatabricks.net/serving-endpoints/churn",
        "//0f1e.serving.azuredatabricks.net/123/serving-endpoints/churn",
        "javascript:alert(1)",
        "not a URL",
    ];
    for (const url of refused) {
        it(`is refused where the workspace says ${url}`, () => {
            assert.throws(
                () => callTarget(optimized(url), host),
                /route-optimized, at a URL that is not Databricks' own/,
            );
        });
    }

    it("may be on this machine where the workspace is", () => {
        const url = "http://127.0.0.1:41234/123/serving-endpoints/churn/invocations";
        assert.ok(
            callTarget(optimized(url), "http://127.0.0.1:40000").invocationBase.startsWith("http://127.0.0.1:41234/"),
        );
    });

    it("is not known to whoever may only view a route-optimized endpoint, and the right is named", () => {
        const endpoint = { name: "churn", route_optimized: true };
        assert.throws(
            () => callTarget(endpoint, host),
            /does not return its URL and the details of its tokens[^]*needs CAN_QUERY/,
        );
    });
});
