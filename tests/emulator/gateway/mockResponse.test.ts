import assert from "node:assert/strict";
import { policies } from "./policyDocuments";
import { runningGateway } from "./runningGateway";

const json = "application/json";

describe("gateway, mocked responses", () => {
    const running = runningGateway();
    beforeEach(() => running.plane.api("churn", { serviceUrl: running.upstream.url }));

    function operation(representations: object[], statusCode = 200, schemas: object = {}): void {
        const responses = [{ statusCode, representations }];
        const properties = { method: "POST", urlTemplate: "/invocations", responses };
        running.plane.set("apis/churn/operations/o0", "apis/operations", properties);
        running.plane.set("apis/churn/schemas/s1", "apis/schemas", { document: { components: { schemas } } });
    }

    function mock(attributes = "", sections: Record<string, string> = {}): void {
        running.plane.policy("apis/churn", policies({ inbound: `<mock-response ${attributes} />`, ...sections }));
    }

    async function call() {
        const { status, headers, body } = await running.call("/churn/invocations", { body: "in" });
        assert.equal(running.upstream.calls.length, 0);
        return [status, headers["content-type"], body];
    }

    it("are an example of the document, the first one", async () => {
        operation([{ contentType: json, examples: { one: { value: { a: [1] } }, two: { value: 2 } } }]);
        mock();
        assert.deepEqual(await call(), [200, json, '{"a":[1]}']);
    });

    it("are made from the schema where there is no example", async () => {
        const schemas = {
            Answer: {
                type: "object",
                properties: {
                    id: { type: "string" },
                    rows: { type: "array", items: { $ref: "#/components/schemas/Row" } },
                    both: {
                        allOf: [{ $ref: "#/components/schemas/Row" }, { properties: { more: { type: "boolean" } } }],
                    },
                    state: { enum: ["on", "off"] },
                    said: { type: "integer", example: 7 },
                    either: { oneOf: [{ type: "integer", default: 3 }, { type: "string" }] },
                },
            },
            Row: { type: "object", properties: { value: { type: "number" }, any: {} } },
        };
        operation([{ contentType: json, schemaId: "s1", typeName: "Answer" }], 200, schemas);
        mock();
        const [, , body] = await call();
        assert.deepEqual(JSON.parse(String(body)), {
            id: "string",
            rows: [{ value: 0, any: {} }],
            both: { value: 0, any: {}, more: true },
            state: "on",
            said: 7,
            either: 3,
        });
    });

    it("have every digit of an integer", async () => {
        operation([{ contentType: json, examples: { one: { value: { id: 9007199254740993n } } } }]);
        mock();
        assert.deepEqual(await call(), [200, json, '{"id":9007199254740993}']);
    });

    it("end at some depth for a schema that holds itself", async () => {
        const Node = { type: "object", properties: { next: { $ref: "#/components/schemas/Node" } } };
        operation([{ contentType: json, schemaId: "s1", typeName: "Node" }], 200, { Node });
        mock();
        assert.equal((await call())[0], 200);
    });

    it("are of the status and type that the policy names", async () => {
        const texts = [json, "text/csv"].map((contentType) => ({
            contentType,
            examples: { x: { value: contentType } },
        }));
        operation(texts, 404);
        mock('status-code="404" content-type="text/csv"');
        assert.deepEqual(await call(), [404, "text/csv", "text/csv"]);
        mock('status-code="404"');
        assert.deepEqual(await call(), [404, json, JSON.stringify(json)]);
    });

    it("have no content where nothing fits", async () => {
        operation([{ contentType: json, examples: { x: { value: 1 } } }]);
        mock('status-code="201"');
        assert.deepEqual(await call(), [201, undefined, ""]);
        mock('content-type="text/csv"');
        assert.deepEqual(await call(), [200, "text/csv", ""]);
        operation([{ contentType: json, schemaId: "s1", typeName: "Gone" }]);
        mock();
        assert.deepEqual(await call(), [200, json, ""]);
    });

    it("let nothing else run, and stand in inbound, outbound and on-error only", async () => {
        operation([]);
        mock("", { outbound: "<set-body>outbound</set-body>" });
        assert.deepEqual(await call(), [200, undefined, ""]);
        mock("", { inbound: "", backend: "<mock-response />" });
        assert.equal((await running.call("/churn/invocations")).status, 500);
    });
});
