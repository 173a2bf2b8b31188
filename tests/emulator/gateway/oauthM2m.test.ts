import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { xmlFromRaw } from "../../../emulator/arm/resources/policyFormat";
import { json } from "./upstream";
import { runningGateway } from "./runningGateway";

const document = xmlFromRaw(readFileSync(join(__dirname, "oauthM2m.rawxml"), "utf8"));
const tokenPath = "/oidc/v1/token";
const body = '{"dataframe_records":[{"age":1}]}';

describe("gateway, OAuth tokens fetched by policy", () => {
    let now: number;
    let sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
    const running = runningGateway(() => ({
        now: () => now,
        sleep: (milliseconds, signal) => sleep(milliseconds, signal),
    }));
    /** Tokens that the workspace takes; each fetch gives out one more. */
    let good: Set<string>;
    let answerToken: (response: ServerResponse) => void;

    beforeEach(() => {
        now = 1_700_000_000_000;
        sleep = (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal });
        good = new Set();
        answerToken = (response) => {
            const token = `token-${good.size + 1}`;
            good.add(token);
            response.setHeader("Content-Type", "application/json");
            response.end(JSON.stringify({ access_token: token, token_type: "Bearer", expires_in: 3600 }));
        };
        running.upstream.answer = (response: ServerResponse, { url, headers }: IncomingMessage) => {
            if (url === tokenPath) return answerToken(response);
            if (good.has(headers.authorization?.replace("Bearer ", "") ?? "")) return json(response);
            response.writeHead(401, { "Content-Type": "application/json" }).end('{"error_code":"UNAUTHENTICATED"}');
        };
        const values = { workspace: running.upstream.url, "client-id": "5f0c", "client-secret": "dose~x" };
        for (const [displayName, value] of Object.entries(values)) {
            running.plane.set(`namedValues/${displayName}`, "namedValues", { displayName }, { value });
        }
        running.plane.api("churn", { serviceUrl: `${running.upstream.url}/serving-endpoints/churn` });
        running.plane.policy("apis/churn", document);
    });

    const call = () => running.call("/churn/invocations", { body, headers: { authorization: "Bearer mine" } });
    const fetches = () => running.upstream.calls.filter(({ url }) => url === tokenPath);
    const invocations = () => running.upstream.calls.filter(({ url }) => url !== tokenPath);

    it("sign the call in, with the client's id and secret", async () => {
        assert.equal((await call()).status, 200);
        const [fetch] = fetches();
        assert.equal(fetch?.method, "POST");
        assert.equal(fetch.headers.authorization, `Basic ${Buffer.from("5f0c:dose~x").toString("base64")}`);
        assert.equal(fetch.headers["content-type"], "application/x-www-form-urlencoded");
        assert.equal(fetch.body, "grant_type=client_credentials&scope=all-apis");
        assert.equal(running.received("Authorization"), "Bearer token-1");
        assert.equal(invocations()[0]?.body, body);
    });

    it("are kept until shortly before they end", async () => {
        await call();
        now += 3_299_000;
        await call();
        assert.equal(fetches().length, 1);
        now += 1_000;
        await call();
        assert.deepEqual([fetches().length, running.received("Authorization")], [2, "Bearer token-2"]);
    });

    /** The next token comes when `count` calls wait for it, and they wake when one call has gone on with it. */
    function giveWhenWaitedForBy(count: number): void {
        const waiting: (() => void)[] = [];
        const allWait = new Promise<void>((resolve) => {
            sleep = (milliseconds, signal) =>
                milliseconds === 1000
                    ? new Promise((wake) => void (waiting.push(wake) === count && resolve()))
                    : setTimeout(milliseconds, undefined, { signal });
        });
        const { answer } = running.upstream;
        const give = answerToken;
        answerToken = (response) => void allWait.then(() => give(response));
        running.upstream.answer = (response, request) => {
            answer(response, request);
            if (request.url !== tokenPath && response.statusCode === 200) for (const wake of waiting.splice(0)) wake();
        };
    }

    it("are fetched once for 50 calls that come at the same time", async () => {
        giveWhenWaitedForBy(49);
        const answers = await Promise.all(Array.from({ length: 50 }, call));
        assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
        assert.equal(fetches().length, 1);
        assert.equal(invocations().length, 50);
    });

    it("are fetched once for 50 calls that find them revoked at the same time", async () => {
        await call();
        good.clear();
        good.add("another");
        giveWhenWaitedForBy(49);
        const answers = await Promise.all(Array.from({ length: 50 }, call));
        assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
        assert.equal(fetches().length, 2);
    });

    it("heal within one retry when they are revoked, and the body is sent again", async () => {
        await call();
        good.clear();
        good.add("another");
        const answer = await call();
        assert.deepEqual([answer.status, answer.body], [200, '{"predictions":[1]}']);
        assert.deepEqual(
            invocations().map((received) => [received.headers.authorization, received.body]),
            [
                ["Bearer token-1", body],
                ["Bearer token-1", body],
                ["Bearer token-2", body],
            ],
        );
        assert.equal((await call()).status, 200);
        assert.equal(fetches().length, 2);
    });

    it("are asked for once more, not again and again, when the workspace takes none", async () => {
        answerToken = (response) => response.end('{"access_token":"never-good"}');
        const answer = await call();
        assert.deepEqual([answer.status, answer.body], [401, '{"error_code":"UNAUTHENTICATED"}']);
        assert.deepEqual([fetches().length, invocations().length], [2, 2]);
    });

    it("give the caller a 502 in JSON that tells nothing when they cannot be had", async () => {
        const expected = '{ "statusCode": 502, "message": "The gateway could not sign in to the model server." }';
        for (const fail of [
            (response: ServerResponse) => void response.writeHead(401).end('{"error":"invalid_client"}'),
            (response: ServerResponse) => void response.destroy(),
        ]) {
            answerToken = fail;
            const answer = await call();
            assert.deepEqual([answer.status, answer.body], [502, expected]);
            assert.equal(answer.headers["content-type"], "application/json");
        }
        running.plane.set("namedValues/workspace", "namedValues", {
            displayName: "workspace",
            value: "http://127.0.0.1:1",
        });
        assert.equal((await call()).body, expected);
        assert.equal(invocations().length, 0);
    });

    it("do not keep the next caller waiting after a failure", async () => {
        const give = answerToken;
        answerToken = (response) => response.writeHead(500).end();
        assert.equal((await call()).status, 502);
        answerToken = give;
        assert.equal((await call()).status, 200);
    });

    it("fail the call when the answer does not hold one", async () => {
        for (const answer of ["<html>", "null", "{}", '{"access_token":null}', '{"access_token":{}}']) {
            now += 11_000;
            answerToken = (response) => response.end(answer);
            assert.equal((await call()).status, 500, answer);
        }
        assert.equal(invocations().length, 0);
    });
});
