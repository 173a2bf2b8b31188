import assert from "node:assert/strict";
import { type ServingEndpoint } from "../../../databricks/sources/servingEndpoint";
import { jsonText } from "../../../json/jsonText";
import { servingEndpoints } from "../../../databricks/sources/servingEndpoints";
import type { Served } from "../../../databricks/sources/source";
import { assembleWorkspace, type Workspace } from "../../../databricks/workspace";
import { WorkspaceError } from "../../../databricks/workspaceError";
import { type Loopback, serve } from "../loopback";

const paths = { "/invocations": {} };
const READY = { ready: "READY", config_update: "NOT_UPDATING" };

describe("the source of serving endpoints", () => {
    let server: Loopback;
    let workspace: Workspace;
    afterEach(() => server.close());

    /** Reads an endpoint whose document is `text`; `{host}` in it stands for the workspace's origin. */
    async function read(text: string, state: object = READY): Promise<Served<ServingEndpoint>> {
        server = await serve((response, request) => {
            if (request.url.endsWith("/openapi")) response.end(text.replaceAll("{host}", server.url));
            else response.end(JSON.stringify({ name: "churn", state }));
        });
        workspace = assembleWorkspace({ host: server.url, token: "dapi0123456789abcdef" }, {});
        return servingEndpoints.read(workspace, "churn");
    }

    async function refusal(text: string, state?: object): Promise<string> {
        const error: unknown = await read(text, state).catch((reason: unknown) => reason);
        assert.ok(error instanceof WorkspaceError, String(error));
        assert.match(error.message, /^endpoint "churn": /);
        return error.message;
    }

    it("returns the endpoint, its document, and where calls go", async () => {
        const servers = [{ url: "{host}/serving-endpoints/churn" }];
        const { model, document } = await read(JSON.stringify({ paths, servers }));
        assert.equal(model.state?.ready, "READY");
        assert.deepEqual(document, { paths, servers: [{ url: `${server.url}/serving-endpoints/churn` }] });
        assert.equal(servingEndpoints.target(workspace, model).invocationBase, `${server.url}/serving-endpoints/churn`);
    });

    it("keeps every digit of the document's numbers", async () => {
        const text = '{"paths":{"/invocations":{"x-least":9007199254740993,"x-most":2.0}}}';
        assert.equal(jsonText((await read(text)).document), text);
    });

    it("refuses an endpoint that is not ready, without asking for its document", async () => {
        const text = await refusal("{}", { ready: "NOT_READY", config_update: "IN_PROGRESS" });
        assert.match(text, /it is NOT_READY \(update: IN_PROGRESS\)\nIt is being deployed/);
        assert.equal(server.seen.length, 1);
    });

    it("says what to do about a stopped endpoint", async () => {
        assert.match(await refusal("{}", { ready: "NOT_READY", config_update: "NOT_UPDATING" }), /\nIt is stopped, or/);
    });

    it("takes a ready endpoint whose update is running or has failed: the old configuration serves", async () => {
        await read("{}", { ready: "READY", config_update: "IN_PROGRESS" });
        await server.close();
        await read("{}", { ready: "READY", config_update: "UPDATE_FAILED" });
    });

    it("unwraps an array of one and drops a byte order mark", async () => {
        assert.deepEqual((await read(`\uFEFF[${JSON.stringify({ paths })}]`)).document, { paths });
    });

    for (const [text, failure] of [
        ["", "is empty"],
        ["  \n", "is empty"],
        ["\uFEFF", "is empty"],
        ["{}", "has no paths"],
        ['{"paths": null}', "has no paths"],
        ['[{"paths": {}}]', "has no paths"],
    ] as const) {
        it(`takes this for no document: ${JSON.stringify(text)}`, async () => {
            const { document, missing } = await read(text);
            assert.equal(document, undefined);
            assert.deepEqual(missing, {
                failure: `endpoint "churn": its OpenAPI document ${failure}`,
                isSaid: false,
            });
        });
    }

    it("leaves wrong paths to what reads the document", async () => {
        assert.deepEqual((await read('{"paths": []}')).document, { paths: [] });
    });

    it("names the place where a document stops being JSON", async () => {
        assert.match(await refusal('{\n  "openapi": "3.1.0",\n  nope\n}'), /not JSON \(line 3, column 3\)\n/);
    });

    for (const [text, shape] of [
        ["[]", "an array of 0"],
        ["[{}, {}]", "an array of 2"],
        ["null", "null"],
        ['"text"', "string"],
        ["[[{}]]", "an array of 1"],
        ["2.0", "number"],
    ] as const) {
        it(`refuses a document that is no object: ${text}`, async () => {
            assert.ok((await refusal(text)).includes(`is not an object (${shape})`));
        });
    }

    it("refuses a login page", async () => {
        assert.match(await refusal("<!doctype html><title>Sign In</title>"), /answered 200 with an HTML page to GET/);
    });

    it("refuses a document over 4 MB", async () => {
        assert.match(await refusal(`"${"x".repeat(4 * 1024 * 1024)}"`), /\/openapi is over 4 MB\n/);
    });

    for (const url of [
        "https://evil.example/serving-endpoints/churn",
        "//evil.example/serving-endpoints/churn",
        "{host}.evil.example/",
        "https://{workspace}/serving-endpoints/churn",
        "javascript:alert(1)",
    ]) {
        it(`refuses a server outside the workspace: ${url}`, async () => {
            const text = await refusal(JSON.stringify({ servers: [{ url }] }));
            assert.match(
                text,
                /a server outside the workspace, at \/servers\/0\/url: ".*"\nCalls and their credential go only to/,
            );
        });
    }

    it("refuses a second server outside the workspace", async () => {
        const servers = [{ url: "{host}" }, { url: "https://evil.example" }];
        assert.match(await refusal(JSON.stringify({ servers })), /at \/servers\/1\/url: "https:\/\/evil\.example"/);
    });

    it("refuses one at a path, an operation or a reusable path as well", async () => {
        const servers = [{ url: "https://evil.example" }];
        for (const [document, pointer] of [
            [{ paths: { "/a": { servers } } }, "/paths/~1a/servers/0/url"],
            [{ paths: { "/a": { post: { servers } } } }, "/paths/~1a/post/servers/0/url"],
            [
                { paths, components: { pathItems: { A: { get: { servers } } } } },
                "/components/pathItems/A/get/servers/0/url",
            ],
        ] as const) {
            assert.ok((await refusal(JSON.stringify(document))).includes(`outside the workspace, at ${pointer}: `));
            await server.close();
        }
    });

    for (const servers of [undefined, [], [{ url: "/serving-endpoints/churn" }], [{}], [null], "none"]) {
        it(`takes servers that lead nowhere else: ${JSON.stringify(servers)}`, async () => {
            const text = JSON.stringify({ paths, servers });
            assert.deepEqual((await read(text)).document, JSON.parse(text));
        });
    }
});
