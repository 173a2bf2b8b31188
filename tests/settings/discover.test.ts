import assert from "node:assert/strict";
import { readSettings } from "../../settings/settings";
import { refusalOf, settingsWith } from "./configuration";

describe("which endpoints are published, in the settings", () => {
    it("finds none unless that is asked for", () => {
        assert.equal(settingsWith({}).discover.size, 0);
        assert.equal(settingsWith({ discover: {} }).discover.size, 0);
        assert.equal(settingsWith({}).notReady, "skip");
    });

    it("takes filters with their defaults, and needs no endpoint that is listed", () => {
        const { discover, endpoints } = settingsWith({
            endpoints: [],
            discover: { tags: { team: "sales", tier: ["a", "b"], public: true }, names: ["churn-*"] },
        });
        assert.deepEqual(endpoints, []);
        assert.deepEqual(discover.get(undefined), {
            tags: { team: ["sales"], tier: ["a", "b"], public: true },
            names: ["churn-*"],
            tasks: [],
            states: ["READY", "NOT_READY"],
            exclude: [],
            gone: "refuse",
        });
    });

    it("needs the gateway's credential for endpoints that are found, though those that are listed have their own", () => {
        const endpoints = [{ name: "churn", credential: { pat: "dapi-own" } }];
        assert.equal(settingsWith({ endpoints, credential: {} }).credential, undefined);
        assert.match(
            refusalOf({ endpoints, credential: {}, discover: { names: ["*"] } }),
            /credential\.pat is missing/,
        );
    });

    const wrong: { what: string; changes: Record<string, unknown>; says: RegExp }[] = [
        {
            what: "nothing at all to publish",
            changes: { endpoints: [] },
            says: /lists no endpoint.*serving-gateway:discover/,
        },
        {
            what: "a search without a filter",
            changes: { discover: { path: "models/{name}" } },
            says: /serving-gateway:discover selects no endpoints\. .*names: \["\*"\] selects every endpoint/,
        },
        {
            what: "a tag that is a number",
            changes: { discover: { tags: { team: 1 } } },
            says: /discover\.tags\.team must be a string, in quotes: a tag's value/,
        },
        {
            what: "a pattern that is an expression",
            changes: { discover: { names: ["churn.*"] } },
            says: /discover\.names\[0\] must be a pattern of names/,
        },
        {
            what: "an empty list",
            changes: { discover: { names: [], tasks: ["none"] } },
            says: /discover\.names must not be empty/,
        },
        {
            what: "a path without the name",
            changes: { discover: { names: ["*"], path: "models" } },
            says: /discover\.path must be path segments with \{name\}/,
        },
        {
            what: "another state",
            changes: { discover: { states: ["STOPPED"] } },
            says: /discover\.states\[0\] must be READY/,
        },
        {
            what: "another word for gone",
            changes: { discover: { gone: "keep" } },
            says: /discover\.gone must be "refuse"/,
        },
        { what: "another word for what is not ready", changes: { notReady: "wait" }, says: /notReady must be "skip"/ },
    ];
    it("refuses a path at which callers reach the version of another, where the path names versions", () => {
        const endpoints = [
            { name: "a", path: "models", version: "v2" },
            { name: "b", path: "models/V2" },
        ];
        assert.match(
            refusalOf({ endpoints }),
            /endpoints\[1\]\.path "models\/V2" leads callers to "models\/V2", as endpoints\[0\]/,
        );
        assert.equal(settingsWith({ endpoints, versioning: { scheme: "header" } }).endpoints.length, 2);
    });

    it("asks for a credential where endpoints are found for mocks, and one that is listed is called", () => {
        const stack = { discover: { names: ["*"] }, mock: true, credential: undefined };
        assert.match(refusalOf({ ...stack, endpoints: [{ name: "a", mock: false }] }), /credential\.pat is missing/);
        assert.equal(settingsWith({ ...stack, endpoints: [{ name: "a" }] }).endpoints.length, 1);
    });

    for (const { what, changes, says } of wrong) it(`refuses ${what}`, () => assert.match(refusalOf(changes), says));

    for (const [apps, problem] of [
        [{}, "is missing"],
        [{ exclude: ["a"] }, "is missing"],
        [{ names: [] }, "must not be empty"],
    ] as const)
        it(`says once what discover.apps ${JSON.stringify(apps)} needs`, () => {
            const lines = refusalOf({ discover: { apps } }).match(/serving-gateway:discover.*/g);
            const fix = 'Set it to patterns of names; ["*"] selects every app.';
            assert.deepEqual(lines, [`serving-gateway:discover.apps.names ${problem}. ${fix}`]);
        });

    it("gives endpoints that are found what the stack gives all, and their path", () => {
        const config = {
            "serving-gateway:service": '{"name":"apim-contoso","resourceGroup":"rg-apis"}',
            "serving-gateway:credential": '{"pat":"dapi-gateway"}',
            "serving-gateway:endpoints": '[{"name":"churn"},{"name":"stopped"}]',
            "serving-gateway:discover": '{"names":["*"],"path":"models/{name}"}',
            "serving-gateway:routes": "both",
        };
        const environment = {
            DATABRICKS_HOST: "https://adb-1.2.azuredatabricks.net",
            DATABRICKS_TOKEN: "dapi-deployer",
        };
        const read = (...names: string[]) => {
            const discovered = names.map((name) => ({ name }));
            return readSettings(config, environment, { discovered, leftOut: ["stopped"] });
        };
        const { endpoints } = read("rag");
        assert.deepEqual(
            endpoints.map(({ name, path, apiId, routes }) => [name, path, apiId, routes]),
            [
                ["churn", "churn", "churn", "both"],
                ["rag", "models/rag", "rag", "both"],
            ],
        );
        const taken = { ...config, "serving-gateway:endpoints": '[{"name":"churn","path":"models/rag"}]' };
        assert.throws(
            () => readSettings(taken, environment, { discovered: [{ name: "rag" }], leftOut: [] }),
            /serving-gateway:discover\.path "models\/rag" is also the path of endpoints\[0\] \("churn"\)/,
        );
        assert.throws(
            () => read("rag", "RAG"),
            /serving-gateway:discover finds the endpoint "RAG", whose name differs from "rag" \(discover\) only in case.*discover\.exclude/,
        );
        assert.throws(
            () => read("__proto__"),
            /serving-gateway:discover: the identifier of the API of endpoint "__proto__" would be "__proto__", which Pulumi loses/,
        );
    });
});

