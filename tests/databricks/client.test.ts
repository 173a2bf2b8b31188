import assert from "node:assert/strict";
import type { WorkspaceClient } from "../../databricks/client";
import { getOpenApi, getServingEndpoint, listServingEndpoints } from "../../databricks/sources/servingEndpoints";
import { assembleWorkspace } from "../../databricks/workspace";
import { WorkspaceError } from "../../databricks/workspaceError";
import { Loopback, serve, serveAlways } from "./loopback";

const TOKEN = "dapi0123456789abcdef0123456789abcdef-2";
const PATH = "/api/2.0/serving-endpoints/churn";

describe("WorkspaceClient", () => {
    let server: Loopback;
    const waits: number[] = [];
    beforeEach(() => void (waits.length = 0));
    afterEach(() => server.close());

    function client(host = server.url, timeoutMs?: number): WorkspaceClient {
        const sleep = async (milliseconds: number) => void waits.push(milliseconds);
        return assembleWorkspace({ host, token: TOKEN }, {}, { sleep, timeoutMs }).client;
    }

    async function failure(host?: string, timeoutMs?: number): Promise<WorkspaceError> {
        const error: unknown = await getServingEndpoint(client(host, timeoutMs), "churn").catch(
            (reason: unknown) => reason,
        );
        assert.ok(error instanceof WorkspaceError, String(error));
        assert.ok(!error.message.includes(TOKEN), "the token is in the message");
        assert.doesNotMatch(error.message, /undefined|\n {4}at /);
        return error;
    }

    it("reads an endpoint and its document with the credential", async () => {
        server = await serve((response, request) =>
            response.end(request.url.endsWith("/openapi") ? '{"openapi": "3.1.0"}' : '{"name": "churn"}'),
        );
        assert.deepEqual(await getServingEndpoint(client(), "churn"), { name: "churn" });
        assert.equal(await getOpenApi(client(), "churn"), '{"openapi": "3.1.0"}');
        assert.deepEqual(
            server.seen.map(({ method, url, headers }) => [method, url, headers.authorization]),
            [
                ["GET", PATH, `Bearer ${TOKEN}`],
                ["GET", `${PATH}/openapi`, `Bearer ${TOKEN}`],
            ],
        );
    });

    for (const name of ["", "a/../b", "a b", "a?x=1", "x".repeat(64), "é"]) {
        it(`refuses a name that no endpoint can have: ${JSON.stringify(name)}`, async () => {
            server = await serveAlways(200, "{}");
            await assert.rejects(
                getServingEndpoint(client(), name),
                /this is not a valid name of a serving endpoint\nNames have/,
            );
            assert.equal(server.seen.length, 0);
        });
    }

    it("lists the endpoints in one call, by name, however much the list is", async () => {
        const endpoints = ["b", "a", "c"].map((name) => ({ name, description: "x".repeat(2_000_000) }));
        server = await serveAlways(200, JSON.stringify({ endpoints }));
        const listed = await listServingEndpoints(client());
        assert.deepEqual(
            listed.map(({ name }) => name),
            ["a", "b", "c"],
        );
        assert.deepEqual(
            server.seen.map(({ url }) => url),
            ["/api/2.0/serving-endpoints"],
        );
    });

    it("takes a list without the member for an empty one, and anything else for a mistake", async () => {
        server = await serve((response, _request) =>
            response.end(server.seen.length === 1 ? "{}" : '{"endpoints":[1]}'),
        );
        assert.deepEqual(await listServingEndpoints(client()), []);
        await assert.rejects(
            listServingEndpoints(client()),
            /^WorkspaceError: the list of serving endpoints: the workspace answered .* with something else: \/endpoints\/0 is a number, not an object\nCheck that serving/,
        );
    });

    it("says what to do where the list is refused, without the name of an endpoint", async () => {
        server = await serveAlways(403, JSON.stringify({ error_code: "PERMISSION_DENIED", message: "No." }));
        await assert.rejects(listServingEndpoints(client()), (error: Error) => {
            assert.match(error.message, /^the list of serving endpoints: .* 403 \(PERMISSION_DENIED\)/);
            assert.doesNotMatch(error.message, /undefined|this endpoint/);
            return true;
        });
    });

    it("says what failed, what the workspace said and what to do", async () => {
        const message = "User does not have permission 'View' on this endpoint.";
        server = await serveAlways(403, JSON.stringify({ error_code: "PERMISSION_DENIED", message }));
        const error = await failure();
        assert.deepEqual(error.message.split("\n"), [
            `endpoint "churn": the workspace answered 403 (PERMISSION_DENIED) to GET ${PATH}`,
            `It said: ${message}`,
            "The deploying identity needs CAN_VIEW on this endpoint. " +
                "Checked as: the owner of the personal access token in serving-gateway:workspace.token.",
        ]);
        assert.equal(error.status, 403);
        assert.equal(error.errorCode, "PERMISSION_DENIED");
    });

    const answers: [string, number, string, RegExp][] = [
        [
            "an invalid token",
            403,
            '{"error_code": 403, "message": "Invalid access token. [ReqId: 1]"}',
            /answered 403 to GET .*\nIt said: Invalid access token\. \[ReqId: 1\]\nThe token is wrong, has expired, was revoked/,
        ],
        [
            "an invalid token in plain text",
            403,
            "Invalid access token.",
            /It said: Invalid access token\.\nThe token is/,
        ],
        ["a blocked network", 403, '{"message": "Source IP address: 192.0.2.1 is blocked"}', /IP access list does not/],
        [
            "no credential",
            401,
            '{"error_code": 401, "message": "Credential was not sent"}',
            /answered 401 to .*\nIt said: Credential was not sent\nThe token is wrong/,
        ],
        [
            "a missing endpoint",
            404,
            '{"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "Endpoint with name \'churn\' does not exist."}',
            /answered 404 \(RESOURCE_DOES_NOT_EXIST\).*\n.*\nThere is no serving endpoint "churn" at http:/,
        ],
        ["an error of API 1.2", 500, '{"error": "Internal: boom"}', /answered 500 to .*\nIt said: Internal: boom\n/],
        [
            "an error of SCIM",
            500,
            '{"detail": "boom", "status": "500", "scimType": "x"}',
            /answered 500 \(x\).*\n.*: boom\n/,
        ],
        [
            "CODE: message",
            400,
            "MALFORMED_REQUEST: bad\npath",
            /answered 400 \(MALFORMED_REQUEST\).*\nIt said: bad path\n/,
        ],
        ["other plain text", 400, "no healthy upstream", /answered 400 to .*\nIt said: no healthy upstream\n/],
        [
            "an HTML page",
            502,
            "<html><title>502 Bad\nGateway</title></html>",
            /It said: 502 Bad Gateway \(an HTML page\)\n/,
        ],
        [
            "an HTML page with <pre>",
            500,
            "<p><pre>java.lang.Error</pre>",
            /It said: java\.lang\.Error \(an HTML page\)\n/,
        ],
        ["a conflict", 409, "{}", /answered 409 to .*\nSomething else is changing it\. Run the command again\.$/],
        ["a lost race", 412, "{}", /answered 412 to .*\nSomething else is changing it\. Run the command again\.$/],
        ["nothing", 500, "", /answered 500 to GET [^\n]*\nThe workspace failed/],
        ["JSON that says nothing", 500, "{}", /answered 500 to GET [^\n]*\nThe workspace failed/],
        ["JSON null", 500, "null", /answered 500 to GET [^\n]*\nIt said: null\nThe workspace failed/],
        [
            "a code that is no code",
            500,
            '{"error_code": "<b>\\u001b[31m", "message": "m"}',
            /answered 500 to .*\nIt said: m\n/,
        ],
    ];
    for (const [what, status, body, message] of answers) {
        it(`reads an error body that is ${what}`, async () => {
            server = await serveAlways(status, body);
            assert.match((await failure()).message, message);
        });
    }

    it("shows an echoed text in short, on one line, without control characters and without the token", async () => {
        const message = `bad \u001b[31mtoken\u0000 Bearer ${TOKEN}, dapi${"f".repeat(32)}\r\n\u202E${"long ".repeat(1000)}`;
        server = await serveAlways(400, JSON.stringify({ error_code: TOKEN, message }));
        const error = await failure();
        assert.match(error.message, /It said: bad \[31mtoken \[redacted\] \[redacted\] long long/);
        assert.ok(error.message.length < 600);
        assert.doesNotMatch(error.message, /[\u0000-\u0009\u000B-\u001F\u202E]/);
    });

    it("waits as long as Retry-After says on 429 and 503, and then goes on", async () => {
        server = await serve((response, _request, number) => {
            if (number === 0) response.writeHead(429, { "retry-after": "7" }).end();
            else if (number === 1) response.writeHead(503, { "retry-after": "30" }).end();
            else response.end('{"name": "churn"}');
        });
        assert.equal((await getServingEndpoint(client(), "churn")).name, "churn");
        assert.deepEqual(waits, [7000, 30_000]);
    });

    for (const seconds of ["31", "3600", "9".repeat(400)]) {
        it(`does not wait where Retry-After asks for longer than a deployment can: ${seconds.slice(0, 8)}`, async () => {
            server = await serve((response) => response.writeHead(429, { "retry-after": seconds }).end());
            const { message } = await failure();
            assert.match(
                message,
                /answered 429 to GET [^ ]+, and asks to wait (31 s|3600 s|for ever)\nThe workspace limits/,
            );
            assert.deepEqual(waits, []);
            assert.equal(server.seen.length, 1);
        });
    }

    it("waits longer each time without a Retry-After of whole seconds, and gives up", async () => {
        const odd = ["Mon, 23 Nov 2026 15:00:00 GMT", "-1", "1e9", "7, 7", "soon"];
        const body = '{"error_code": "REQUEST_LIMIT_EXCEEDED", "message": "slow down"}';
        server = await serve((response, _request, number) =>
            response.writeHead(429, { "retry-after": odd[number % odd.length]! }).end(body),
        );
        const { message } = await failure();
        assert.deepEqual(waits, [1000, 2000, 4000, 8000]);
        assert.match(
            message,
            /answered 429 \(REQUEST_LIMIT_EXCEEDED\) to .*, 5 times\nIt said: slow down\nThe workspace limits/,
        );
    });

    it("does not try again after other errors", async () => {
        server = await serveAlways(500, "");
        await failure();
        assert.equal(server.seen.length, 1);
    });

    it("follows no redirect and names its target without the query", async () => {
        server = await serveAlways(303, "", { location: "/login.html?next=secretstate" });
        const { message } = await failure();
        assert.match(message, /answered 303 with a redirect to http:\/\/127\.0\.0\.1:\d+\/login\.html to GET/);
        assert.match(message, /does not allow this network \(Azure Private Link, IP access list\)/);
        assert.doesNotMatch(message, /secretstate/);
        assert.equal(server.seen.length, 1);
    });

    it("recognises Private Link's redirect", async () => {
        server = await serveAlways(302, "", { location: "/login.html?error=private-link-validation-error:1" });
        assert.match((await failure()).fix, /^The workspace has Azure Private Link/);
    });

    it("recognises a login page that is answered with 200", async () => {
        server = await serveAlways(200, "\n<!doctype html><title>Databricks - Sign In</title>");
        const { message } = await failure();
        assert.match(
            message,
            /answered 200 with an HTML page to GET .*\nIt said: Databricks - Sign In .*\nA login page/,
        );
    });

    it("stops reading at 4 MB", async () => {
        server = await serve((response) => response.end("x".repeat(4 * 1024 * 1024 + 1)));
        assert.match((await failure()).message, /^endpoint "churn": the answer to GET .* is over 4 MB\n/);
    });

    it("refuses an answer that is no endpoint", async () => {
        server = await serveAlways(200, "[]");
        assert.match((await failure()).message, /something that is not an endpoint/);
    });

    it("gives up on a workspace that does not answer in time", async () => {
        server = await serve(() => undefined);
        assert.match(
            (await failure(server.url, 50)).message,
            /did not answer GET .* within 0\.05 s\nCheck whether a firewall/,
        );
    });

    it("gives up on a workspace that does not finish its answer in time", async () => {
        server = await serve((response) => void response.writeHead(200).write("{"));
        assert.match((await failure(server.url, 200)).message, /did not answer GET .* within 0\.2 s\n/);
    });

    it("tries once more when the connection is lost, and only once", async () => {
        server = await serve((response, _request, number) => {
            if (number === 1) response.end('{"name": "churn"}');
            else response.destroy();
        });
        assert.equal((await getServingEndpoint(client(), "churn")).name, "churn");
        assert.match((await failure()).message, /could not reach http:.* for GET .* \((UND_ERR_SOCKET|ECONNRESET)\)\n/);
        assert.equal(server.seen.length, 4);
    });

    it("says that a workspace is down", async () => {
        server = await serveAlways(200, "");
        await server.close();
        assert.match(
            (await failure()).message,
            /could not reach http:.* for GET .* \(ECONNREFUSED\)\n.*DATABRICKS_HOST/,
        );
    });

    it("says that a host's name is unknown", async () => {
        server = await serveAlways(200, "");
        const { message } = await failure("https://adb-1.invalid");
        assert.match(
            message,
            /could not reach https:\/\/adb-1\.invalid .* \((ENOTFOUND|EAI_AGAIN)\)\nThe name is unknown/,
        );
    });

    it("says that there is no TLS at a port", async () => {
        server = await serveAlways(200, "");
        const { message } = await failure(server.url.replace("http:", "https:"));
        assert.match(
            message,
            /could not reach https:.* \(ERR_SSL_\w+\)\nThe certificate is not trusted, or this port does not use TLS/,
        );
    });
});
