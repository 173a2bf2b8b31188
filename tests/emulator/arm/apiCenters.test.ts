import assert from "node:assert/strict";
import { startTestArm, type TestArm } from "./testArm";

describe("an API Center in the emulated Resource Manager", () => {
    let arm: TestArm;
    before(async () => {
        arm = await startTestArm({ latency: { importMs: 1000 } });
    });
    after(() => arm.close());

    const center = () =>
        `${arm.service.split("/providers/")[0]!}/providers/Microsoft.ApiCenter/services/apic-serving-gateway`;
    const at = (path: string) => `${center()}${path}?api-version=2024-03-01`;
    const api = "/workspaces/default/apis/churn";
    const definition = `${api}/versions/current/definitions/openapi`;
    const put = (path: string, properties: object) => arm.call("PUT", at(path), { properties });
    const register = async () => {
        await put(api, { title: "Churn", kind: "rest" });
        await put(`${api}/versions/current`, { title: "current", lifecycleStage: "production" });
        return put(definition, { title: "OpenAPI" });
    };
    const imported = async (value: string) => {
        const body = { format: "inline", value, specification: { name: "openapi", version: "3.0.3" } };
        const started = await arm.call("POST", at(`${definition}/importSpecification`), body);
        assert.equal(started.status, 202);
        const { location } = started.headers;
        assert.equal((await arm.call("GET", location!)).status, 202);
        arm.advance(1000);
        return arm.call("GET", location!);
    };

    it("has an API with version, definition and deployment, which go with it", async () => {
        assert.equal((await register()).status, 201);
        const deployment = {
            environmentId: "/workspaces/default/environments/emulated",
            definitionId: definition,
            server: { runtimeUri: ["https://apim.azure-api.net/churn"] },
        };
        assert.deepEqual((await put(`${api}/deployments/gateway`, deployment)).body.properties, deployment);
        assert.equal((await put(api, { title: "Churn 2", kind: "rest" })).status, 200);
        const { body } = await arm.call("GET", at("/workspaces/default/apis"));
        assert.deepEqual(
            body.value.map(({ name, properties }: any) => [name, properties.title]),
            [["churn", "Churn 2"]],
        );
        const { status } = await arm.call("DELETE", at(api));
        assert.deepEqual([status, (await arm.call("DELETE", at(api))).status], [200, 204]);
        assert.equal((await arm.call("GET", at(`${api}/deployments/gateway`))).status, 404);
    });

    it("imports a document after it has accepted it, and gives it back", async () => {
        await register();
        const document = '{"openapi":"3.0.3"}';
        assert.equal((await imported(document)).status, 200);
        const { specification } = (await arm.call("GET", at(definition))).body.properties;
        assert.deepEqual(specification, { name: "openapi", version: "3.0.3" });
        const { headers } = await arm.call("POST", at(`${definition}/exportSpecification`));
        arm.advance(1000);
        assert.deepEqual((await arm.call("GET", headers.location!)).body, { format: "inline", value: document });
        assert.equal((await imported('{"title":"none"}')).body.error.code, "ValidationError");
    });

    it("asks for the metadata that its schemas require", async () => {
        await register();
        const schema = { schema: '{"type":"string"}', assignedTo: [{ entity: "api", required: true }] };
        await put("/metadataSchemas/area", schema);
        const titled = (customProperties: object) => put(api, { title: "Churn", kind: "rest", customProperties });
        assert.match((await titled({})).body.error.details[0].message, /'area' is required/);
        assert.match((await titled({ area: "x", b: 1 })).body.error.details[0].message, /'b' is not defined/);
        assert.equal((await titled({ area: "risk" })).status, 200);
        await arm.call("DELETE", at("/metadataSchemas/area"));
    });

    for (const [what, path, properties, says] of [
        ["a name of two characters", "/workspaces/default/apis/ab", { title: "A", kind: "rest" }, /should match/],
        ["a title of 51 characters", api, { title: "x".repeat(51), kind: "rest" }, /longer than 50/],
        ["an API without a kind", api, { title: "Churn" }, /required for 'kind'/],
        ["another stage", `${api}/versions/current`, { title: "a", lifecycleStage: "live" }, /one of design/],
        [
            "a deployment in an environment that is not there",
            `${api}/deployments/gateway`,
            { environmentId: "/workspaces/default/environments/none" },
            /does not exist/,
        ],
        ["a URL of 201 characters", `${api}/deployments/gateway`, { server: { runtimeUri: ["x".repeat(201)] } }, /200/],
    ] as const) {
        it(`refuses ${what}`, async () => {
            await register();
            const { status, body } = await put(path, properties);
            assert.deepEqual([status, body.error.code], [400, "ValidationError"]);
            assert.match(body.error.details[0].message, says);
        });
    }

    it("has nothing below what is not there, and says what it does not implement", async () => {
        const version = { title: "a", lifecycleStage: "design" };
        assert.equal((await put("/workspaces/default/apis/none/versions/current", version)).status, 404);
        assert.equal((await arm.call("GET", at("/workspaces/other"))).status, 404);
        assert.equal((await arm.call("PUT", at(""), { location: "westeurope" })).status, 501);
        assert.equal((await arm.call("GET", at("/workspaces/default/apiSources"))).status, 501);
        await register();
        const link = { format: "link", value: "https://contoso.example/openapi.json" };
        assert.equal((await arm.call("POST", at(`${definition}/importSpecification`), link)).status, 501);
    });
});
