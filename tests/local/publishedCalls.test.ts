import assert from "node:assert/strict";
import { publishedCalls } from "../../local/publishedCalls";

describe("calls of published APIs", () => {
    it("send every digit of the contract's example", () => {
        const body = '{"inputs":[9007199254740993,2.0]}';
        const post = `{"requestBody":{"content":{"application/json":{"example":${body}}}}}`;
        const document = `{"paths":{"/invocations":{"post":${post}}}}`;
        const resource = { type: "pulumi-nodejs:dynamic/a:EndpointSpec", outputs: { endpoint: "churn", document } };
        const state = JSON.stringify({ deployment: { resources: [resource] } });
        const url = "https://localhost/churn";
        assert.deepEqual(publishedCalls(state, { endpoints: { churn: { url } } }), [
            { endpoint: "churn", url: `${url}/invocations`, method: "POST", body },
        ]);
    });
});
