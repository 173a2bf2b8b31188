import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { OpenAPIV3 } from "openapi-types";
import { seeds } from "../../../../emulator/workspace/seeds";
import { callersDocument } from "../../../../transforms/publication/callers/callersDocument";
import type { CallersNeeds } from "../../../../transforms/publication/callers/callersFacts";
import { fallbackDocument } from "../../../../transforms/publication/fallbackDocument";
import { publication } from "../../../../transforms/publication/publication";
import { importable } from "../../importable";
import { redoclyErrors } from "../../redocly";
import { generatorFaults } from "./generatorFaults";

const subscriptionKey = { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" };
const url = "https://contoso.azure-api.net/models/wine";

function forCallers(document: OpenAPIV3.Document, needs: CallersNeeds = { subscriptionKey }): OpenAPIV3.Document {
    return callersDocument(document, { apiId: "wine", url, needs });
}

/** Documents as stacks publish them: of the sample endpoints, the general ones, and all that the transforms are shown by. */
function published(): [string, OpenAPIV3.Document][] {
    const samples = seeds().map(({ endpoint, document }): [string, OpenAPIV3.Document] => [
        endpoint.name,
        publication(JSON.parse(document), endpoint as never).document,
    ]);
    const tasks = ["llm/v1/chat", "llm/v1/completions", "llm/v1/embeddings", "agent/v2/chat", "agent/v1/responses", ""];
    const general = tasks.map((task): [string, OpenAPIV3.Document] => {
        const endpoint = { name: "general", task };
        return [
            `general ${task}`,
            publication(fallbackDocument(endpoint, "https://adb-1.azuredatabricks.net"), endpoint).document,
        ];
    });
    const golden = ["", "publication"].flatMap((folder) => {
        const path = join(__dirname, "..", "..", "..", "golden", folder);
        return readdirSync(path)
            .filter((file) => file.endsWith(".expected.json"))
            .map((file): [string, OpenAPIV3.Document] => [file, JSON.parse(readFileSync(join(path, file), "utf8"))]);
    });
    return [...samples, ...general, ...golden];
}

const [[, wine]] = published().filter(([name]) => name === "wine-quality") as [[string, OpenAPIV3.Document]];
const invoke = (document: OpenAPIV3.Document) => document.paths["/invocations"]!.post!;
const components = (document: OpenAPIV3.Document) =>
    document.components!.schemas as Record<string, OpenAPIV3.SchemaObject>;

describe("a document for callers", () => {
    for (const [name, document] of published()) {
        it(`has the shape that generators read: ${name}`, () => {
            const made = forCallers(document);
            assert.deepEqual(generatorFaults(made), []);
            assert.deepEqual(callersDocument(document, { apiId: "wine", url, needs: { subscriptionKey } }), made);
        });
    }

    it("has an object for each request of an endpoint, as clients of MCP need it", () => {
        for (const [name, document] of published().filter(([name]) => !name.endsWith(".json"))) {
            const requests = Object.entries(components(forCallers(document))).filter(([key]) =>
                key.endsWith("Request"),
            );
            assert.ok(requests.length > 0, name);
            for (const [key, { type }] of requests) assert.equal(type, "object", `${name}: ${key}`);
        }
    });

    it("is importable too, and has no error for Redocly, for each sample endpoint", async () => {
        for (const { endpoint, document } of seeds()) {
            const made = forCallers(publication(JSON.parse(document), endpoint as never).document);
            assert.deepEqual(await importable(made), []);
            assert.deepEqual(await redoclyErrors(JSON.stringify(made)), []);
        }
    });

    it("has the gateway as its server, and nothing of the workspace", () => {
        const made = forCallers(wine);
        assert.deepEqual(made.servers, [{ url }]);
        assert.doesNotMatch(JSON.stringify(made), /azuredatabricks/);
    });

    it("asks for the key in its header, and has a scheme for the other place, which ends up in logs", () => {
        const { security, components } = forCallers(wine, { subscriptionKey: { header: "X-Key", query: "key" } });
        assert.deepEqual(security, [{ subscriptionKeyHeader: [] }]);
        const places = Object.values(components!.securitySchemes!).map((scheme) =>
            "in" in scheme ? [scheme.in, scheme.name] : [],
        );
        assert.deepEqual(places, [
            ["header", "X-Key"],
            ["query", "key"],
        ]);
    });

    it("takes the key as a Bearer token where the gateway does", () => {
        const { security, components } = forCallers(wine, { subscriptionKey: { ...subscriptionKey, bearer: true } });
        assert.deepEqual(security!.at(-1), { subscriptionKeyBearer: [] });
        assert.equal((components!.securitySchemes!.subscriptionKeyBearer as { scheme: string }).scheme, "bearer");
    });

    it("asks for a token beside the key, for a token alone, or for nothing", () => {
        const token = { issuer: "entra", tenantId: "t", audiences: ["api://models"] } as const;
        const both = forCallers(wine, { subscriptionKey, token });
        assert.deepEqual(both.security, [{ accessToken: [], subscriptionKeyHeader: [] }]);
        const alone = forCallers(wine, { token: { issuer: "workspace" } });
        assert.deepEqual(alone.security, [{ accessToken: [] }]);
        assert.deepEqual(Object.keys(alone.components!.securitySchemes!), ["accessToken"]);
        const open = forCallers(wine, {});
        assert.deepEqual([open.security, open.components!.securitySchemes], [[], undefined]);
    });

    it("asks for the version where the URL does not name it", () => {
        const made = forCallers(wine, { version: { in: "header", name: "api-version", value: "v2" } });
        const [parameter] = invoke(made).parameters as OpenAPIV3.ParameterObject[];
        assert.deepEqual([parameter!.in, parameter!.name, parameter!.required], ["header", "api-version", true]);
        assert.deepEqual((parameter!.schema as OpenAPIV3.SchemaObject).enum, ["v2"]);
    });

    it("names operations as no other API of the service does", () => {
        const idOf = (apiId: string, operationId: string) => {
            const document = { ...wine, paths: { "/invocations": { post: { ...invoke(wine), operationId } } } };
            return invoke(callersDocument(document, { apiId, url, needs: {} })).operationId;
        };
        assert.equal(idOf("churn", "invoke"), "churn_invoke");
        assert.notEqual(idOf("a_b", "c"), idOf("a", "b_c"));
        assert.equal(idOf("a", "tell.me more"), "a_tell-me-more");
    });

    it("has one object with the properties of all forms, the ways in words, and the example in it", () => {
        const { InvokeRequest } = components(forCallers(wine));
        assert.equal(InvokeRequest!.type, "object");
        assert.deepEqual(Object.keys(InvokeRequest!.properties!), ["dataframe_records", "dataframe_split", "params"]);
        assert.match(InvokeRequest!.description!, /^One of these ways: dataframe_split.*; dataframe_records/);
        assert.deepEqual(InvokeRequest!.example, {
            dataframe_records: [{ float_col: 10.4, int_col: 3, string_col: "abc" }],
        });
        assert.equal("anyOf" in InvokeRequest!, false);
    });

    it("says what the endpoint is for in each operation", () => {
        assert.match(
            invoke(forCallers(wine)).description!,
            /^Predicts the quality of a wine from its measurements\.\n\nAnswered by/,
        );
    });

    it("tells of a stream in words only", () => {
        const [, chat] = published().find(([name]) => name === "llama-chat")!;
        const operation = invoke(forCallers(chat));
        assert.deepEqual(Object.keys((operation.responses["200"] as OpenAPIV3.ResponseObject).content!), [
            "application/json",
        ]);
        assert.match(operation.description!, /server-sent events/);
    });

    it("describes error_code without a type", () => {
        const { error_code } = components(forCallers(wine)).ServingError!.properties as Record<string, object>;
        assert.deepEqual(Object.keys(error_code!), ["description"]);
    });

    it("keeps a component that has the name of a request", () => {
        const schemas = { ...wine.components!.schemas, invokerequest: { type: "string" } as const };
        const made = components(forCallers({ ...wine, components: { schemas } }));
        assert.equal(made.invokerequest!.type, "string");
        assert.equal(made.InvokeRequest2!.type, "object");
    });
});
