import assert from "node:assert/strict";
import { type ChildProcess, spawnSync } from "node:child_process";
import { cp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { AnsweredCall } from "../../local/arm/server";
import { agent, buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

const chat = "llama-chat";

/** Whether a call that Azure Resource Manager has just answered is the moment. */
type Moment = (call: AnsweredCall) => boolean;

const wrote =
    (path: string): Moment =>
    ({ method, path: answered }) =>
        method === "PUT" && answered.endsWith(path);
const read =
    (path: string): Moment =>
    ({ method, path: answered, status }) =>
        method === "GET" && status === 200 && answered.endsWith(path);

const moments: Record<string, Moment> = {
    "before anything is made": read("/service/apim-serving-gateway"),
    "with the token in the service": wrote("/namedValues/databricks-pat"),
    "with a product and the subscription that Azure makes for it": wrote("/products/models"),
    "with a group in the product": wrote("/products/models/groupLinks/models.developers"),
    "with a backend": wrote(`/backends/serving-${chat}`),
    "with an import that goes on": wrote(`/apis/${agent}`),
    "with an API without a policy": read(`/apis/${chat}`),
    "with a policy": wrote(`/apis/${chat}/policies/policy`),
    "with an API in the product": wrote(`/products/models/apiLinks/models.${agent}`),
    "with everything made, and nothing of the last written down": wrote(`/subscriptions/${chat}`),
};

/** The engine gets no time to write anything down: SIGKILL, right after Azure has answered. */
describe("a deployment that is killed, on the real engine", function () {
    // Three commands each.
    this.timeout(3 * commandTimeout);

    let e2e: E2e;
    let idsBefore: string[];
    let engine: ChildProcess | undefined;
    let moment: Moment | undefined;
    /** What is in the subscription after a deployment that nothing interrupted. */
    let complete: string[] | undefined;

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e(
            {
                service: { name: "apim-serving-gateway", resourceGroup: "rg-serving-gateway" },
                endpoints: [{ name: agent }, { name: chat }],
                products: [{ name: "models", endpoints: ["*"], groups: ["developers"] }],
            },
            {
                latency: { importMs: 300 },
                observe: (side, call) => {
                    if (side === "arm" && moment?.(call)) kill();
                },
            },
        );
        idsBefore = e2e.emulator.arm.store.ids();
        await cp(join(e2e.directory, "state"), join(e2e.directory, "state-before"), { recursive: true });
    });
    after(() => e2e?.close());

    for (const [when, at] of Object.entries(moments)) {
        it(`is finished by the next one: killed ${when}`, async () => {
            await startOver();
            assert.equal(await killedAt(at), "SIGKILL");
            await unlock();
            await ok(["up", "--yes", "--skip-preview", "--non-interactive"]);
            complete ??= made();
            assert.deepEqual(made(), complete);
        });
    }

    it("leaves nothing behind when it is destroyed, after any of them", async () => {
        await ok(["up", "--yes", "--skip-preview", "--non-interactive", "--expect-no-changes"]);
        await ok(["destroy", "--yes", "--skip-preview", "--non-interactive"]);
        assert.deepEqual(e2e.emulator.arm.store.ids(), idsBefore);
    });

    /** The engine, and what it started: a provider that has not loaded this program's code yet does not end with it. */
    function kill(): void {
        if (!engine || engine.killed) return;
        const found = spawnSync("pgrep", ["-P", String(engine.pid)], { encoding: "utf8" });
        const started = found.error ? [] : found.stdout.split("\n");
        engine.kill("SIGKILL");
        for (const pid of started.filter(Boolean)) process.kill(Number(pid), "SIGKILL");
    }

    /** The subscription and the state as they were before anything was deployed. */
    async function startOver(): Promise<void> {
        const { store } = e2e.emulator.arm;
        for (const id of store.ids()) if (!idsBefore.includes(id)) store.delete(id);
        await rm(join(e2e.directory, "state"), { recursive: true });
        await cp(join(e2e.directory, "state-before"), join(e2e.directory, "state"), { recursive: true });
    }

    async function killedAt(at: Moment): Promise<string | null> {
        moment = at;
        let signal: string | null = null;
        const run = await e2e.stack.run(["up", "--yes", "--skip-preview", "--non-interactive"], {
            onStart: (child) => {
                engine = child;
                child.once("exit", (_, by) => (signal = by));
            },
        });
        moment = undefined;
        assert.notEqual(run.code, 0, run.output);
        return signal;
    }

    /** Does what the README says of a killed engine's state in files. */
    async function unlock(): Promise<void> {
        const file = join(e2e.directory, "state", ".pulumi", "stacks", "serving-gateway", "local.json");
        // Killed while it wrote that file: Pulumi keeps the one before beside it, and can do without its attributes.
        if (!isJson(await readFile(file, "utf8"))) await cp(`${file}.bak`, file);
        for (const attributes of [`${file}.attrs`, `${file}.bak.attrs`]) {
            if (!isJson(await readFile(attributes, "utf8").catch(() => "{}"))) await rm(attributes);
        }
        await ok(["cancel", "--yes"]);
    }

    async function ok(command: string[]): Promise<void> {
        const run = await e2e.stack.run(command);
        assert.equal(run.code, 0, run.output);
    }

    /** Ids of what the stack made. Azure names schemas, and the administrator's subscription, at random. */
    function made(): string[] {
        const { store } = e2e.emulator.arm;
        return store
            .ids()
            .filter((id) => !idsBefore.includes(id))
            .map((id) => id.replace(/\/(schemas|subscriptions)\/[0-9a-f]{24}$/, "/$1/*"))
            .sort();
    }
});

function isJson(text: string): boolean {
    try {
        JSON.parse(text);
        return true;
    } catch {
        return false;
    }
}
