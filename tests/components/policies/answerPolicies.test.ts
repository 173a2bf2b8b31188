import assert from "node:assert/strict";
import { tokenCredential } from "../../../components/policies/credentialPolicies";
import { runningGateway } from "../../emulator/gateway/runningGateway";
import { putApiPolicy } from "./policyText";

const reasoning = { type: "reasoning", summary: [{ type: "summary_text", text: "Think." }] };
const text = (text: string) => ({ type: "text", text });
const message = (content: unknown) => ({ id: "1", choices: [{ index: 0, message: { role: "assistant", content } }] });

describe("answers with lists of parts, on the emulated gateway", () => {
    const running = runningGateway();

    function publish(answers: "text" | "asServed", streams = true): void {
        running.plane.set("namedValues/pat", "namedValues", { displayName: "pat" }, { value: "dapi" });
        running.plane.api("churn", { serviceUrl: `${running.upstream.url}/serving-endpoints/churn` });
        const call = { retry: false, timeout: 300, pooled: false } as const;
        const endpoint = { credential: tokenCredential("pat"), call, answers };
        putApiPolicy(running.plane, "churn", { callers: {}, endpoint }, { tier: "Consumption", streams });
    }

    async function answered(body: string, type = "application/json", status = 200) {
        running.upstream.answer = (response) => response.writeHead(status, { "Content-Type": type }).end(body);
        const answer = await running.call("/churn/invocations", {
            body: "{}",
            headers: { "Accept-Encoding": "gzip, br" },
        });
        return answer.body;
    }

    it("reach callers as served without the setting, to the byte", async () => {
        publish("asServed");
        const body = JSON.stringify(message([reasoning, text("Hi")]), null, 1);
        assert.equal(await answered(body), body);
        assert.equal(running.received("Accept-Encoding"), "gzip, br");
    });

    for (const [what, content, expected] of [
        ["keep the texts and drop the reasoning", [reasoning, text("Hello, "), text("world")], "Hello, world"],
        ["drop the text of reasoning, too", [{ type: "reasoning", text: "Think." }, text("Hi")], "Hi"],
        ["are empty text where nothing is left", [reasoning], ""],
        ["are empty text where there is nothing", [], ""],
        [
            "keep a text that looks like a date as it is",
            [text("2026-11-28T10:00:00+05:00")],
            "2026-11-28T10:00:00+05:00",
        ],
        [
            "keep dates after quotes",
            [text('"2026-11-28T10:00:00Z"'), text("2026-11-28T1")],
            '"2026-11-28T10:00:00Z"2026-11-28T1',
        ],
    ] as const) {
        it(what, async () => {
            publish("text");
            assert.deepEqual(JSON.parse(await answered(JSON.stringify(message(content)))), message(expected));
            assert.equal(running.received("Accept-Encoding"), undefined);
        });
    }

    it("are text in the messages of agents", async () => {
        publish("text");
        const body = (content: unknown) => ({
            messages: [{ role: "assistant", content }],
            id: "2026-11-28T10:00:00.0Z",
        });
        assert.deepEqual(JSON.parse(await answered(JSON.stringify(body([text("Hi")])))), body("Hi"));
    });

    it("change nothing else of an answer", async () => {
        publish("text");
        const rest =
            '"usage":{"total_tokens":7},"n":1.0,"x":null,"at":"2026-11-28T10:00:00.000+01:00","ms":"\\/Date(1)\\/"';
        const body = `{"choices":[{"message":{"content":[{"type":"text","text":"\\u00e9"}]}}],${rest}}`;
        const expected = `{"choices":[{"message":{"content":"é"}}],${rest.replaceAll("\\/", "/")}}`;
        assert.equal(await answered(body), expected);
    });

    it("leave every other answer as it is, to the byte", async () => {
        publish("text");
        for (const body of [
            '{"choices": [ {"message": {"content": "2026-11-28T10:00:00.0Z"}}]}',
            '{"predictions": [1.0]}',
            "[1, 2]",
            "",
            "<html>",
            '{"choices": [{"message": 1}]}',
        ]) {
            assert.equal(await answered(body), body);
        }
        const list = JSON.stringify(message([text("Hi")]), null, 1);
        assert.equal(await answered(list, "text/plain"), list);
        assert.equal(await answered(list, "application/json", 400), list);
    });

    it("hold up no answer that comes piece by piece", async () => {
        publish("text");
        assert.deepEqual(await running.pieces("/churn/invocations"), ["data: 1\n\n", "data: [DONE]\n\n"]);
    });
});
