import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { systemAssigned } from "../../emulator/arm/resources/managedIdentities";
import { type Emulator, startEmulator } from "../../emulator/emulator";
import { findEngine } from "../../local/engine";
import { openStack } from "../../local/environment";
import type { LocalStack, Run } from "../../local/pulumi";
import { endpointDefaults } from "../../emulator/workspace/endpoint";
import { adoptCommand, queriersOf } from "../e2e/adoption";
import { type DeploymentCall, deploymentCalls, type FaultyEndpoint } from "./calls";
import { faults } from "./faults";
import { type PlannedFault, startFaultyProxy } from "./faultyProxy";
import { assertSilent, errors, errorsOf, type Told } from "./told";

/** A kind of call, and a way in which it goes wrong. */
export interface Cell {
    /** Of {@link deploymentCalls}. */
    readonly call: string;
    /** Of {@link faults}. */
    readonly fault: string;
}

/** What came of one cell. */
export interface Outcome {
    /** How many calls went wrong. */
    readonly hits: number;
    /** The errors that are told of the endpoint whose calls went wrong; of everything, where that ends everything. */
    readonly told: readonly Told[];
    /** Whether the endpoint is published all the same, or deleted. */
    readonly isDone: boolean;
}

export interface StrikeResult {
    readonly run: Run;
    /** In the order of the cells. */
    readonly outcomes: readonly Outcome[];
    /** @throws AssertionError where the output is unclear or tells a secret */
    assertClear(): void;
}

/** Deployments on emulators behind proxies that let calls go wrong: of one endpoint for each cell, and one without. */
export interface FaultyDeployment {
    /**
     * Deploys, or destroys, while calls go wrong.
     *
     * @param cells whose calls are all made by the same command
     * @param flags further ones for the engine
     * @throws AssertionError where what comes before a destroy fails
     */
    strike(cells: readonly Cell[], ...flags: string[]): Promise<StrikeResult>;
    /**
     * Deploys without faults until there is nothing to do, then destroys all.
     *
     * @throws AssertionError where something keeps that from ending well, or leaves something behind
     */
    finish(): Promise<void>;
    close(): Promise<void>;
}

/** `up` and `destroy` print what they did and end; a preview is `preview` itself. */
const flags = ["--yes", "--skip-preview", "--non-interactive", "--color", "never"];

/** An endpoint whose calls all go well. */
const bystander = "wine-quality";

