import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { EndpointSpec } from "../../../components/api/endpointSpec";
import { packed } from "../../../json/documentInState";
import { valueOf } from "../recorder";

const document = '{"info":{"title":"Grüße"},"openapi":"3.0.3","paths":{"/a":{"get":{"x-id":9007199254740993}}}}';

describe("the document of an endpoint, as the program gets it", () => {
    /** @param kept what the state has, or the check returned */
    async function read(preview: boolean, kept: object): Promise<unknown> {
        const newResource = ({ inputs }: pulumi.runtime.MockResourceArgs) => ({
            id: "churn",
            state: { ...inputs, ...kept },
        });
        await pulumi.runtime.setMocks({ newResource, call: () => ({}) }, "serving-gateway", "dev", preview);
        const args = {
            endpoint: "churn",
            inputs: "all",
            routes: "stable",
            missingDocument: "warn",
            credential: "pat",
        } as const;
        return valueOf(new EndpointSpec("churn-spec", args).document);
    }

    for (const preview of [true, false]) {
        it(`has every byte ${preview ? "in a preview" : "in an update"}`, async () => {
            assert.equal(await read(preview, { __document: packed(document) }), document);
        });
    }

    it("is there in an update that leaves the state of an earlier version as it is (--target)", async () => {
        assert.equal(await read(false, { document }), document);
    });
});
