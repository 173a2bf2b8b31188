import assert from "node:assert/strict";
import { documentIn } from "../../json/documentInState";
import { endpointSpecProvider as provider } from "../../provider/endpointSpecProvider";
import { type Loopback, serve } from "../databricks/loopback";

const program = { endpoint: "churn", inputs: "all", routes: "stable", missingDocument: "warn", credential: "pat" };
const document = JSON.stringify({
    openapi: "3.1.0",
    info: { title: "churn", version: "1" },
    paths: { "/invocations": { post: { responses: { 200: { description: "Who leaves." } } } } },
});
const json = "application/json";
const html = "text/html";

describe("a document that callers have", () => {
    let server: Loopback;
    let answer: { status: number; body: string; type: string };
    let lines: string[];
    const print = console.log;

    beforeEach(async () => {
        answer = { status: 200, body: document, type: json };
        server = await serve((response, { url }) => {
            const { status, body, type } = answer;
            if (url.endsWith("/openapi")) response.writeHead(status, { "content-type": type }).end(body);
            else response.end('{"name": "churn"}');
        });
        lines = [];
        console.log = (line: string) => lines.push(...line.split("\n"));
        const settings = JSON.stringify({ host: server.url, token: "dapi0123456789" });
        await provider.configure!({
            config: { get: (key: string) => (key === "serving-gateway:workspace" ? settings : undefined) } as any,
        });
    });
    afterEach(async () => {
        console.log = print;
        await server.close();
    });

    const check = async (olds: object, more: object = {}) =>
        (await provider.check!(olds, { ...program, ...more })) as { inputs: any; failures?: { reason: string }[] };

    const notOwn: [what: string, status: number, body: string, type: string][] = [
        ["a page of a proxy with 404", 404, "<html><title>Not Found</title></html>", html],
        ["a page of a proxy with 400", 400, "<html><title>Bad Request</title></html>", html],
        ["a proxy's own JSON with 404", 404, '{"message": "no route"}', json],
        ["a plain text with 404", 404, "RESOURCE_DOES_NOT_EXIST: nothing here", "text/plain"],
        ["nothing at all with 404", 404, "", json],
        ["an error code of the wrong type", 404, '{"error_code": 404, "message": "no"}', json],
    ];
    const broken: [what: string, status: number, body: string, type: string][] = [
        ["an empty body", 200, "", json],
        ["an object without anything", 200, "{}", json],
        ["a login page", 200, "<html><title>Sign in</title></html>", html],
        ["an error of the workspace", 500, '{"error_code": "INTERNAL_ERROR", "message": "Oops"}', json],
        ["a refusal", 403, '{"error_code": "PERMISSION_DENIED", "message": "No"}', json],
        ["half of a document", 200, document.slice(0, 60), json],
        ["paths of the wrong type", 200, document.replace(/"paths":.*/, '"paths": []}'), json],
        ["a list", 200, "[]", json],
    ];
    for (const [what, status, body, type] of [...notOwn, ...broken]) {
        it(`is not replaced by a general one because of ${what}`, async () => {
            const olds = (await check({})).inputs;
            assert.equal(olds.origin, "endpoint");
            answer = { status, body, type };
            const { inputs, failures } = await check(olds);
            assert.equal(failures?.length, 1, what);
            assert.match(failures![0]!.reason, /^endpoint "churn": /);
            assert.equal(documentIn(inputs), undefined);
            await assert.rejects(provider.read!("churn", olds), /endpoint "churn": /);
        });
    }

    for (const [what, status, body, type] of notOwn) {
        it(`does not begin with a general one because of ${what}`, async () => {
            answer = { status, body, type };
            assert.match(
                (await check({})).failures![0]!.reason,
                /does not come from a workspace\n[^]*Check whether a proxy answers/,
            );
        });
    }

    for (const [what, status, body] of [
        ["an error in its own form", 404, '{"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "No schema."}'],
        ["a refusal in its own form", 400, '{"error_code": "INVALID_STATE", "message": "No signature."}'],
        ["a document without paths", 200, '{"openapi": "3.1.0", "info": {}, "paths": {}}'],
    ] as const) {
        it(`is replaced, and the preview says so, where the workspace says that there is none by ${what}`, async () => {
            const olds = (await check({})).inputs;
            answer = { status, body, type: json };
            const { inputs, failures } = await check(olds);
            assert.equal(failures, undefined);
            assert.equal(inputs.origin, "fallback");
            assert.match(
                lines[0]!,
                /^warning: endpoint "churn": callers have a document of its own.*A general document for its task is published instead/,
            );
            lines = [];
            // It is said when it happens, and not for ever.
            await check(inputs);
            assert.deepEqual(lines, []);
        });
    }

    it("is not replaced where the API is taken over by an endpoint that answers nothing", async () => {
        const olds = (await check({})).inputs;
        answer = { status: 200, body: "", type: json };
        assert.match(
            (await check({ ...olds, endpoint: "other" })).failures![0]!.reason,
            /is empty\nThe published document stays/,
        );
    });

    it("begins with a general one where a new endpoint has none", async () => {
        for (const body of ["", "{}"]) {
            answer = { status: 200, body, type: json };
            assert.equal((await check({})).inputs.origin, "fallback");
        }
    });
});
