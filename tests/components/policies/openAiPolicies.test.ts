import assert from "node:assert/strict";
import { tokenCredential } from "../../../components/policies/credentialPolicies";
import { runningGateway } from "../../emulator/gateway/runningGateway";
import { putApiPolicy } from "./policyText";

const callers = { subscriptionKey: { header: "api-key", query: "api-key" } };
const call = { retry: { count: 2, longestWait: 10 }, timeout: 300, pooled: false };
const endpoint = { credential: tokenCredential("pat"), call };

describe("what OpenAI's clients ask for, on the emulated gateway", () => {
    const running = runningGateway();

    beforeEach(() => {
        const { plane, upstream } = running;
        plane.set("namedValues/pat", "namedValues", { displayName: "pat" }, { value: "dapi" });
        plane.api("churn", { serviceUrl: `${upstream.url}/serving-endpoints/churn` });
        for (const [name, method, urlTemplate] of [
            ["invoke", "POST", "/invocations"],
            ["openai-chat-completions", "POST", "/chat/completions"],
            ["openai-azure", "POST", "/openai/deployments/{model}/chat/completions"],
            ["openai-models", "GET", "/models"],
        ] as const) {
            plane.set(`apis/churn/operations/${name}`, "apis/operations", { method, urlTemplate });
        }
        publish({ calls: { count: 3, seconds: 60, per: "ip" } });
    });

    function publish(limits: object): void {
        const facts = { streams: true, openAi: "openai-chat-completions", openAiErrors: "some" } as const;
        putApiPolicy(running.plane, "churn", { callers, governance: { limits }, endpoint }, facts);
    }

    it("reaches the endpoint's one path, with the caller's query and without the caller's key", async () => {
        const body = '{"model":"gpt-4o","messages":[]}';
        const { status } = await running.call("/churn/chat/completions?api-key=k&api-version=2024-10-21", { body });
        assert.equal(status, 200);
        const { url, body: received, headers } = running.upstream.calls.at(-1)!;
        assert.equal(url, "/serving-endpoints/churn/invocations?api-version=2024-10-21");
        assert.deepEqual([received, headers.authorization], [body, "Bearer dapi"]);
        for (const path of ["CHAT/completions/", "openai/deployments/gpt-4o/chat/completions"]) {
            await running.call(`/churn/${path}`, { body });
            assert.equal(running.upstream.calls.at(-1)!.url, "/serving-endpoints/churn/invocations");
        }
    });

    it("lists the endpoint as the only model, without a call of it", async () => {
        const { status, headers, body } = await running.call("/churn/models", { method: "GET" });
        assert.deepEqual([status, headers["content-type"]], [200, "application/json"]);
        const model = { id: "churn", object: "model", created: 0, owned_by: "databricks" };
        assert.deepEqual(JSON.parse(body), { object: "list", data: [model] });
        assert.equal(running.upstream.calls.length, 0);
    });

    it("counts in the limits as every other call does", async () => {
        const statuses: number[] = [];
        for (const path of ["invocations", "chat/completions", "invocations", "chat/completions"]) {
            statuses.push((await running.call(`/churn/${path}`, { body: "{}" })).status);
        }
        statuses.push((await running.call("/churn/models", { method: "GET" })).status);
        assert.deepEqual(statuses, [200, 200, 200, 429, 429]);
    });

    it("is passed on piece by piece as it comes", async () => {
        assert.deepEqual(await running.pieces("/churn/chat/completions", '{"stream":true}'), [
            "data: 1\n\n",
            "data: [DONE]\n\n",
        ]);
    });

    describe("in errors", () => {
        const openAiError = (message: string, type: string, code: string | null) => ({
            error: { message, type, param: null, code },
        });
        const chat = (headers: Record<string, string> = {}) =>
            running.call("/churn/chat/completions", { body: "{}", headers });
        const answerWith = (status: number, body: string, headers: Record<string, string> = {}) => {
            running.upstream.answer = (response) =>
                response.writeHead(status, { "Content-Type": "text/html", ...headers }).end(body);
        };

        it("has OpenAI's shape for a missing key and for a limit, and the gateway's elsewhere", async () => {
            running.plane.api("churn", { serviceUrl: running.upstream.url, subscriptionRequired: true }, []);
            const { status, headers, body } = await chat();
            const message = /^Access denied due to missing subscription key\. /;
            assert.match(JSON.parse(body).error.message, message);
            assert.deepEqual(
                [status, headers["content-type"], JSON.parse(body).error.type, JSON.parse(body).error.code],
                [401, "application/json", "authentication_error", "UNAUTHENTICATED"],
            );
            assert.match(String(headers["www-authenticate"]), /AzureApiManagementKey/);
            const elsewhere = JSON.parse((await running.call("/churn/invocations", { body: "{}" })).body);
            assert.deepEqual(Object.keys(elsewhere), ["statusCode", "message", "error_code"]);

            running.plane.api("churn", { serviceUrl: running.upstream.url }, []);
            for (let call = 0; call < 3; call++) await chat();
            const limited = await chat();
            assert.deepEqual(
                JSON.parse(limited.body),
                openAiError(
                    "Rate limit is exceeded. Try again in 60 seconds.",
                    "rate_limit_error",
                    "RESOURCE_EXHAUSTED",
                ),
            );
            assert.equal(limited.headers["retry-after"], "60");
        });

        for (const [what, status, words, message, type, code] of [
            ["Databricks' words", 429, '{"error_code":"X","message":"Busy."}', "Busy.", "rate_limit_error", "X"],
            ["a text", 500, "<p>Failed</p>", "<p>Failed</p>", "server_error", null],
            ["a word in its error", 400, '{"error":"No."}', "No.", "invalid_request_error", null],
            ["nothing", 404, "", "", "invalid_request_error", null],
        ] as const) {
            it(`has OpenAI's shape for an error of the endpoint with ${what}`, async () => {
                answerWith(status, words, { "Retry-After": "300" });
                const answer = await chat({ "Accept-Encoding": "gzip" });
                assert.deepEqual([answer.status, answer.headers["content-type"]], [status, "application/json"]);
                assert.deepEqual(JSON.parse(answer.body), openAiError(message, type, code));
                assert.equal(answer.headers["retry-after"], status >= 408 ? "120" : "300");
                assert.equal(running.received("accept-encoding"), undefined);
            });
        }

        it("keeps an error of the endpoint that has OpenAI's shape", async () => {
            const words = '{ "error": {"message":"No.","type":"t","param":"p","code":1} }';
            answerWith(400, words);
            assert.equal((await chat()).body, words);
            answerWith(400, '{"error_code":"X"}');
            const { body } = await running.call("/churn/invocations", { body: "{}" });
            assert.equal(body, '{"error_code":"X"}');
        });

        it("says when to try again where the gateway itself fails", async () => {
            running.upstream.answer = (response) => response.destroy();
            const { status, headers, body } = await chat();
            const message = "The service behind this API could not be reached.";
            assert.deepEqual(JSON.parse(body), openAiError(message, "server_error", "TEMPORARILY_UNAVAILABLE"));
            assert.deepEqual([status, headers["retry-after"]], [502, "10"]);
        });
    });

    it("cannot leave the endpoint", async () => {
        for (const path of [
            "/churn/chat/../completions",
            "/churn/openai/deployments/..%2f/chat/completions",
            "/churn//models",
        ]) {
            const { status } = await running.callAt(path, { body: "{}" });
            assert.ok(status === 400 || status === 404, `${path} was answered ${status}`);
        }
        assert.equal(running.upstream.calls.length, 0);
    });
});
