import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import { oauthCredential } from "../../../components/policies/oauthPolicies";
import { runningGateway } from "../../emulator/gateway/runningGateway";
import { json } from "../../emulator/gateway/upstream";
import { putApiPolicy } from "./policyText";

const tokenPath = "/oidc/v1/token";
const body = '{"dataframe_records":[{"age":1}]}';
const unavailable = /^\{ "statusCode": 502, "message": "The service behind this API cannot be used at the moment\."/;

describe("the policies of an OAuth token, on the emulated gateway", () => {
    let now: number;
    let waited: number;
    const running = runningGateway(() => ({
        now: () => now,
        sleep: async (milliseconds, signal) => {
            // The time that the workspace has for a token is no wait.
            if (milliseconds === 10_000) return setTimeout(milliseconds, undefined, { signal });
            now += milliseconds;
            waited += milliseconds;
        },
    }));
    /** What a fetch answers, unless a test says otherwise: another token each time, the only one that is good then. */
    let answerToken: (response: ServerResponse) => void;
    let answer: (response: ServerResponse) => void;
    /** How the workspace refuses a token that is not good. */
    let refuse: (response: ServerResponse) => void;
    let good: string;

    const answered = (status: number, text: string) => (response: ServerResponse) =>
        void response.writeHead(status, { "Content-Type": "application/json" }).end(text);
    const token = (members: object) => (response: ServerResponse) => {
        good = `token-${fetches()}`;
        answered(200, JSON.stringify({ access_token: good, token_type: "Bearer", ...members }))(response);
    };
    const fetches = () => running.upstream.calls.filter(({ url }) => url === tokenPath).length;
    const invocations = () => running.upstream.calls.filter(({ url }) => url !== tokenPath);
    const call = (sent = body) => running.call("/churn/invocations", { body: sent });

    function publish(streams = false): void {
        const url = running.upstream.url;
        const credential = oauthCredential(() => ({
            origin: url,
            cacheKey: "k",
            clientId: "id",
            clientSecret: "secret",
        }));
        const retry = { count: 2, longestWait: 10 };
        const endpoint = { credential, call: { retry, timeout: 300, pooled: false } };
        putApiPolicy(running.plane, "churn", { callers: {}, endpoint }, { streams });
    }

    beforeEach(() => {
        now = 1_700_000_000_000;
        waited = 0;
        answer = json;
        answerToken = token({ expires_in: 3600 });
        refuse = answered(401, '{"error_code":"UNAUTHENTICATED","message":"Credential was not sent."}');
        for (const [displayName, value] of Object.entries({ id: "5f0c", secret: "dose-x" })) {
            running.plane.set(`namedValues/${displayName}`, "namedValues", { displayName }, { value });
        }
        running.plane.api("churn", { serviceUrl: `${running.upstream.url}/serving-endpoints/churn` });
        running.upstream.answer = (response, { url, headers }) => {
            if (url === tokenPath) return answerToken(response);
            return headers.authorization === `Bearer ${good}` ? answer(response) : refuse(response);
        };
        publish();
    });

    for (const message of [
        "Invalid access token.",
        "Invalid access token. [ReqId: 5f0c]",
        "Invalid Token",
        "The token is expired.",
        "Access token has expired",
        "token has been expired",
        "Expired OAuth token",
        "invalid or expired token",
        "JWT has expired",
    ]) {
        it(`fetches another one once where the workspace answers 403 "${message}"`, async () => {
            assert.equal((await call()).status, 200);
            good = "another";
            refuse = answered(403, JSON.stringify({ error_code: "403", message }));
            const { status, body: received } = await call();
            assert.deepEqual([status, received], [200, '{"predictions":[1]}']);
            assert.equal(fetches(), 2);
            assert.deepEqual(
                invocations().map(({ headers, body: sent }) => [headers.authorization, sent]),
                ["token-1", "token-1", "token-2"].map((sent) => [`Bearer ${sent}`, body]),
            );
            // The new one is in the cache.
            await call();
            assert.equal(fetches(), 2);
        });
    }

    it("asks for no third token where the workspace takes the second one no more than the first", async () => {
        refuse = answered(403, '{"message":"Invalid access token."}');
        answerToken = answered(200, '{"access_token":"never-good","expires_in":3600}');
        assert.equal((await call()).status, 502);
        assert.deepEqual([fetches(), invocations().length], [2, 2]);
    });

    for (const message of [
        "User does not have permission 'Query' on serving endpoint.",
        "PERMISSION_DENIED: 5f0c lacks CAN_QUERY",
        "Provided OAuth token does not have required scopes: model-serving",
        "Source IP address: 203.0.113.7 is blocked by Databricks IP ACL for workspace",
        "Invalid permissions on the specified endpoint",
    ]) {
        it(`keeps the token where a 403 is about something else: "${message}"`, async () => {
            await call();
            answer = answered(403, JSON.stringify({ error_code: "PERMISSION_DENIED", message }));
            assert.equal((await call()).status, 502);
            answer = json;
            assert.equal((await call()).status, 200);
            assert.deepEqual([fetches(), invocations().length], [1, 3]);
        });
    }

    it("keeps the token where a 403 says nothing", async () => {
        await call();
        answer = (response) => void response.writeHead(403).end();
        assert.equal((await call()).status, 502);
        assert.equal(fetches(), 1);
    });

    it("forgets a token that is refused to a request which cannot be sent again", async () => {
        await call();
        good = "another";
        refuse = answered(403, '{"message":"Invalid access token."}');
        assert.equal((await call("x".repeat(2 * 1024 * 1024 + 1))).status, 502);
        assert.equal(fetches(), 1);
        assert.equal((await call()).status, 200);
        assert.equal(fetches(), 2);
    });

    it("passes an answer on as it comes, also with a credential that may be renewed", async () => {
        publish(true);
        let finish = (): void => undefined;
        answer = (response) => {
            response.writeHead(200, { "Content-Type": "text/event-stream" });
            response.write("data: 1\n\n");
            finish = () => response.end("data: [DONE]\n\n");
        };
        const { statusCode, body: stream } = await running.open("/churn/invocations", { body });
        assert.equal(statusCode, 200);
        const pieces: string[] = [];
        for await (const piece of stream) {
            pieces.push(String(piece));
            // The rest comes only once the first piece is here.
            finish();
        }
        assert.equal(pieces.join(""), "data: 1\n\ndata: [DONE]\n\n");
    });

    for (const [said, seconds] of [
        ['"expires_in":3600', 3300],
        ['"expires_in":1000', 700],
        ['"expires_in":600', 301],
        ['"expires_in":60', 31],
        ['"expires_in":1', 1],
        ['"expires_in":200000', 86_400],
        ['"expires_in":2147483647', 86_400],
        ['"expires_in":"3600"', 3300],
        ['"expires_in":2147483648', 60],
        ['"expires_in":1e30', 60],
        ['"expires_in":3600.5', 60],
        ['"expires_in":0', 60],
        ['"expires_in":-3600', 60],
        ['"expires_in":null', 60],
        ['"expires_in":"soon"', 60],
        ['"expires_in":true', 60],
        ['"expires_in":[3600]', 60],
        ['"expires_in":{"seconds":3600}', 60],
        ['"scope":"all-apis"', 60],
    ] as const) {
        it(`keeps a token with ${said} for ${seconds} seconds`, async () => {
            answerToken = (response) => {
                good = `token-${fetches()}`;
                answered(200, `{"access_token":"${good}",${said}}`)(response);
            };
            await call();
            now += seconds * 1000 - 1;
            assert.equal((await call()).status, 200);
            assert.equal(fetches(), 1);
            now += 1;
            assert.equal((await call()).status, 200);
            assert.equal(fetches(), 2);
        });
    }

    for (const [what, text] of [
        ["no access_token", '{"expires_in":3600}'],
        ["null", '{"access_token":null,"expires_in":3600}'],
        ["an empty text", '{"access_token":"","expires_in":3600}'],
        ["a number", '{"access_token":5,"expires_in":3600}'],
        ["a truth", '{"access_token":true,"expires_in":3600}'],
        ["an object", '{"access_token":{"value":"x"},"expires_in":3600}'],
        ["a list", '{"access_token":["x"],"expires_in":3600}'],
        ["a login page", "<html>sign in</html>"],
        ["a list of tokens", '[{"access_token":"x"}]'],
        ["nothing", ""],
        ["the JSON null", "null"],
    ] as const) {
        it(`takes ${what} for no token: no call leaves, nothing is cached, and the next call does not wait`, async () => {
            answerToken = answered(200, text);
            const { status, headers, body: said } = await call();
            assert.equal(status, 502);
            assert.match(said, unavailable);
            assert.equal(headers["content-type"], "application/json");
            assert.equal(invocations().length, 0);
            answerToken = token({ expires_in: 3600 });
            assert.equal((await call()).status, 200);
            assert.deepEqual([fetches(), waited, running.received("Authorization")], [2, 0, "Bearer token-2"]);
        });

        it(`takes ${what} for no token when it is renewed: the endpoint gets no second call`, async () => {
            await call();
            good = "another";
            answerToken = answered(200, text);
            const { status, body: said } = await call();
            assert.equal(status, 502);
            assert.match(said, unavailable);
            assert.equal(invocations().length, 2);
            answerToken = token({ expires_in: 3600 });
            assert.equal((await call()).status, 200);
            assert.deepEqual([fetches(), waited], [3, 0]);
        });
    }

    for (const [what, fail] of [
        ["503", (response: ServerResponse) => void response.writeHead(503).end()],
        ["nothing", (response: ServerResponse) => void response.destroy()],
    ] as const) {
        it(`asks once a call where the workspace answers a fetch with ${what}`, async () => {
            answerToken = fail;
            for (const count of [1, 2]) {
                assert.match((await call()).body, unavailable);
                assert.deepEqual([fetches(), waited], [count, 0]);
            }
        });
    }

    it("has another call take over when the one that fetches ends without saying so", async () => {
        // A policy of the whole service that answers first, so that the mark stays where it is.
        const answersFirst = "<return-response><set-status code='500' reason='Error' /></return-response>";
        const whole = (errors: string) =>
            `<policies><inbound /><backend><forward-request /></backend><outbound /><on-error>${errors}</on-error></policies>`;
        running.plane.policy("", whole(answersFirst));
        answerToken = answered(200, "no JSON");
        assert.equal((await call()).status, 500);
        running.plane.policy("", whole(""));
        answerToken = token({ expires_in: 3600 });
        assert.equal((await call()).status, 200);
        assert.deepEqual([fetches(), waited], [2, 15_000]);
    });

    it("leaves the mark of another call alone when the call itself fails later", async () => {
        await call();
        answer = (response) => void response.destroy();
        const { status, body: said } = await call();
        assert.equal(status, 502);
        assert.match(said, /could not be reached/);
    });
});
