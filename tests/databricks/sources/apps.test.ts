import assert from "node:assert/strict";
import { type EmulatedWorkspace, startWorkspace } from "../../../emulator/workspace/server";
import { appOrigin } from "../../../databricks/sources/appOrigin";
import { apps } from "../../../databricks/sources/apps";
import { NotReady } from "../../../databricks/sources/source";
import { modelNamed, textOf } from "../../../databricks/sources/sources";
import { assembleWorkspace, type Workspace } from "../../../databricks/workspace";
import { WorkspaceError } from "../../../databricks/workspaceError";
import { type Loopback, serve } from "../loopback";

const APP = "support-agent";
const principal = "11111111-2222-3333-4444-555555555555";

describe("the source of apps", () => {
    let emulated: EmulatedWorkspace;
    let workspace: Workspace;
    let server: Loopback | undefined;

    beforeEach(async () => {
        emulated = await startWorkspace();
        workspace = assembleWorkspace({ host: emulated.url, ...emulated.servicePrincipal }, {});
    });
    afterEach(async () => {
        await server?.close();
        server = undefined;
        await emulated.close();
    });

    async function refusal(reading: Promise<unknown>): Promise<string> {
        const error: unknown = await reading.catch((reason: unknown) => reason);
        assert.ok(error instanceof WorkspaceError, String(error));
        assert.doesNotMatch(error.message, /undefined|Bearer|dapi/);
        return error.message;
    }

    it("lists what the deploying identity may use, and which do not run", async () => {
        await emulated.apps.set("portal", { app_status: { state: "CRASHED" } });
        emulated.apps.grant("users", "portal", "CAN_USE");
        await emulated.apps.set("secret", {});
        const listed = (await apps.list(workspace)).map((app) => [app.name, app.state!.ready, apps.stateInWords!(app)]);
        assert.deepEqual(listed, [
            ["portal", "NOT_READY", "app CRASHED"],
            [APP, "READY", ""],
        ]);
    });

    it("reads the document of an app at its own host, with a token of the workspace", async () => {
        const { model, document } = await apps.read(workspace, APP);
        assert.deepEqual(Object.keys(document!.paths as object), [
            "/",
            "/health",
            "/invocations",
            "/api/cases/{case_id}",
        ]);
        const { invocationBase } = apps.target(workspace, model);
        assert.notEqual(invocationBase, emulated.url);
        const read = emulated.requests.at(-1)!;
        assert.deepEqual([read.path, read.principal], ["/openapi.json", emulated.servicePrincipal.clientId]);
    });

    it("tells in one line each why nothing can be published of an app", async () => {
        const page = { answer: () => ({ body: "<!DOCTYPE html><html></html>" }) };
        await emulated.apps.set("portal", page);
        const signIn = { status: 302, headers: { location: "https://login.microsoftonline.com/x" }, body: "" };
        await emulated.apps.set("signing-in", { answer: () => signIn });
        await emulated.apps.set("empty", { document: '{"openapi":"3.1.0","paths":{}}' });
        await emulated.apps.set("elsewhere", {
            document: '{"openapi":"3.1.0","servers":[{"url":"https://example.com"}],"paths":{"/a":{}}}',
        });
        for (const { name } of emulated.apps.all()) emulated.apps.grant("users", name, "CAN_USE");
        await emulated.apps.set("secret", {});
        const cases: [name: string, document: string | undefined, says: RegExp][] = [
            ["none", undefined, /^app "none": the workspace answered 404 .*\n.*There is no app "none"/s],
            [
                "portal",
                undefined,
                /^app "portal": the app answered 200 with an HTML page to GET \/openapi\.json\n.*Set doc/s,
            ],
            [
                "signing-in",
                undefined,
                /^app "signing-in": the app answered 302 .*to GET \/openapi\.json\n.*needs CAN_USE on this app\. Checked as: .* If it has that: Set doc/s,
            ],
            [APP, "/docs/openapi.json", /^app "support-agent": the app answered 404.*\nSet document/s],
            ["empty", undefined, /has no paths\nSet document/],
            ["elsewhere", undefined, /names a server outside the workspace.*\n.*Leave servers out/s],
            ["secret", undefined, /answered 403 .*\n.*needs CAN_USE on this app\. Checked as: service principal/s],
            ["Not.an.app", undefined, /not a valid name of an app/],
        ];
        for (const [name, document, says] of cases) {
            assert.match(await refusal(apps.read(workspace, name, { document })), says, name);
        }
    });

    it("says of an app that does not run which part of it does not", async () => {
        await emulated.apps.set(APP, { compute_status: { state: "STOPPED" } });
        const error: unknown = await apps.read(workspace, APP).catch((reason: unknown) => reason);
        assert.ok(error instanceof NotReady);
        assert.equal(error.failure, 'app "support-agent": it does not run (compute STOPPED)');
    });

    it("reads no document with a personal access token, and says what to do instead", async () => {
        const withPat = assembleWorkspace({ host: emulated.url, token: emulated.token }, {});
        assert.match(
            await refusal(apps.read(withPat, APP)),
            /OAuth tokens of Databricks only, and the deploying identity has a personal access token\nSet clientId/,
        );
        assert.ok(emulated.requests.every(({ path }) => path !== "/openapi.json"));
    });

    it("takes a document from a file, for which no token is needed", async () => {
        const withPat = assembleWorkspace({ host: emulated.url, token: emulated.token }, {});
        const document = "emulator/workspace/documents/support-agent.json";
        const read = await apps.read(withPat, APP, { document });
        assert.equal(read.isFile, true);
    });

    it("says which right an identity lacks, unless it, or a group, has it", async () => {
        const admin = assembleWorkspace({ host: emulated.url, token: emulated.token }, {});
        emulated.addServicePrincipal(principal);
        const lacking = async () => (await apps.rights!.lacking(admin, APP, principal)).map((each) => each.statement);
        assert.deepEqual(await lacking(), [
            "databricks apps update-permissions support-agent --json '" +
                `{"access_control_list":[{"service_principal_name":"${principal}","permission_level":"CAN_USE"}]}'`,
        ]);
        emulated.apps.grant(principal, APP, "CAN_USE");
        assert.deepEqual(await lacking(), []);
        emulated.apps.revoke(principal, APP);
        emulated.apps.grant("users", APP, "CAN_USE");
        assert.deepEqual(await lacking(), []);
    });

    it("does not know the rights on an app that it may not read", async () => {
        await emulated.apps.set("secret", {});
        const [right] = await apps.rights!.lacking(workspace, "secret", principal);
        assert.equal(right!.isKnown, false);
    });

    it("takes a list and an app for no other thing", async () => {
        server = await serve((response) => response.end('{"apps":[{"name":"a","url":7}]}'));
        const connected = assembleWorkspace({ host: server.url, token: "dapi0123456789abcdef" }, {});
        assert.deepEqual(await apps.list(connected), [{ name: "a", problem: "/url is a number" }]);
        assert.match(await refusal(apps.read(connected, "b")), /something that is not an app/);
    });

    it("finds apps by patterns of names", () => {
        const { fits } = apps.search({ apps: { names: ["*-agent"], exclude: ["test-*"] } })!;
        const names = ["support-agent", "test-agent", "portal", "x@-agent"];
        assert.deepEqual(
            names.filter((name) => fits({ name })),
            ["support-agent"],
        );
        assert.equal(apps.search({}), undefined);
    });

    it("keeps an app and an endpoint of one name apart in states", () => {
        assert.equal(textOf({ kind: "app", name: "churn" }), "app/churn");
        assert.deepEqual(modelNamed("app/churn"), { kind: "app", name: "churn" });
    });
});

