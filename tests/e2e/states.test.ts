import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import type { Run } from "../../local/pulumi";
import { commonFacts, configure, type Recording, subscriptionId, withFacts, withHashes } from "../states/recording";
import { type Facts, stacks } from "../states/stacks";
import { buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

/** The version of the program that left each of the states in `tests/states`. */
const recordedBy: Readonly<Record<string, string>> = {
    // The last one that kept documents as text.
    plain: "2026-12",
    governed: "2026-11",
    identities: "2026-11",
    created: "2026-11",
};

/** What an update does, by type, and why. Everything else stays exactly as the earlier version left it. */
const listed: Readonly<Record<string, string>> = {
    "update azure-native:apimanagement:Api": "The document lists 413 among the errors that the gateway answers.",
    "update pulumi-nodejs:dynamic/serving-gateway:EndpointSpec": "The same document, packed.",
    "update azure-native:apimanagement:ApiPolicy":
        "Calls are checked before they leave, and errors say Databricks' name of each. What APIs have alike is in fragments.",
    "create azure-native:apimanagement:PolicyFragment": "The parts of policies that APIs have alike.",
    "update azure-native:applicationinsights:Workbook": "Calls that policies make are not counted as the endpoint's.",
    "update azure-native:apimanagement:ApiManagementService":
        "Defaults of the SDK that Azure refuses for some tiers are left out; the service keeps what it has.",
    "update pulumi-nodejs:dynamic/serving-gateway:ProductCleanup":
        "It remembers which subscriptions are the stack's, so that others keep their product.",
    // These are in the state only.
    "create pulumi-nodejs:dynamic/serving-gateway:EndpointGrantCall":
        "What a grant finds is recorded before it is made.",
    "create pulumi-nodejs:dynamic/serving-gateway:KeyGuard": "It keeps a destroy from ending keys of others.",
    "update pulumi-nodejs:dynamic/serving-gateway:KeyGuard": "It remembers what the settings call the service.",
    "create pulumi-nodejs:dynamic/serving-gateway:VaultProbe": "A new role is waited for until the vault answers.",
};

const wine = "wine-quality";
const body = { dataframe_records: [{ int_col: 3, float_col: 10.4, string_col: "abc" }] };

for (const [name, stack] of Object.entries(stacks)) {
    describe(`a stack that an earlier version deployed, ${name}, on the real engine`, function () {
        // Three commands each.
        this.timeout(3 * commandTimeout);

        let e2e: E2e;
        let facts: Facts;
        let idsBefore: string[];
        let workspaceBefore: string[];
        let keys: Record<string, string>;

        before(async function () {
            this.timeout(buildTimeout);
            e2e = await openE2e({}, { subscriptionId });
            facts = { ...commonFacts(e2e), ...(await stack.prepare?.(e2e)) };
            stack.earlier?.change(e2e);
            idsBefore = e2e.emulator.arm.store.ids();
            workspaceBefore = await inWorkspace(e2e);
            facts = { ...facts, ...(await stack.remake?.(e2e, facts)) };
            await configure(e2e, stack, stack.settings, facts);
            const file = join(__dirname, "../states", recordedBy[name]!, `${name}.json`);
            const recording: Recording = JSON.parse(await readFile(file, "utf8"));
            const { version, resources, entities } = withHashes(withFacts(recording, facts));
            for (const entity of entities) e2e.emulator.arm.store.set(entity);
            const { encryptionsalt } = parse(await e2e.stack.configFile());
            const deployment = {
                manifest: { time: "0001-01-01T00:00:00Z", magic: "", version: "" },
                // Encrypts the secrets, which are recorded in clear.
                secrets_providers: { type: "passphrase", state: { salt: encryptionsalt } },
                resources,
            };
            const input = JSON.stringify({ version, deployment });
            await ok(e2e.stack.run(["stack", "import"], { input }));
            // The first one is the stack, with its outputs.
            const secrets = Object.entries<any>(resources[0]!.outputs!.subscriptionKeys);
            keys = Object.fromEntries(secrets.map(([api, { plaintext }]) => [api, JSON.parse(plaintext)]));
        });
        after(() => e2e?.close());

        it("is changed as listed, and nothing is replaced or deleted", async () => {
            const { stdout } = await ok(e2e.stack.run(["preview", "--json", "--non-interactive"]));
            const { steps, changeSummary }: Preview = JSON.parse(stdout);
            assert.ok(changeSummary.same! > 5, stdout);
            const changes = steps
                .filter(({ op }) => op !== "same")
                .map(({ op, urn }) => `${op} ${urn.split("::")[2]!.split("$").at(-1)!}`);
            assert.deepEqual(
                changes.filter((change) => !(change in listed)),
                [],
            );
        });

        it("is updated, its callers keep their keys, and the next preview shows no change", async () => {
            await ok(e2e.stack.up());
            const outputs: Record<string, any> = await e2e.stack.outputs();
            assert.deepEqual(outputs.subscriptionKeys, keys);
            const url = `${outputs.endpoints[wine].url}/invocations`;
            const answer = await e2e.call(url, { "Ocp-Apim-Subscription-Key": keys[wine]! }, body);
            assert.equal(answer.status, 200, answer.text);
            await ok(e2e.stack.preview("--expect-no-changes"));
        });

        it("is destroyed, and nothing is left of it", async () => {
            await ok(e2e.stack.destroy());
            const softDeleted = /\/deletedservices\/apim-created$/;
            const left = e2e.emulator.arm.store.ids().filter((id) => !softDeleted.test(id));
            assert.deepEqual(left, idsBefore);
            assert.deepEqual(await inWorkspace(e2e), workspaceBefore);
        });
    });
}

interface Preview {
    readonly steps: readonly { readonly op: string; readonly urn: string }[];
    readonly changeSummary: Readonly<Record<string, number>>;
}

/** Tokens, service principals and permissions of the workspace. */
async function inWorkspace({ emulator: { workspace } }: E2e): Promise<string[]> {
    const get = async (path: string): Promise<any> => {
        const headers = { authorization: `Bearer ${workspace.token}` };
        return (await fetch(`${workspace.url}/api/2.0/${path}`, { headers })).json();
    };
    const { token_infos } = await get("token/list");
    const { Resources } = await get("preview/scim/v2/ServicePrincipals");
    const { endpoints } = await get("serving-endpoints");
    const permissions = await Promise.all(
        endpoints.map(({ id }: { id: string }) => get(`permissions/serving-endpoints/${id}`)),
    );
    return [...token_infos, ...Resources, ...permissions].map((each) => JSON.stringify(each)).sort();
}

async function ok(running: Promise<Run>): Promise<Run> {
    const run = await running;
    assert.equal(run.code, 0, run.output);
    return run;
}
