import assert from "node:assert/strict";
import { refusalOf, settingsWith } from "./configuration";

const name = "support-agent";

describe("apps, in the settings", () => {
    it("become APIs of their own kind, with the settings of endpoints", () => {
        const { endpoints } = settingsWith({
            endpoints: [],
            apps: [{ name, path: "agents/support", document: "/api/openapi.json", tags: ["agents"] }],
        });
        const [app = assert.fail("no app")] = endpoints;
        assert.deepEqual(
            [app.name, app.kind, app.apiId, app.path, app.document],
            [name, "app", name, "agents/support", "/api/openapi.json"],
        );
        assert.equal(app.tags?.[0]?.id, "agents");
    });

    it("are found with the path of what is discovered", () => {
        const discover = { apps: { names: ["*-agent"] }, path: "models/{name}" };
        const discovered = [{ kind: "app" as const, name }];
        const { endpoints } = settingsWith({ endpoints: [], discover }, {}, { discovered, leftOut: [] });
        assert.deepEqual([endpoints[0]!.kind, endpoints[0]!.path], ["app", `models/${name}`]);
    });

    for (const [what, changes, says] of [
        ["another name", { apps: [{ name: "Support.Agent" }] }, /apps\[0\]\.name must be the name of an app/],
        ["no name", { apps: [{}] }, /apps\[0\]\.name is missing/],
        ["a pool", { apps: [{ name, pool: [] }] }, /apps\[0\]\.pool /],
        [
            "an address for the document",
            { apps: [{ name, document: "//example.com/a" }] },
            /apps\[0\]\.document must be/,
        ],
        ["a query in the document's path", { apps: [{ name, document: "/a?b" }] }, /apps\[0\]\.document must be/],
        ["one app twice", { apps: [{ name }, { name }] }, /apps\[1\]\.name "support-agent" is listed at apps\[0\]/],
        [
            "the identifier of an endpoint",
            { endpoints: [{ name }], apps: [{ name, path: "a" }] },
            /apps\[0\]\.apiId "support-agent" is also that of endpoints\[0\]/,
        ],
        ["no names to find", { discover: { apps: {} } }, /discover\.apps\.names is missing/],
    ] as const) {
        it(`refuse ${what}`, () => assert.match(refusalOf(changes), says));
    }
});
