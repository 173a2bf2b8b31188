import assert from "node:assert/strict";
import { productsOf } from "../../components/gateway/catalogue";
import { readSettings, SettingsError } from "../../settings/settings";
import { readWorkspaces } from "../../settings/workspace";
import { refusalOf, settingsWith } from "./configuration";

const west = {
    host: "https://adb-3.4.azuredatabricks.net",
    token: "dapi-west",
    credential: { pat: "dapi-gateway-west" },
};
const east = { ...west, host: "https://adb-5.6.azuredatabricks.net" };
const managed = { ...west, credential: { managedIdentity: true } };
const churn = { name: "churn", workspace: "west" };

/** What names and keys of a credential are made of. */
function namedValueOf(credential: object | undefined): unknown {
    return (credential as { namedValue?: string } | undefined)?.namedValue;
}

describe("workspaces with names", () => {
    it("change nothing of a stack that has none", () => {
        const { workspaces, endpoints } = settingsWith({});
        assert.deepEqual([...workspaces.keys()], [undefined]);
        assert.deepEqual(Object.keys(workspaces.get(undefined)!), ["host", "authType"]);
        assert.deepEqual(
            ["workspace", "displayName"].filter((name) => name in endpoints[0]!),
            [],
        );
    });

    it("make two APIs of one name, with the workspace's name in path, identifier and display name", () => {
        const { endpoints, workspaces } = settingsWith({ workspaces: { west }, endpoints: [{ name: "churn" }, churn] });
        assert.deepEqual(
            endpoints.map(({ path, apiId, displayName }) => [path, apiId, displayName]),
            [
                ["churn", "churn", undefined],
                ["west/churn", "west-churn", "churn (west)"],
            ],
        );
        assert.equal(workspaces.get("west")!.host, west.host);
    });

    it("are reached by the provider as the settings say, whatever token the environment has", () => {
        const signedIn = { ...managed, token: undefined, auth: "azure" };
        const { workspaces } = settingsWith({ workspaces: { west: signedIn }, endpoints: [churn] });
        const { host, authType, token } = workspaces.get("west")!;
        assert.deepEqual({ host, authType, token }, { host: west.host, authType: "azure-cli", token: undefined });
    });

    it("are in a product only by their identifier, a pattern or every name: never as another workspace's namesake", () => {
        const all = { workspaces: { west }, endpoints: [{ name: "churn" }, churn] };
        const productsWith = (...listed: string[]) => {
            const { endpoints, products } = settingsWith({ ...all, products: [{ name: "gold", endpoints: listed }] });
            return endpoints
                .map(({ workspace, name, apiId = name }) => ({ workspace, name, apiId }))
                .filter((each) => productsOf(each, products).length > 0)
                .map(({ apiId }) => apiId);
        };
        assert.deepEqual(productsWith("churn"), ["churn"]);
        assert.deepEqual(productsWith("west-churn"), ["west-churn"]);
        for (const pattern of ["*", "ch*"]) assert.deepEqual(productsWith(pattern), ["churn", "west-churn"]);
        assert.match(
            refusalOf({ workspaces: { west }, endpoints: [churn], products: [{ name: "gold", endpoints: ["churn"] }] }),
            /products\[0\]\.endpoints names "churn", which is in workspace "west"\. Name it as "west-churn"/,
        );
    });

    it("keep a path and names that are given, and the full name of a model service", () => {
        const { endpoints } = settingsWith({
            workspaces: { west },
            endpoints: [{ ...churn, path: "risk", apiId: "risk", displayName: "Risk" }],
            models: [{ modelService: "main.support.chat", workspace: "west" }],
        });
        assert.deepEqual(
            endpoints.map(({ path, apiId, displayName }) => [path, apiId, displayName]),
            [
                ["risk", "risk", "Risk"],
                ["west/main.support.chat", "west-main-support-chat", "main.support.chat (west)"],
            ],
        );
    });

    it("have credentials of their own, whose names carry the workspace's", () => {
        const oauthM2M = { clientId: "5f0c", clientSecret: "marker" };
        const { credential, workspaces } = settingsWith({
            credential: { oauthM2M },
            workspaces: {
                west: { ...west, credential: undefined },
                east: { ...east, credential: { pat: "dapi-east" } },
            },
            endpoints: [{ name: "churn" }, churn, { ...churn, workspace: "east" }],
        });
        assert.equal(namedValueOf(credential), "databricks-oauth");
        // The stack's, with names and a cached token of its own.
        assert.equal(namedValueOf(workspaces.get("west")!.credential), "databricks-oauth-west");
        assert.equal(namedValueOf(workspaces.get("east")!.credential), "databricks-pat-east");
    });

    it("refuse the stack's credential where it is a token of one workspace, once a workspace", () => {
        const refusal = refusalOf({
            workspaces: { west: { ...west, credential: undefined } },
            endpoints: [{ name: "churn" }, churn, { ...churn, name: "fraud" }],
        });
        assert.match(
            refusal,
            /workspaces\.west\.credential is missing: the stack's credential is a token of one workspace \(pat\)/,
        );
        assert.equal(refusal.match(/is missing/g)!.length, 1);
        assert.doesNotMatch(refusal, /dapi/);
    });

    it("refuse one named value for the credentials of two workspaces", () => {
        const oauthM2M = { clientId: "5f0c", clientSecret: "marker" };
        const refusal = refusalOf({
            credential: { oauthM2M, namedValue: "mine" },
            workspaces: { west: { ...west, credential: undefined } },
            endpoints: [{ name: "churn" }, churn],
        });
        assert.match(
            refusal,
            /the credentials of endpoint "churn" and endpoint "churn" of workspace "west" both need .*"mine-client-id"/,
        );
    });

    it("need neither a workspace without a name nor the stack's credential, where all models are in them", () => {
        const config = Object.entries({
            service: { name: "apim-contoso", resourceGroup: "rg-apis" },
            workspaces: { west: managed },
            endpoints: [churn],
        }).map(([key, value]) => [`serving-gateway:${key}`, JSON.stringify(value)]);
        const { workspaces, credential } = readSettings(Object.fromEntries(config), {});
        assert.deepEqual([...workspaces.keys()], ["west"]);
        assert.equal(credential, undefined);
    });

    it("are named by a model only if the stack has them", () => {
        const refusal = refusalOf({ workspaces: { west }, endpoints: [{ name: "churn", workspace: "wst" }] });
        assert.match(refusal, /endpoints\[0\]\.workspace "wst" is not in serving-gateway:workspaces/);
    });

    const mistakes: [string, unknown, RegExp][] = [
        ["a name that is no segment of a path", { "a b": west }, /workspaces\.a b must be a name of 1 to 30 letters/],
        ["two names that differ only in case", { West: west, west }, /"West" and "west", which differ only in case/],
        [
            "the host of another workspace",
            { west: { ...west, host: "https://adb-1.2.azuredatabricks.net/" } },
            /workspaces\.west\.host is the host of serving-gateway:workspace too/,
        ],
        ["no host", { west: { token: "dapi-west" } }, /workspaces\.west\.host is missing/],
        [
            "a host that is not https",
            { west: { ...west, host: "http://adb-3.4.net" } },
            /workspaces\.west\.host is .* not https/,
        ],
        ["an empty token", { west: { ...west, token: "" } }, /workspaces\.west\.token is empty/],
        ["a member that is none", { west: { ...west, hots: "" } }, /workspaces\.west\.hots is not a setting/],
        // The environment's token is one of the workspace without a name.
        ["no credential", { west: { host: west.host } }, /no credential for the workspace "west" is set/],
        ["a list", [west], /workspaces must be an object/],
    ];
    for (const [what, workspaces, expected] of mistakes) {
        it(`refuse ${what}, and no secret is in the message`, () => {
            const refusal = refusalOf({ workspaces });
            assert.match(refusal, expected);
            assert.doesNotMatch(refusal, /dapi|undefined/);
        });
    }

    it("refuse a model whose identifier would be too long", () => {
        const refusal = refusalOf({
            workspaces: { west },
            endpoints: [{ ...churn, name: "c".repeat(63), version: "v10" }],
        });
        assert.match(
            refusal,
            /endpoints\[0\]: the identifier .* longer than 70 characters\. Set apiId at its entry in serving-gateway:endpoints/,
        );
    });

    it("refuse an identifier that a model of another workspace has", () => {
        const refusal = refusalOf({ workspaces: { west }, endpoints: [{ name: "west-churn" }, churn] });
        assert.match(refusal, /endpoints\[1\]\.apiId "west-churn" is also that of endpoints\[0\]/);
    });

    it("have filters of their own, and what is found in them has the workspace's name in path and identifier", () => {
        const { discover, endpoints } = settingsWith(
            { workspaces: { west: { ...west, discover: { names: ["c*"] } }, east: { ...east, discover: {} } } },
            {},
            { discovered: [{ name: "churn", workspace: "west" }, { name: "fraud" }], leftOut: [] },
        );
        assert.deepEqual([...discover.keys()], ["west"]);
        assert.deepEqual(
            endpoints.map(({ path, apiId }) => [path, apiId]),
            [
                ["churn", "churn"],
                ["west/churn", "west-churn"],
            ],
        );
    });

    it("say which of their filters finds what cannot be published", () => {
        assert.throws(
            () =>
                settingsWith(
                    {
                        workspaces: { west: { ...west, discover: { names: ["*"], path: "{name}" } } },
                        endpoints: [{ name: "churn" }],
                    },
                    {},
                    { discovered: [{ name: "churn", workspace: "west" }], leftOut: [] },
                ),
            /serving-gateway:workspaces\.west\.discover\.path "churn" is also the path of endpoints\[0\]/,
        );
    });

    const pooled = (pool: object[], more: object = {}) => ({
        workspaces: { west: managed },
        endpoints: [{ ...churn, pool, credential: { managedIdentity: true }, ...more }],
    });

    it("lend their endpoints to a pool, by name or by host", () => {
        const own = "https://adb-1.2.azuredatabricks.net";
        const pool = [
            { endpoint: "churn" },
            { endpoint: "next", workspace: "west" },
            { endpoint: "churn", workspaceHost: own },
        ];
        assert.deepEqual(
            settingsWith(pooled(pool)).endpoints[0]!.pool!.map(({ endpoint, workspaceHost }) => [
                endpoint,
                workspaceHost,
            ]),
            [
                ["churn", undefined],
                ["next", undefined],
                ["churn", own],
            ],
        );
        const { endpoints } = settingsWith(
            pooled([{ endpoint: "churn", workspace: "west" }], { workspace: undefined }),
        );
        assert.equal(endpoints[0]!.pool![0]!.workspaceHost, west.host);
    });

    const pools: [string, object[], object, RegExp][] = [
        [
            "a workspace that the stack has not",
            [{ endpoint: "churn", workspace: "wst" }],
            {},
            /pool\[0\]\.workspace "wst" is not in/,
        ],
        [
            "another workspace with a token of one",
            [{ endpoint: "churn", workspace: "west" }],
            { workspace: undefined, credential: { pat: "dapi-gateway" } },
            /pool\[0\]\.workspace is another workspace/,
        ],
        [
            "the same endpoint by name and by host",
            [{ endpoint: "churn" }, { endpoint: "churn", workspaceHost: west.host }],
            {},
            /pool\[1\] is listed at \[0\] already/,
        ],
        [
            "a workspace and a host",
            [{ endpoint: "churn", workspace: "west", workspaceHost: west.host }],
            {},
            /pool\[0\]\.workspaceHost and workspace are both set/,
        ],
    ];
    for (const [what, pool, more, expected] of pools) {
        it(`refuse a pool with ${what}`, () => assert.match(refusalOf(pooled(pool, more)), expected));
    }

    it("are read without the rest of the configuration, by those that only reach them", () => {
        const values: Record<string, string> = { workspaces: JSON.stringify({ west }) };
        assert.equal(readWorkspaces((key) => values[key]).get("west")!.host, west.host);
        assert.throws(() => readWorkspaces(() => JSON.stringify({ west: {} })), SettingsError);
    });
});
