import assert from "node:assert/strict";
import { tokenCredential } from "../../../components/policies/credentialPolicies";
import type { ErrorsSettings } from "../../../settings/errors";
import { runningGateway } from "../../emulator/gateway/runningGateway";
import { putApiPolicy } from "./policyText";

const trace = "Traceback (most recent call last): /model/predict.py, line 7, in predict";
const cannotBeShown = {
    error_code: "INTERNAL_ERROR",
    message: "The endpoint answered with an error that cannot be shown.",
};

describe("a model's stack traces, on the emulated gateway", () => {
    const running = runningGateway();

    function publish(stackTrace: ErrorsSettings["stackTrace"] | undefined, streams = false): void {
        running.plane.set("namedValues/pat", "namedValues", { displayName: "pat" }, { value: "dapi" });
        running.plane.api("churn", { serviceUrl: `${running.upstream.url}/serving-endpoints/churn` });
        const call = { retry: false, timeout: 300, pooled: false } as const;
        const endpoint = { credential: tokenCredential("pat"), call, stackTrace };
        putApiPolicy(running.plane, "churn", { callers: {}, endpoint }, { tier: "Consumption", streams });
    }

    /** @param type `undefined` for an answer that does not say what it is */
    async function answered(status: number, body: string, type: string | undefined = "application/json") {
        running.upstream.answer = (response) => response.writeHead(status, { "Content-Type": type }).end(body);
        return running.call("/churn/invocations", { body: "{}", headers: { "Accept-Encoding": "gzip, br" } });
    }

    const error = { error_code: "BAD_REQUEST", message: "Failed to predict." };

    for (const setting of ["pass", undefined] as const) {
        it(`reach callers with ${setting ?? "no setting"}, to the byte`, async () => {
            publish(setting);
            const text = `{"error_code": "BAD_REQUEST",\n "stack_trace": "${trace}"}`;
            assert.equal((await answered(400, text)).body, text);
            assert.equal(running.received("Accept-Encoding"), "gzip, br");
        });
    }

    for (const [where, body, left] of [
        ["at the root", { ...error, stack_trace: trace }, error],
        ["first of all", { stack_trace: trace, ...error }, error],
        ["alone", { stack_trace: trace }, {}],
        ["as a list", { ...error, stack_trace: [trace, trace] }, error],
        ["as an object", { ...error, stack_trace: { frames: [{ stack_trace: trace }] } }, error],
        ["as null", { ...error, stack_trace: null }, error],
        ["inside", { ...error, details: [{ cause: { stack_trace: trace } }] }, { ...error, details: [{ cause: {} }] }],
        ["in a list", [{ ...error, stack_trace: trace }], [error]],
    ] as const) {
        it(`are taken out ${where}`, async () => {
            publish("remove");
            for (const status of [400, 404, 429, 500, 503]) {
                const answer = await answered(status, JSON.stringify(body));
                assert.equal(answer.status, status);
                assert.deepEqual(JSON.parse(answer.body), left);
                assert.equal(answer.headers["content-length"], String(Buffer.byteLength(answer.body)));
            }
        });
    }

    it("are taken out of other kinds of JSON, whatever the case of the type", async () => {
        publish("remove");
        for (const type of ["application/problem+json", "Application/JSON; charset=utf-8"]) {
            const { body, headers } = await answered(500, JSON.stringify({ ...error, stack_trace: trace }), type);
            assert.deepEqual([JSON.parse(body), headers["content-type"]], [error, type]);
        }
    });

    it("are asked for without compression, which would hide them", async () => {
        publish("remove");
        await answered(200, "{}");
        assert.equal(running.received("Accept-Encoding"), undefined);
    });

    it("leave an error that has none as it is, to the byte", async () => {
        publish("remove");
        for (const text of [
            '{"error_code": "BAD_REQUEST",\n  "message": "No \\"stack_trace\\": here.", "n": 1.0, "when": "2026-03-04T05:06:07Z"}',
            '"stack_trace"',
            "5",
            "",
        ]) {
            const { status, body } = await answered(400, text);
            assert.deepEqual([status, body], [400, text]);
        }
    });

    it("leave out an error that cannot be read, and keep its status", async () => {
        publish("remove");
        for (const text of [`{"stack_trace": "${trace}`, "<html>", `{"stack_trace": "${"x".repeat(1_000_000)}"}`]) {
            const { status, body } = await answered(500, text);
            assert.equal(status, 500);
            assert.deepEqual(JSON.parse(body), cannotBeShown);
        }
    });

    it("are not looked for in answers that are no errors, or no JSON", async () => {
        publish("remove");
        const text = `{"predictions": [1], "stack_trace": "${trace}"}`;
        assert.equal((await answered(200, text)).body, text);
        assert.equal((await answered(500, text, "text/plain")).body, text);
    });

    it("hold up no answer that comes piece by piece", async () => {
        publish("remove", true);
        assert.deepEqual(await running.pieces("/churn/invocations"), ["data: 1\n\n", "data: [DONE]\n\n"]);
    });
});
