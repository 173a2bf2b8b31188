import assert from "node:assert/strict";
import { documentIn } from "../../json/documentInState";
import { endpointSpecProvider as provider } from "../../provider/endpointSpecProvider";
import { type EmulatedWorkspace, startWorkspace } from "../../emulator/workspace/server";

const endpoint = "support-agent";
const base = { inputs: "all", routes: "stable", missingDocument: "warn" };
const program = { kind: "app", endpoint, ...base, credential: "oauthM2M" };

describe("EndpointSpec's provider, for an app", () => {
    let workspace: EmulatedWorkspace;
    let printed: string[];
    const log = console.log;

    beforeEach(async () => {
        workspace = await startWorkspace();
        printed = [];
        console.log = (line: string) => printed.push(line);
        const values: Record<string, object> = {
            "serving-gateway:workspace": { host: workspace.url, ...workspace.servicePrincipal },
            "serving-gateway:apps": [{ name: endpoint }, { name: "none" }],
        };
        const get = (key: string) => values[key] && JSON.stringify(values[key]);
        await provider.configure!({ config: { get } as never });
    });
    afterEach(async () => {
        console.log = log;
        await workspace.close();
    });

    const check = async (inputs: object = {}, olds: object = {}) =>
        (await provider.check!(olds, { ...program, ...inputs })) as { inputs: any; failures?: { reason: string }[] };

    it("publishes what the app serves, as API Management imports it, at the app's own host", async () => {
        const { inputs, failures } = await check();
        assert.equal(failures, undefined);
        const { openapi, paths } = JSON.parse(documentIn(inputs)!);
        assert.equal(openapi, "3.0.3");
        assert.ok("/invocations" in paths && "/api/cases/{case_id}" in paths);
        assert.notEqual(inputs.serviceUrl, workspace.url);
        assert.deepEqual([inputs.origin, inputs.endpointId], ["endpoint", endpoint]);
    });

    for (const [credential, what] of [
        ["pat", "personal access tokens"],
        ["mintedPat", "personal access tokens"],
        ["managedIdentity", "tokens of managed identities"],
    ] as const) {
        it(`refuses ${what} of ${credential}, which no app takes, and names what it takes`, async () => {
            const { failures } = await check({ credential });
            const fix = "Set credential to oauthM2M .* or passthrough, at the app in serving-gateway:apps";
            assert.match(failures![0]!.reason, new RegExp(`^app "support-agent": apps refuse ${what}\\n${fix}`));
        });
    }

    it("takes the tokens of callers", async () => {
        assert.equal((await check({ credential: "passthrough" })).failures, undefined);
    });

    it("tells that the gateway's identity lacks CAN_USE, with the command that gives it", async () => {
        const { clientId: principal } = workspace.addServicePrincipal();
        const { failures } = await check({ principal });
        assert.equal(failures, undefined);
        assert.match(
            printed.join("\n"),
            /lacks CAN_USE on the app.*\n {2}databricks apps update-permissions support-a/,
        );
    });

    it("keeps the document of an app that no longer runs, and refuses a new one", async () => {
        const olds = (await check()).inputs;
        await workspace.apps.set(endpoint, { app_status: { state: "CRASHED" } });
        const { inputs, failures } = await check({}, olds);
        assert.equal(failures, undefined);
        assert.equal(documentIn(inputs), documentIn(olds));
        assert.match(printed.join("\n"), /it does not run \(app CRASHED\)\. Its published document stays/);
        assert.match((await check()).failures![0]!.reason, /^app "support-agent": it does not run/);
        assert.match(
            (await check({ endpoint: "none" })).failures![0]!.reason,
            /^app "none": the workspace answered 404/,
        );
    });

    it("reports a contract of the app that breaks callers", async () => {
        const olds = (await check()).inputs;
        const { document } = workspace.apps.all().find(({ name }) => name === endpoint)!;
        const next = JSON.parse(document!);
        next.components.schemas.AgentRequest.required.push("custom_inputs");
        await workspace.apps.set(endpoint, { document: JSON.stringify(next) });
        const { failures } = await check({ breakingChanges: "refuse" }, olds);
        assert.match(failures![0]!.reason, /app "support-agent": its new contract breaks callers/);
    });
});