describe("where an app answers", () => {
    const azure = "https://adb-1.2.azuredatabricks.net";
    const own = "https://churn-1234567890123456.7.azure.databricksapps.com";

    it("is the host that Databricks gives it in the cloud of its workspace", () => {
        assert.equal(appOrigin({ name: "churn", url: own }, azure), own);
        assert.equal(appOrigin({ name: "churn", url: `${own}/` }, azure), own);
        const aws = "https://churn-7474656169654171.aws.databricksapps.com";
        assert.equal(appOrigin({ name: "churn", url: aws }, "https://dbc-1.cloud.databricks.com"), aws);
        assert.equal(appOrigin({ name: "churn", url: aws }, "https://data.contoso.example"), aws);
    });

    for (const [what, url] of [
        ["another host", "https://churn-1.7.example.com"],
        ["a host that only begins like one", "https://churn-1.7.azure.databricksapps.com.example.com"],
        ["the host of another app", "https://other-1.7.azure.databricksapps.com"],
        ["the host of an app whose name begins alike", "https://churn-eu-1.7.azure.databricksapps.com"],
        ["a host of another cloud", "https://churn-1.aws.databricksapps.com"],
        ["plain http", "http://churn-1.7.azure.databricksapps.com"],
        ["another port", "https://churn-1.7.azure.databricksapps.com:8443"],
        ["a path", `${own}/a`],
        ["a query", `${own}/?a`],
        ["a user name", "https://a@churn-1.7.azure.databricksapps.com"],
        ["this machine", "http://127.0.0.1:80"],
        ["no URL", "churn"],
    ] as const) {
        it(`is never ${what}`, () => {
            assert.throws(() => appOrigin({ name: "churn", url }, azure), /a URL that is not Databricks' own/);
        });
    }

    it("is not known before the app is deployed", () => {
        assert.throws(() => appOrigin({ name: "churn" }, azure), /does not return its URL/);
    });
});
