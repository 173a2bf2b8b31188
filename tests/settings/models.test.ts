import assert from "node:assert/strict";
import { refusalOf, settingsWith } from "./configuration";

const modelService = "main.support.team-chat";

describe("models that are no endpoints, in the settings", () => {
    it("get an identifier without dots and the full name as their path", () => {
        const { endpoints } = settingsWith({ endpoints: [], models: [{ modelService }] });
        const [{ name, kind, apiId, apiName, path } = assert.fail("no model")] = endpoints;
        assert.deepEqual(
            [name, kind, apiId, apiName, path],
            [modelService, "modelService", "main-support-team-chat", "main-support-team-chat", modelService],
        );
    });

    it("take the settings of an endpoint, with the stack's as their default", () => {
        const limits = { calls: { count: 5, seconds: 60, per: "subscription" } };
        const models = [{ modelService, path: "chat", version: "v2", limits, tags: ["llm"] }];
        const [, model = assert.fail("no model")] = settingsWith({ models, resilience: { timeout: 20 } }).endpoints;
        assert.deepEqual([model.path, model.apiId], ["chat", "main-support-team-chat-v2"]);
        assert.deepEqual([model.limits?.calls, model.resilience.timeout], [limits.calls, 20]);
        assert.deepEqual(
            model.tags?.map(({ id }) => id),
            ["llm"],
        );
    });

    const long = `${"c".repeat(40)}.${"s".repeat(40)}.name`;
    for (const [what, changes, says] of [
        [
            "a name without catalog and schema",
            { models: [{ modelService: "chat" }] },
            /models\[0\]\.modelService must be/,
        ],
        ["a name with other characters", { models: [{ modelService: "a.b.c@(d)" }] }, /models\[0\]\.modelService must/],
        ["too long a name", { models: [{ modelService: `${"c".repeat(252)}.b.c` }] }, /with 255 characters at most/],
        ["no name", { models: [{}] }, /models\[0\]\.modelService is missing/],
        ["a document", { models: [{ modelService, document: "a.json" }] }, /models\[0\]\.document .*not a setting/],
        ["a pool", { models: [{ modelService, pool: [] }] }, /models\[0\]\.pool /],
        [
            "the same one twice",
            { models: [{ modelService }, { modelService, path: "b" }] },
            /models\[1\]\.modelService "main\.support\.team-chat" is listed at models\[0\] already/,
        ],
        [
            "the identifier of an endpoint",
            { endpoints: [{ name: "main-support-team-chat" }], models: [{ modelService }] },
            /models\[0\]\.apiId "main-support-team-chat" is also that of endpoints\[0\]\. Give one of them another apiId/,
        ],
        ["too long an identifier", { models: [{ modelService: long }] }, /models\[0\]: .* longer than 70 .* Set apiId/],
    ] as const) {
        it(`refuse ${what}`, () => assert.match(refusalOf(changes), says));
    }

    it("take a long name with an identifier of their own", () => {
        const { endpoints } = settingsWith({ endpoints: [], models: [{ modelService: long, apiId: "chat" }] });
        assert.equal(endpoints[0]!.apiId, "chat");
    });

    it("are enough for a stack without endpoints", () => {
        assert.match(refusalOf({ endpoints: [] }), /lists no endpoint/);
        assert.equal(settingsWith({ endpoints: [], models: [{ modelService }] }).endpoints.length, 1);
    });
});