describe("versions of APIs in the settings", () => {
    it("may be dates without quotes, which the engine passes on as midnight", () => {
        const version = "2026-11-28 00:00:00 +0000 UTC";
        const [churn] = settingsWith({ endpoints: [{ name: "churn", path: "churn", version }] }).endpoints;
        assert.equal(churn!.version, "2026-11-28");
    });

    it("lets endpoints share a path where their versions differ, and the same one be listed for each", () => {
        const { endpoints, versioning } = settingsWith({
            endpoints: [
                { name: "churn" },
                { name: "churn", path: "churn", version: "v2.1" },
                { name: "next", path: "churn", version: "v3", apiId: "c3" },
            ],
        });
        assert.deepEqual(
            endpoints.map(({ apiId }) => apiId),
            ["churn", "churn-v2-1", "c3"],
        );
        assert.deepEqual(versioning, { scheme: "segment", name: "api-version" });
    });

    const wrong: { what: string; changes: Record<string, unknown>; says: RegExp }[] = [
        {
            what: "one version twice",
            changes: {
                endpoints: [
                    { name: "a", path: "x", version: "v1" },
                    { name: "b", path: "X", version: "v1" },
                ],
            },
            says: /endpoints\[1\]\.path "X" is also the path of endpoints\[0\] \("a"\)\. .*or a version of its own/,
        },
        {
            what: "two versions of one path that differ in their case",
            changes: {
                endpoints: [
                    { name: "a", path: "x", version: "v1" },
                    { name: "a", path: "X", version: "V1" },
                ],
            },
            says: /endpoints\[1\]\.version "V1" differs from that of endpoints\[0\] \("a"\), "v1", only in case.* Give one of them another version or path/,
        },
        {
            what: "the original beside one that is only spelt like it",
            changes: {
                versioning: { scheme: "header" },
                endpoints: [
                    { name: "a", path: "x", version: "Original" },
                    { name: "b", path: "x" },
                ],
            },
            says: /endpoints\[1\]\.version "original" \(the default\) differs from that of endpoints\[0\] \("a"\), "Original", only in case/,
        },
        {
            what: "versions in the header that carries the key, whatever its case",
            changes: { versioning: { scheme: "header", name: "ocp-apim-subscription-key" } },
            says: /serving-gateway:versioning\.name "ocp-apim-subscription-key" is the header that carries the subscription key\. Use another name, or .*callers\.subscriptionKey\.header/,
        },
        {
            what: "versions in the query parameter that carries the key",
            changes: {
                versioning: { scheme: "query", name: "key" },
                callers: { subscriptionKey: { query: "key" } },
            },
            says: /versioning\.name "key" is the query parameter that carries .*callers\.subscriptionKey\.query/,
        },
        {
            what: "the original twice",
            changes: {
                endpoints: [
                    { name: "a", path: "x" },
                    { name: "b", path: "x", version: "original" },
                ],
            },
            says: /endpoints\[1\]\.path/,
        },
        {
            what: "one endpoint twice without a version",
            changes: { endpoints: [{ name: "a" }, { name: "a", path: "x" }] },
            says: /endpoints\[1\]\.name "a" is listed at endpoints\[0\] already/,
        },
        {
            what: "one identifier twice",
            changes: { endpoints: [{ name: "a" }, { name: "b", apiId: "A" }] },
            says: /endpoints\[1\]\.apiId "A" is also that of endpoints\[0\]\./,
        },
        {
            what: "an identifier with a slash",
            changes: { endpoints: [{ name: "a", apiId: "a/b" }] },
            says: /apiId must be an identifier/,
        },
        {
            what: "a version with a slash",
            changes: { endpoints: [{ name: "a", version: "v/1" }] },
            says: /version must be/,
        },
        {
            what: "revision 1",
            changes: { endpoints: [{ name: "a", revision: 1 }] },
            says: /revision must be a whole number of at least 2/,
        },
        {
            what: "another scheme",
            changes: { versioning: { scheme: "path" } },
            says: /versioning\.scheme must be "segment"/,
        },
        { what: "a name with a colon", changes: { versioning: { name: "a:b" } }, says: /versioning\.name must be/ },
        {
            what: "a hash that is too short",
            changes: { endpoints: [{ name: "a", acceptContract: "abc" }] },
            says: /acceptContract must be the 12/,
        },
        {
            what: "another word for what breaks",
            changes: { breakingChanges: "fail" },
            says: /breakingChanges must be "warn"/,
        },
    ];
    for (const { what, changes, says } of wrong) it(`refuses ${what}`, () => assert.match(refusalOf(changes), says));

    it("takes the name of the key for versions where it carries no key", () => {
        const name = "subscription-key";
        for (const versioning of [
            { scheme: "segment", name },
            { scheme: "header", name },
            { scheme: "query", name: "Subscription-Key" },
        ]) {
            assert.deepEqual(settingsWith({ versioning }).versioning, versioning);
        }
        const open = { callers: { subscriptionKey: false }, credential: { passthrough: true } };
        assert.equal(settingsWith({ ...open, versioning: { scheme: "query", name } }).versioning.name, name);
    });

    it("takes what breaks callers from the endpoint, else from the stack", () => {
        const { endpoints } = settingsWith({
            breakingChanges: "refuse",
            endpoints: [{ name: "a" }, { name: "b", breakingChanges: "warn", acceptContract: "0123456789ab" }],
        });
        assert.deepEqual(
            endpoints.map(({ breakingChanges, acceptContract }) => [breakingChanges, acceptContract]),
            [
                ["refuse", undefined],
                ["warn", "0123456789ab"],
            ],
        );
    });
});
