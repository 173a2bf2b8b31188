import assert from "node:assert/strict";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { systemAssigned } from "../../emulator/arm/resources/managedIdentities";
import { adoptAll, keysOf, madeSince, principalOf, queriersOf, removePrincipal } from "./adoption";
import { buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";
import { Killer, unlock } from "./killedEngine";
import { agent, chat, granted, type Kill, kills } from "./killedMoments";

/** How the killed deployment writes its state: at every step, or only when it ends, as docs/tuning.md advises for many endpoints. */
const modes: Readonly<Record<string, Record<string, string>>> = {
    "with default settings": {},
    "with PULUMI_SKIP_CHECKPOINTS": { PULUMI_SKIP_CHECKPOINTS: "true", PULUMI_PARALLEL: "100" },
};

interface Case {
    readonly mode: string;
    readonly kill: Kill;
}

const cases = Object.keys(modes).flatMap((mode) => kills.map((kill) => ({ mode, kill })));
/** Kills the first deployment with its last key: where the state is written at the end, nothing of all that is in it. */
const usualSeed = 20261139;
const chosen = process.env.FUZZ_KILLS === "all" ? cases : sample(Number(process.env.FUZZ_SEED ?? usualSeed));

/** A first deployment in one mode, and an update in the other. */
function sample(seed: number): Case[] {
    const [one, other] = Object.keys(modes) as [string, string];
    const [firstMode, updateMode] = seed % 2 === 0 ? [one, other] : [other, one];
    const pick = (from: readonly Case[]) => from[Math.floor(seed / 2) % from.length]!;
    return [
        pick(cases.filter(({ mode, kill }) => mode === firstMode && kill.deployment === "first")),
        pick(cases.filter(({ mode, kill }) => mode === updateMode && kill.deployment === "update")),
    ];
}

/** `npm run -s fuzz -- kills` runs all of them, the test run a sample. */
describe("a deployment that is killed, on the real engine", function () {
    // As many commands each.
    this.timeout(7 * commandTimeout);

    const killer = new Killer();
    let e2e: E2e;
    let idsBefore: string[];
    let identity: string;
    let deployments: Record<Kill["deployment"], Record<string, unknown>>;
    /** What each deployment makes when it has ended well. */
    const complete: Partial<Record<Kill["deployment"], string[]>> = {};

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e(
            { service: { name: "apim-serving-gateway", resourceGroup: "rg-serving-gateway" }, tags: ["Credit risk"] },
            { latency: { importMs: 300 }, observe: killer.observe },
        );
        const { arm, access } = e2e.emulator;
        idsBefore = arm.store.ids();
        const service = idsBefore.find((id) => id.endsWith(`/service/${access.serviceName}`))!;
        identity = systemAssigned(service).clientId;
        const [group] = service.split("/providers/");
        deployments = settings(identity, `${group}/providers/Microsoft.Insights/components/appi-serving-gateway`);
        await cp(join(e2e.directory, "state"), join(e2e.directory, "state-before"), { recursive: true });
    });
    after(() => e2e?.close());
    afterEach(async () => {
        // What a test that failed left must not fail the next one.
        const { store } = e2e.emulator.arm;
        for (const id of store.ids()) if (!idsBefore.includes(id)) store.delete(id);
        for (const endpoint of [granted, chat]) e2e.emulator.workspace.revoke(identity, endpoint);
        await removePrincipal(e2e, identity);
        await rm(join(e2e.directory, "state"), { recursive: true });
        await cp(join(e2e.directory, "state-before"), join(e2e.directory, "state"), { recursive: true });
    });

    for (const { mode, kill } of chosen) {
        const { when, deployment, moment } = kill;
        it(`is completed by adopt and up: ${deployment} deployment ${mode}, killed ${when}`, async () => {
            if (deployment === "update") {
                await e2e.configure(deployments.first);
                await ok("up", "--yes", "--skip-preview");
            }
            await e2e.configure(deployments[deployment]);
            await killer.up(e2e, moment, modes[mode]);
            const keys = keysOf(e2e);
            await unlock(e2e);

            const { grants } = await adoptAll(e2e);
            await ok("up", "--yes", "--skip-preview");
            await ok("preview", "--expect-no-changes");
            complete[deployment] ??= madeSince(idsBefore, e2e);
            assert.deepEqual(madeSince(idsBefore, e2e), complete[deployment]);
            const now = keysOf(e2e);
            for (const [subscription, key] of keys) assert.equal(now.get(subscription), key, subscription);

            await ok("destroy", "--yes", "--skip-preview");
            assert.deepEqual(madeSince(idsBefore, e2e), []);
            assert.equal(await principalOf(e2e, identity), undefined);
            const left = grants.map(({ endpoint }) => endpoint);
            for (const endpoint of [granted, chat]) {
                const isLeft = (await queriersOf(e2e, endpoint)).includes(identity);
                assert.equal(isLeft, left.includes(endpoint), `the right on ${endpoint} after destroy`);
            }
        });
    }

    async function ok(...command: string[]): Promise<void> {
        const run = await e2e.stack.run([...command, "--non-interactive"]);
        assert.equal(run.code, 0, run.output);
    }
});

/** The first deployment, and an update that adds one of each kind and changes what is there. */
function settings(identity: string, applicationInsights: string) {
    const managedIdentity = { grant: { applicationId: identity } };
    const endpoints = [{ name: agent }, { name: granted, credential: { managedIdentity } }];
    const models = { name: "models", endpoints: ["*"], groups: ["developers", "risk-team"], subscriptions: ["team-a"] };
    const groups = [{ name: "risk-team" }];
    return {
        first: {
            endpoints,
            groups,
            products: [models],
            observability: { applicationInsights },
            inputs: "all",
        },
        update: {
            endpoints: [...endpoints, { name: chat, tags: ["Language models"], credential: { managedIdentity } }],
            groups: [...groups, { name: "audit" }],
            products: [
                { ...models, subscriptions: ["team-a", "team-b"] },
                { name: "gold", endpoints: [chat], groups: ["audit"], limits: { calls: { count: 9, seconds: 60 } } },
            ],
            observability: { applicationInsights },
            inputs: "records",
        },
    };
}
