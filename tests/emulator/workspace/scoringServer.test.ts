import assert from "node:assert/strict";
import { request } from "node:http";
import { servedEntity } from "../../../emulator/workspace/endpoint";
import { modelException, SCORING_TIMEOUT } from "../../../emulator/workspace/plannedAnswer";
import { EmulatedWorkspace, startWorkspace } from "../../../emulator/workspace/server";
import { bodies, mediaTypes } from "./scoringBodies";
import { cells } from "./scoringCells";
import { records, table, tensor } from "./scoringRow";

describe("MLflow's scoring server in the emulated workspace", () => {
    let workspace: EmulatedWorkspace;
    before(async () => {
        workspace = await startWorkspace();
        workspace.setDocument("table", table);
        workspace.setDocument("tensor", tensor);
        const agents = { chat: "agent/v1/chat", agent: "agent/v2/chat", responses: "agent/v1/responses" };
        for (const [name, task] of Object.entries(agents)) {
            const entities = [servedEntity(`${name}-1`)];
            const config = { config_version: 1, served_entities: entities, traffic_config: { routes: [] } };
            workspace.setEndpoint(name, { task, config });
        }
    });
    after(() => workspace.close());

    async function call(endpoint: string, body: string, contentType?: string) {
        // `fetch` would send a content type of its own.
        const headers = {
            authorization: `Bearer ${workspace.token}`,
            ...(contentType !== undefined && { "content-type": contentType }),
        };
        return new Promise<{ status?: number; type?: string; text: string }>((resolve, reject) => {
            const url = `${workspace.url}/serving-endpoints/${endpoint}/invocations`;
            const sent = request(url, { method: "POST", headers }, (response) => {
                let text = "";
                response.setEncoding("utf8").on("data", (part: string) => (text += part));
                response.on("end", () =>
                    resolve({ status: response.statusCode, type: response.headers["content-type"], text }),
                );
            });
            sent.on("error", reject).end(body);
        });
    }

    for (const [what, endpoint, body, expected] of [...cells, ...bodies]) {
        it(`${typeof expected === "number" ? "takes" : "refuses"} ${what}`, async () => {
            const { status, text } = await call(endpoint, body, "application/json");
            const answer = JSON.parse(text);
            assert.equal(status, typeof expected === "number" ? 200 : 400, text);
            if (typeof expected === "number") {
                assert.equal(answer.predictions?.length ?? 0, expected);
                return;
            }
            const [code, message] = expected;
            assert.equal(answer.error_code, code);
            assert.match(answer.message, message);
            const kind = answer.message.includes("Failed to enforce schema of data")
                ? ["KAM01", "SCHEMA_ENFORCEMENT_FAILED"]
                : ["KAM00", "INVALID_PARAMETER_VALUE"];
            assert.deepEqual([answer.sqlstate, answer.error_class], kind);
            assert.equal("stack_trace" in answer, answer.message.startsWith("Encountered an unexpected error"));
        });
    }

    it("answers content types that it does not take in plain text", async () => {
        for (const [contentType, status, expected] of mediaTypes) {
            const answer = await call("table", records({ a: 1 }), contentType);
            assert.deepEqual([answer.status, answer.type], [status, "text/plain; charset=utf-8"], contentType);
            assert.match(answer.text, expected);
        }
        for (const contentType of ["application/json; charset=UTF-8", "application/json ; charset=utf-8"]) {
            assert.equal((await call("table", records({ a: 1 }), contentType)).status, 200);
        }
    });

    it("can be made to fail as a model does: by an exception, or by taking too long", async () => {
        workspace.answerNext(modelException());
        workspace.answerNext(SCORING_TIMEOUT);
        const failed = await call("table", records({ a: 1 }), "application/json");
        assert.equal(failed.status, 400);
        assert.match(JSON.parse(failed.text).stack_trace, /^Traceback .*\n.*model\.py.*\nValueError: boom\n$/);
        const late = await call("table", records({ a: 1 }), "application/json");
        assert.equal(late.status, 504);
        assert.match(late.type ?? "", /^application\/json/);
        assert.equal(late.text, "Request processing time exceeded limit");
    });
});
