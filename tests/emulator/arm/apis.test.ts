import assert from "node:assert/strict";
import { startTestArm, type TestArm } from "./testArm";

interface Operation {
    readonly operationId?: string;
    readonly summary?: string;
}

function document(paths: Record<string, Record<string, Operation>>, more: object = {}): string {
    const responses = { responses: { 200: { description: "OK" } } };
    const complete = Object.entries(paths).map(([path, methods]) => [
        path,
        Object.fromEntries(
            Object.entries(methods).map(([method, operation]) => [method, { ...operation, ...responses }]),
        ),
    ]);
    const info = { title: "Churn model", version: "1" };
    return JSON.stringify({ openapi: "3.0.3", info, ...more, paths: Object.fromEntries(complete) });
}

function importing(value: string, more: object = {}): object {
    return { properties: { path: "churn", format: "openapi+json", value, ...more } };
}

const scoring = document({ "/invocations": { post: { operationId: "score" } } });
const serviceUrl = "https://workspace.example.com/serving-endpoints/churn";

describe("APIs in the emulator", () => {
    let arm: TestArm;
    let api: string;
    beforeEach(async () => {
        arm = await startTestArm({ latency: { importMs: 0 } });
        api = `${arm.service}/apis/churn`;
    });
    afterEach(() => arm.close());

    async function operationNames(): Promise<string[]> {
        const { body } = await arm.call("GET", `${api}/operations`);
        return body.value.map(({ name }: { name: string }) => name);
    }

    it("imports a document as a long-running operation, terminal on the first poll", async () => {
        const put = await arm.call("PUT", api, importing(scoring, { serviceUrl }));
        assert.equal(put.status, 201);
        assert.equal(put.body.properties.provisioningState, "InProgress");
        assert.match(
            put.headers.location!,
            /\/apis\/churn\?api-version=2024-05-01&asyncId=[0-9a-f]{24}&asyncCode=201$/,
        );
        assert.match(
            put.headers["azure-asyncoperation"]!,
            /\/apim-serving-gateway\/tenant\/operationResults\/[0-9a-f]{24}\?api-version=2024-05-01$/,
        );
        const status = await arm.call("GET", put.headers["azure-asyncoperation"]!);
        assert.deepEqual([status.status, status.body.status], [200, "Succeeded"]);
        const final = await arm.call("GET", put.headers.location!);
        assert.deepEqual([final.status, final.body.name], [201, "churn"]);
    });

    it("shows an API without the document it was made from", async () => {
        await arm.call("PUT", api, importing(scoring, { serviceUrl, protocols: ["https"] }));
        const { body } = await arm.call("GET", api);
        assert.deepEqual(body, {
            id: api,
            type: "Microsoft.ApiManagement/service/apis",
            name: "churn",
            properties: {
                apiRevision: "1",
                isCurrent: true,
                subscriptionRequired: true,
                authenticationSettings: { oAuth2: null, openid: null },
                subscriptionKeyParameterNames: { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" },
                path: "churn",
                serviceUrl,
                protocols: ["https"],
                displayName: "Churn model",
                provisioningState: "Succeeded",
            },
        });
    });

    it("creates the operations of the document", async () => {
        await arm.call("PUT", api, importing(scoring));
        const { body } = await arm.call("GET", `${api}/operations/score`);
        const { method, urlTemplate, displayName } = body.properties;
        assert.deepEqual([method, urlTemplate, displayName], ["POST", "/invocations", "score"]);
    });

    it("refuses what the reader refuses, with its texts in the service's envelope", async () => {
        const nullable = { schemas: { Id: { type: ["string", "null"] } } };
        const value = document({ "/invocations": { post: { operationId: "score" } } }, { components: nullable });
        const { status, body } = await arm.call("PUT", api, importing(value));
        assert.equal(status, 400);
        assert.deepEqual(body.error.details[0], {
            code: "ValidationError",
            target: "representation",
            message:
                "Parsing error(s): Cannot create a scalar value from this type of node. [#/components/schemas/Id/type]",
        });
        assert.match(body.error.details.at(-1).message, /^Parsing error\(s\): The input OpenAPI file is not valid/);
        assert.equal((await arm.call("GET", api)).status, 404);
    });

    it("matches operations by their id when a document is imported again, and deletes the rest", async () => {
        await arm.call(
            "PUT",
            api,
            importing(document({ "/a": { post: { operationId: "a" } }, "/b": { post: { operationId: "b" } } })),
        );
        const policy = { properties: { value: "<policies><inbound><base /></inbound></policies>" } };
        await arm.call("PUT", `${api}/operations/a/policies/policy`, policy);

        const second = document({ "/a2": { post: { operationId: "a" } }, "/c": { post: { operationId: "c" } } });
        assert.equal((await arm.call("PUT", api, importing(second))).status, 200);
        assert.deepEqual(await operationNames(), ["a", "c"]);
        const kept = await arm.call("GET", `${api}/operations/a`);
        assert.equal(kept.body.properties.urlTemplate, "/a2");
        assert.equal((await arm.call("GET", `${api}/operations/a/policies/policy`)).status, 200);
    });

    it("hands the policy of a renamed operation on", async () => {
        await arm.call("PUT", api, importing(document({ "/a": { post: { operationId: "old" } } })));
        const policy = { properties: { value: "<policies><inbound><base /></inbound></policies>" } };
        await arm.call("PUT", `${api}/operations/old/policies/policy`, policy);
        await arm.call("PUT", api, importing(document({ "/a": { post: { operationId: "new" } } })));
        assert.equal((await arm.call("GET", `${api}/operations/new/policies/policy`)).status, 200);
    });

    it("clears the service URL when an import does not send one", async () => {
        await arm.call("PUT", api, importing(scoring, { serviceUrl }));
        await arm.call("PUT", api, importing(scoring));
        assert.equal((await arm.call("GET", api)).body.properties.serviceUrl, null);
    });

    it("takes the service URL from the document only where the request has none", async () => {
        const value = document({ "/a": { post: {} } }, { servers: [{ url: "https://document.example.com/a" }] });
        await arm.call("PUT", api, importing(value));
        assert.equal((await arm.call("GET", api)).body.properties.serviceUrl, "https://document.example.com/a");
        await arm.call("PUT", api, importing(value, { serviceUrl }));
        assert.equal((await arm.call("GET", api)).body.properties.serviceUrl, serviceUrl);
    });

    it("keeps the document's schemas in one schema entity, replaced by the next import", async () => {
        const components = { schemas: { Row: { type: "object" } } };
        const value = document({ "/a": { post: {} } }, { components });
        await arm.call("PUT", api, importing(value));
        await arm.call("PUT", api, importing(value));
        const { body } = await arm.call("GET", `${api}/schemas`);
        assert.equal(body.count, 1);
        assert.deepEqual(body.value[0].properties.document, { components });
    });

    it("shows every digit of an integer in what it keeps of a document", async () => {
        const components = { schemas: { Id: { type: "integer", format: "int64", example: 1 } } };
        const value = document({ "/a": { post: {} } }, { components }).replace(
            '"example":1',
            '"example":9007199254740993',
        );
        await arm.call("PUT", api, importing(value));
        const { body } = await arm.call("GET", `${api}/schemas`);
        assert.equal(String(body.value[0].properties.document.components.schemas.Id.example), "9007199254740993");
    });

    it("creates the document's tags and attaches them to the API", async () => {
        const value = document({ "/a": { post: {} } }, { tags: [{ name: "Churn" }] });
        await arm.call("PUT", api, importing(value));
        assert.equal((await arm.call("GET", `${arm.service}/tags/Churn`)).body.properties.displayName, "Churn");
        const { body } = await arm.call("GET", `${api}/tags`);
        assert.equal(body.value[0].properties.displayName, "Churn");
    });

    it("keeps the operations when an API is put without a document", async () => {
        await arm.call("PUT", api, importing(scoring));
        await arm.call("PUT", api, { properties: { path: "churn", displayName: "Renamed", serviceUrl } });
        assert.deepEqual(await operationNames(), ["score"]);
        assert.equal((await arm.call("GET", api)).body.properties.displayName, "Renamed");
    });

    it("accepts a second API under the same path, and tells through the operation that it cannot be", async () => {
        await arm.call("PUT", api, importing(scoring));
        const other = `${arm.service}/apis/other`;
        const { status, headers } = await arm.call("PUT", other, importing(scoring, { path: "CHURN" }));
        assert.equal(status, 201);
        const { body } = await arm.call("GET", headers["azure-asyncoperation"]!);
        assert.equal(body.status, "Failed");
        assert.equal((await arm.call("GET", other)).status, 404);
        assert.deepEqual(body.error.details, [
            {
                code: "ValidationError",
                target: "path",
                message:
                    "Cannot create API 'other' with the same Path 'CHURN' as API 'churn'  " +
                    "unless it's a part of the same version set",
            },
        ]);
    });

    it("leaves an API as it was where it is to take over a path that another one has", async () => {
        await arm.call("PUT", api, importing(scoring));
        const other = `${arm.service}/apis/other`;
        await arm.call("PUT", other, importing(scoring, { path: "other" }));
        const put = await arm.call("PUT", other, importing(scoring, { path: "churn" }));
        assert.equal((await arm.call("GET", put.headers["azure-asyncoperation"]!)).body.status, "Failed");
        const patch = await arm.call("PATCH", other, { properties: { path: "churn" } }, { "if-match": "*" });
        assert.deepEqual([patch.status, patch.body.error.details[0].target], [400, "path"]);
        assert.equal((await arm.call("GET", other)).body.properties.path, "other");
    });

    it("refuses writes to an API and below it while it is imported", async () => {
        const slow = await startTestArm({ latency: { importMs: 5_000 } });
        try {
            const put = await slow.call("PUT", api, importing(scoring));
            const status = put.headers["azure-asyncoperation"]!;
            const operation = { properties: { displayName: "x", method: "GET", urlTemplate: "/x" } };
            for (const path of [api, `${api}/operations/x`]) {
                const refusal = await slow.call("PUT", path, path === api ? importing(scoring) : operation);
                assert.equal(refusal.status, 409);
                assert.deepEqual(refusal.body, {
                    error: {
                        code: "PessimisticConcurrencyConflict",
                        message: "Operation on the API is in progress",
                        details: null,
                    },
                });
            }
            assert.equal((await slow.call("GET", status)).body.status, "InProgress");
            assert.equal((await slow.call("GET", put.headers.location!)).status, 202);

            slow.advance(5_000);
            assert.equal((await slow.call("GET", status)).body.status, "Succeeded");
            assert.equal((await slow.call("PUT", `${api}/operations/x`, operation)).status, 201);
        } finally {
            await slow.close();
        }
    });

    it("deletes an API with everything in it, as a long-running operation", async () => {
        await arm.call("PUT", api, importing(scoring));
        const deletion = await arm.call("DELETE", api);
        assert.equal(deletion.status, 202);
        assert.equal((await arm.call("GET", deletion.headers["azure-asyncoperation"]!)).body.status, "Succeeded");
        assert.equal((await arm.call("GET", deletion.headers.location!)).status, 200);
        assert.equal((await arm.call("DELETE", api)).status, 204);
        assert.deepEqual(
            arm.store.ids().filter((id) => id.startsWith(api)),
            [],
        );
    });

    it("takes operations made by hand, and refuses two with one method and template", async () => {
        await arm.call("PUT", api, { properties: { path: "churn" } });
        const get = {
            properties: {
                displayName: "Get",
                method: "GET",
                urlTemplate: "/rows/{id}",
                templateParameters: [{ name: "id", type: "string", required: true }],
            },
        };
        assert.equal((await arm.call("PUT", `${api}/operations/get`, get)).status, 201);
        const same = await arm.call("PUT", `${api}/operations/again`, get);
        assert.deepEqual([same.status, same.body.error.details[0].target], [400, "urlTemplate"]);
        const undeclared = { properties: { ...get.properties, urlTemplate: "/x/{y}" } };
        const refusal = await arm.call("PUT", `${api}/operations/x`, undeclared);
        assert.match(refusal.body.error.details[0].message, /must be defined in the Operation: y/);
    });

    it("says 501 to link imports", async () => {
        const link = importing("https://example.com", { format: "openapi+json-link" });
        assert.equal((await arm.call("PUT", api, link)).status, 501);
    });

    it("wants format and value together", async () => {
        const { status, body } = await arm.call("PUT", api, { properties: { path: "churn", value: scoring } });
        assert.deepEqual([status, body.error.details[0].target], [400, "format"]);
    });
});
