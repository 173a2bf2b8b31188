import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemAssigned } from "../../emulator/arm/resources/managedIdentities";
import { type Emulator, startEmulator } from "../../emulator/emulator";
import { findEngine } from "../../local/engine";
import { openStack } from "../../local/environment";
import type { LocalStack, Run } from "../../local/pulumi";
import { adoptCommand } from "../e2e/adoption";
import { deploymentCalls } from "./calls";
import { faults } from "./faults";
import { type FaultyProxy, startFaultyProxy } from "./faultyProxy";

/** A deployment that makes every kind of call, on emulators behind proxies that let calls go wrong. */
export interface FaultyDeployment {
    /**
     * Deploys while a kind of call goes wrong, then without faults until there is nothing to do, then destroys all.
     *
     * @throws AssertionError where a failure is not told clearly, tells a secret, or keeps the next run from ending well
     */
    survive(call: string, fault: string): Promise<void>;
    close(): Promise<void>;
}

/** `up` and `destroy` print what they did and end; a preview is `preview` itself. */
const flags = ["--yes", "--skip-preview", "--non-interactive", "--color", "never"];

export async function openFaultyDeployment(): Promise<FaultyDeployment> {
    const engine = await findEngine((line) => console.log(line));
    const directory = await mkdtemp(join(tmpdir(), "serving-gateway-faults-"));
    const emulator = await startEmulator(directory);
    const { access } = emulator;
    const ca = await readFile(access.caFile, "utf8");
    const arm = await startFaultyProxy({ target: access.armUrl, ca });
    const workspace = await startFaultyProxy({ target: access.workspaceUrl });
    const caFile = join(directory, "authorities.pem");
    await writeFile(caFile, `${ca}\n${arm.ca}`);
    const config = join(directory, "stack.yaml");
    await writeFile(config, JSON.stringify({ config: configuration(emulator) }));
    const behind = { ...access, armUrl: arm.url, workspaceUrl: workspace.url, caFile };
    const { stack, close } = await openStack(behind, { engine, directory, config });
    const idsBefore = emulator.arm.store.ids();
    const secrets = () => [
        access.workspaceToken,
        access.armToken,
        access.servicePrincipal.clientSecret,
        ...arm.secrets,
        ...workspace.secrets,
    ];
    return {
        survive: async (call, fault) => {
            const { side, calls, during } = deploymentCalls[call]!;
            const proxy: FaultyProxy = side === "arm" ? arm : workspace;
            if (during === "destroy") await ok(stack, ["up", ...flags]);
            proxy.plan({ calls, fault: faults[fault]! });
            const run = await stack.run([during ?? "up", ...flags]);
            const hit = proxy.faults();
            proxy.plan(undefined);
            assert.ok(hit > 0, `no such call was made:\n${run.output}`);
            assertTold(run, secrets());
            if (during !== "destroy") {
                const next = await upAgain(stack);
                assertSilent(next, secrets());
                await ok(stack, ["preview", "--expect-no-changes", "--non-interactive", "--color", "never"]);
            }
            await ok(stack, ["destroy", ...flags]);
            assert.deepEqual(emulator.arm.store.ids(), idsBefore);
        },
        close: async () => {
            await close();
            await Promise.all([arm.close(), workspace.close()]);
            await emulator.stop();
            await rm(directory, { recursive: true, force: true });
        },
    };
}

/** Every kind of call: an identity with a grant, a token that is made, a product, a key of its own. */
function configuration({ access, arm }: Emulator): Record<string, unknown> {
    const service = arm.store.ids().find((id) => id.endsWith(`/service/${access.serviceName}`))!;
    const { clientId } = systemAssigned(service);
    return {
        "azure-native:location": "westeurope",
        "serving-gateway:service": { name: access.serviceName, resourceGroup: access.resourceGroup },
        "serving-gateway:endpoints": [
            { name: "llama-chat", credential: { managedIdentity: { grant: { applicationId: clientId } } } },
            { name: "wine-quality", credential: { pat: { mint: {} } } },
        ],
        "serving-gateway:products": [{ name: "models", endpoints: ["*"] }],
    };
}

/**
 * A deployment without faults. Where the one before wrote something and was not told so, this one names `adopt`, which
 * takes it into the state.
 */
async function upAgain(stack: LocalStack): Promise<Run> {
    const run = await stack.run(["up", ...flags]);
    if (run.code === 0) return run;
    assert.match(run.output, /npm run -s adopt -- --stack local/, run.output);
    const { code, stdout, stderr } = await adoptCommand({ stack }, "--yes");
    assert.equal(code, 0, stdout + stderr);
    return ok(stack, ["up", ...flags]);
}

async function ok(stack: LocalStack, command: string[]): Promise<Run> {
    const run = await stack.run(command);
    assert.equal(run.code, 0, run.output);
    return run;
}

/** What went wrong is told in words, if the run failed, and without what nobody should see. */
export function assertTold(run: Run, secrets: readonly string[]): void {
    assertSilent(run, secrets);
    if (run.code === 0) return;
    assert.match(run.output, /^ *error: \S/m, run.output);
}

function assertSilent({ output }: Run, secrets: readonly string[]): void {
    for (const secret of secrets) assert.ok(!output.includes(secret), "the output holds a secret");
    const unclear = [
        /^\s+at .+:\d+:\d+\)?$/m,
        /unhandled (exception|rejection)/i,
        /\b(Type|Reference|Range|Syntax)Error\b/,
        /\[object Object\]|\bundefined\b/,
    ];
    for (const pattern of unclear) assert.doesNotMatch(output, pattern);
}