const chat = readFileSync(join(__dirname, "../../emulator/workspace/documents/chat.json"), "utf8");

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
    await writeFile(config, stringify({ config: {} }));
    const behind = { ...access, armUrl: arm.url, workspaceUrl: workspace.url, caFile };
    // The copies of the state would take as long as the state itself, and nothing needs them here.
    const environment = { PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true" };
    const { stack, close } = await openStack(behind, { engine, directory, config, environment });
    const idsBefore = emulator.arm.store.ids();
    let endpoints: readonly FaultyEndpoint[] = [];
    let isDestroyed = false;

    function assertClear(run: Run): void {
        const secrets = new Set([...arm.secrets, ...workspace.secrets, access.servicePrincipal.clientSecret]);
        // azure-native prints what Azure says, whatever it is: docs/threat-model.md.
        secrets.delete(access.armToken);
        assertSilent(run.output, secrets);
    }

    async function prepare(cells: readonly Cell[]): Promise<void> {
        // One after the other, they are one endpoint's.
        endpoints = cells.map((cell, index) => endpointOf(cells.length > 1 ? nameOf(cell) : "faulty", index));
        for (const { name } of endpoints) {
            emulator.workspace.setDocument(name, chat.replaceAll("llama-chat", name));
            emulator.workspace.setEndpoint(name, { task: "llm/v1/chat" });
        }
        const file = parse(await stack.configFile());
        // The secret that the stack was opened with, encrypted.
        const credential = file.config["serving-gateway:credential"];
        const needs = cells.map(({ call }) => deploymentCalls[call]!.needs);
        const settings = configuration(emulator, endpoints, needs, credential);
        await writeFile(stack.environment.PULUMI_OPTION_CONFIG_FILE!, stringify({ ...file, config: settings }));
    }

    return {
        strike: async (cells, ...further) => {
            await prepare(cells);
            const calls = cells.map(({ call }) => deploymentCalls[call]!);
            isDestroyed = calls.every(({ during }) => during === "destroy");
            if (isDestroyed) await ok(stack, ["up", ...flags]);
            const planned = calls.map(({ side, isMade }, index): PlannedFault & { side: DeploymentCall["side"] } => ({
                side,
                isMade: (made) => isMade(made, endpoints[index]!),
                fault: faults[cells[index]!.fault]!,
            }));
            const proxies = { arm, workspace };
            for (const side of ["arm", "workspace"] as const) {
                proxies[side].plan(planned.filter((each) => each.side === side));
            }
            const run = await stack.run([isDestroyed ? "destroy" : "up", ...flags, ...further]);
            const hits = planned.map((each) => proxies[each.side].faults(each));
            arm.plan([]);
            workspace.plan([]);
            const { resources = [] } = JSON.parse(await stack.exportState()).deployment;
            const has = (path: string) => resources.some(({ id }: { id?: string }) => id?.endsWith(path));
            const outcomes = calls.map(({ endsAll }, index): Outcome => {
                const { name } = endpoints[index]!;
                return {
                    hits: hits[index]!,
                    told: endsAll ? errors(run.output) : errorsOf(name, run.output),
                    // The subscription is what is made last.
                    isDone: isDestroyed ? !has(`/apis/${name}`) : has(`/subscriptions/${name}`),
                };
            });
            return { run, outcomes, assertClear: () => assertClear(run) };
        },
        finish: async () => {
            if (!isDestroyed) {
                assertClear(await upAgain(stack));
                await ok(stack, ["preview", "--expect-no-changes", "--non-interactive", "--color", "never"]);
                const { subscriptionKeys } = (await stack.outputs()) as { subscriptionKeys: Record<string, unknown> };
                const withKeys = Object.keys(subscriptionKeys).filter((name) => subscriptionKeys[name]);
                assert.deepEqual(withKeys.sort(), [...endpoints.map(({ name }) => name), bystander].sort());
            }
            await ok(stack, ["destroy", ...flags]);
            assert.deepEqual(emulator.arm.store.ids(), idsBefore);
            const identity = identityOf(emulator);
            for (const { name } of endpoints) {
                assert.ok(!(await queriersOf({ emulator }, name)).includes(identity), `a grant is left on ${name}`);
            }
        },
        close: async () => {
            await close();
            await Promise.all([arm.close(), workspace.close()]);
            await emulator.stop();
            await rm(directory, { recursive: true, force: true });
        },
    };
}

/** No other cell's name holds it. */
function nameOf({ call, fault }: Cell): string {
    return `${fault} of ${call}`.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}

function endpointOf(name: string, index: number): FaultyEndpoint {
    return { name, id: endpointDefaults(name).id, lifetimeDays: 100 + index };
}

/** @param needs of each endpoint */
function configuration(
    emulator: Emulator,
    endpoints: readonly FaultyEndpoint[],
    needs: readonly DeploymentCall["needs"][],
    credential: object,
) {
    const { serviceName, resourceGroup } = emulator.access;
    const grant = { applicationId: identityOf(emulator) };
    const inNeedOf = (need: DeploymentCall["needs"]) =>
        endpoints.filter((_, index) => needs[index] === need).map(({ name }) => name);
    const [discovered, own, shared] = [inNeedOf("discovery"), inNeedOf("product"), inNeedOf("sharedProduct")];
    const listed = endpoints.map(({ name, lifetimeDays }, index) => ({
        name,
        ...(needs[index] === "token" && { credential: { pat: { mint: { lifetimeDays } }, namedValue: name } }),
        ...(needs[index] === "namedValue" && { credential: { ...credential, namedValue: name } }),
        ...(needs[index] === "grant" && { credential: { managedIdentity: { grant } } }),
    }));
    const products = [
        ...own.map((name) => ({ name, endpoints: [name] })),
        ...(shared.length > 0 ? [{ name: "models", endpoints: shared }] : []),
    ];
    return {
        "azure-native:location": "westeurope",
        "serving-gateway:service": { name: serviceName, resourceGroup },
        "serving-gateway:credential": credential,
        "serving-gateway:endpoints": [{ name: bystander }, ...listed.filter(({ name }) => !discovered.includes(name))],
        ...(discovered.length > 0 && { "serving-gateway:discover": { names: discovered } }),
        ...(products.length > 0 && { "serving-gateway:products": products }),
    };
}

/** Application id of the service's own identity. */
function identityOf({ access, arm }: Emulator): string {
    return systemAssigned(arm.store.ids().find((id) => id.endsWith(`/service/${access.serviceName}`))!).clientId;
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
