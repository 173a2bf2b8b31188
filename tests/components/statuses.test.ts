import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { circuitBreaker } from "../../components/api/backends";
import type { GatewayCredential } from "../../components/policies/apiFeature";
import { callerCredential, tokenCredential } from "../../components/policies/credentialPolicies";
import { oauthCredential } from "../../components/policies/oauthPolicies";
import type { Answer } from "../emulator/gateway/runningGateway";
import { runningGateway } from "../emulator/gateway/runningGateway";
import { putApiPolicy, type TestedApi } from "./policies/policyText";

const document = readFileSync(join(__dirname, "../../docs/statuses.md"), "utf8");
/** Rows of the table, by what is answered. */
const rows = document
    .split("\n")
    .filter((line) => /^\| (endpoint|gateway) \|/.test(line))
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .map(([, who, what, again, breaker, caller]) => ({ who, what: what!, again, breaker, caller: caller! }));

/** Databricks' names of errors, by status. */
const codes = new Map(
    [...document.matchAll(/^\| (\d{3}) \| `([A-Z_]+)` \|/gm)].map(([, status, code]) => [Number(status), code]),
);

const key = "key-of-the-caller";
const small = JSON.stringify({ dataframe_records: [{ age: 1 }] });
const words = '{"error_code":"FROM_THE_ENDPOINT"}';
const usage = { prompt_tokens: 20, completion_tokens: 5, total_tokens: 25 };
const prediction = JSON.stringify({ object: "chat.completion", choices: [], usage });
const token = tokenCredential("pat");
const subscriptionKey = { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" };
const entra = {
    tenantId: "0b3f8f5c-6f0e-4f7e-9d55-2f3c8f1d7a10",
    audiences: ["a"],
    clientApplications: [],
    claims: {},
};

/** What makes the row come about. */
interface Case {
    /** What the endpoint answers; otherwise its model's answer. */
    readonly status?: number;
    /** Its body then. @default one that says nothing of the matter */
    readonly words?: string;
    readonly retryAfter?: string;
    /** The endpoint does not answer. */
    readonly silent?: "breaks" | "waits";
    readonly credential?: GatewayCredential;
    readonly pooled?: boolean;
    readonly body?: string;
    readonly callers?: TestedApi["callers"];
    readonly path?: string;
    /** Most that the endpoint takes. @default 16 */
    readonly megabytes?: number;
    readonly withoutKey?: boolean;
    /** The workspace gives no OAuth tokens. */
    readonly noTokens?: boolean;
    /** The breaker is open before the call. */
    readonly open?: boolean;
    readonly governance?: TestedApi["governance"];
    /** A call was made already, which used up what there is. */
    readonly second?: boolean;
}

const per = "subscription";

const oauth = (origin: string): GatewayCredential =>
    oauthCredential(() => ({ origin, cacheKey: "databricks-token", clientId: "id", clientSecret: "secret" }));
/** Its origin is that of the test's workspace. */
const someOAuth = oauth("");

const cases: Record<string, Case> = {
    "200": {},
    "400": { status: 400 },
    "401, to the gateway's own credential": { status: 401 },
    "401, to an OAuth token": { status: 401, credential: someOAuth },
    "401, to the caller's own token": { status: 401, credential: callerCredential },
    "403, to the gateway's own credential": { status: 403 },
    "403, to an OAuth token, whose body blames the token": {
        status: 403,
        words: '{"error_code":"403","message":"Invalid access token."}',
        credential: someOAuth,
    },
    "403, to an OAuth token, for another reason": { status: 403, credential: someOAuth },
    "403, to the caller's own token": { status: 403, credential: callerCredential },
    "404": { status: 404 },
    "429": { status: 429, retryAfter: "7" },
    "429, Retry-After longer than longestWait": { status: 429, retryAfter: "11" },
    "429, in a pool": { status: 429, retryAfter: "11", pooled: true },
    "429, to a request over 2 MiB": { status: 429, retryAfter: "1", body: "x".repeat(2 * 1024 * 1024 + 1) },
    "500": { status: 500 },
    "502": { status: 502 },
    "503": { status: 503 },
    "503, Retry-After longer than longestWait": { status: 503, retryAfter: "Fri, 31 Dec 2027 23:59:59 GMT" },
    "503, in a pool": { status: 503, pooled: true },
    "504": { status: 504 },
    "nothing: its connection breaks": { silent: "breaks" },
    "nothing before the timeout": { silent: "waits" },
    "400, a path that leads out of the endpoint": { path: "/churn/models/%2e%2e%2fother/invocations" },
    "401, no key": { withoutKey: true },
    "401, no token": { callers: { subscriptionKey, entra } },
    "403, from an address that is not allowed": {
        governance: { ipFilter: { action: "allow", ranges: [{ from: "203.0.113.7", to: "203.0.113.7" }] } },
    },
    "403, the quota of calls is used up": {
        governance: { limits: { quota: { calls: 1, seconds: 3600, per } } },
        second: true,
    },
    "404, no such operation": { path: "/churn/other" },
    "413, a request that is too large": { megabytes: 4, body: "x".repeat(4 * 1024 * 1024 + 1) },
    "429, too many calls": { governance: { limits: { calls: { count: 1, seconds: 60, per } } }, second: true },
    "429, too many tokens": {
        governance: { limits: { tokens: { perMinute: 10, per, estimate: false } } },
        second: true,
    },
    "502, no OAuth token available": { credential: someOAuth, noTokens: true },
    "503, the circuit breaker is open": { open: true },
};

describe("the table of statuses", () => {
    it("has a test for each row, and the other way round", () => {
        assert.deepEqual(rows.map(({ what }) => what).sort(), Object.keys(cases).sort());
    });

    let now: number;
    let waits: number[];
    const running = runningGateway(() => ({
        now: () => now,
        sleep: async (milliseconds, signal) => {
            // Not a wait of ours: the time that the workspace has for a token.
            if (milliseconds === 10_000) return setTimeout(milliseconds, undefined, { signal });
            now += milliseconds;
            waits.push(milliseconds / 1000);
        },
    }));
    let current: Case;

    beforeEach(() => {
        now = 1_700_000_000_000;
        waits = [];
        running.upstream.answer = (response, request) => answer(current, response, request);
        for (const [displayName, value] of Object.entries({ pat: "dapi-gateway", id: "5f0c", secret: "dose-x" })) {
            running.plane.set(`namedValues/${displayName}`, "namedValues", { displayName }, { value });
        }
        running.plane.subscription("s", "/apis/churn", key);
    });

    /** Publishes the endpoint as the program does. */
    function publish(row: Case, failures?: number): void {
        current = row;
        const { pooled = false, callers = { subscriptionKey }, credential = token } = row;
        const url = `${running.upstream.url}/serving-endpoints/churn`;
        const operations = ["POST /invocations", "POST /models/{model}/invocations"];
        running.plane.api("churn", { serviceUrl: url, subscriptionRequired: true }, operations);
        const breaker = failures && circuitBreaker({ failures, seconds: 60, trip: 30, asked: true }, pooled);
        running.plane.set("backends/member", "backends", {
            url,
            protocol: "http",
            circuitBreaker: breaker || undefined,
        });
        const services = [{ id: `${running.plane.serviceId}/backends/member` }];
        running.plane.set("backends/pool", "backends", { type: "Pool", pool: { services } });
        const timeout = row.silent === "waits" ? 1 : 300;
        const endpoint = {
            credential: credential === someOAuth ? oauth(running.upstream.url) : credential,
            // Without repetitions a call is one count of the breaker.
            call: { retry: !failures && { count: 2, longestWait: 10 }, timeout, pooled },
            backend: { backendId: pooled ? "pool" : "member" },
        };
        const { governance, megabytes: largestRequest = 16 } = row;
        putApiPolicy(running.plane, "churn", { callers, governance, endpoint }, { largestRequest });
    }

    /** What was before the call. */
    async function prepare(row: Case): Promise<void> {
        // The breaker opens after one failure.
        if (row.open) current = { ...row, status: 503 };
        if (row.open || row.second) await call(row);
        current = row;
    }

    const call = ({ path = "/churn/invocations", withoutKey, body = small }: Case): Promise<Answer> =>
        running.call(path, { body, headers: withoutKey ? {} : { "Ocp-Apim-Subscription-Key": key } });
    const invocations = () => running.upstream.calls.filter(({ url }) => url.endsWith("/invocations"));

    for (const { who, what, again, breaker, caller } of rows) {
        const row = cases[what]!;

        it(`${who} ${what}: the caller gets ${caller}`, async () => {
            publish(row, row.open ? 1 : undefined);
            await prepare(row);
            const before = invocations().length;
            const { status, headers, body } = await call(row);
            assert.equal(status, Number(caller.slice(0, 3)), body);
            if (caller.includes("the endpoint's answer")) {
                assert.equal(body, row.status ? words : prediction);
                const cut = /Retry-After of (\d+)/.exec(caller)?.[1];
                const retryAfter = caller.includes("Retry-After") ? (cut ?? row.retryAfter) : undefined;
                assert.equal(headers["retry-after"], retryAfter);
            } else {
                assert.match(body, new RegExp(`^\\{ "statusCode": ${status}, "message": "`));
                assert.equal(headers["content-type"], "application/json");
                const { error_code, ...others } = JSON.parse(body) as Record<string, unknown>;
                assert.deepEqual(Object.keys(others), ["statusCode", "message"]);
                assert.equal(error_code, codes.get(status), body);
                assert.equal(/^\d+$/.test(String(headers["retry-after"])), caller.includes("Retry-After"));
            }
            const calls = who === "endpoint" ? 1 : 0;
            const repeated = { no: 0, once: 1, twice: 2 }[/^\w+/.exec(again!)![0]]!;
            assert.equal(invocations().length - before, calls + repeated, "calls of the endpoint");
            const wait = again!.includes("Retry-After") ? Number(row.retryAfter) : 1;
            assert.deepEqual(waits, /after/.test(again!) ? Array(repeated).fill(wait) : []);
            for (const call of invocations()) assert.equal(call.body.length, (row.body ?? small).length);
        });

        it(`${who} ${what}: counts for the circuit breaker: ${breaker}`, async () => {
            for (const pooled of [false, true]) {
                if (row.pooled && !pooled) continue;
                publish({ ...row, pooled }, 1);
                await prepare(row);
                await call(row);
                // The one that was open before closes by itself.
                if (row.open) now += 31_000;
                publish({ pooled }, 1);
                const before = invocations().length;
                await call({});
                const counted = invocations().length === before;
                assert.equal(counted, breaker === "yes" || (breaker === "in a pool" && pooled));
                now += 31_000;
            }
        });
    }
});

function answer(row: Case, response: ServerResponse, { url, socket }: IncomingMessage): void {
    if (url === "/oidc/v1/token") {
        response.writeHead(row.noTokens ? 503 : 200, { "Content-Type": "application/json" });
        response.end('{"access_token":"token"}');
        return;
    }
    if (row.silent === "breaks") socket.destroy();
    if (row.silent) return;
    response.setHeader("Content-Type", "application/json");
    if (row.retryAfter !== undefined) response.setHeader("Retry-After", row.retryAfter);
    response.writeHead(row.status ?? 200).end(row.status ? (row.words ?? words) : prediction);
}
