import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Entity } from "../../emulator/arm/kernel/store";
import { packed, unpacked } from "../../json/documentInState";
import type { Run } from "../../local/pulumi";
import { type E2e, openE2e } from "../e2e/environment";
import { type Facts, type Recorded, type RecordedStack, stacks } from "./stacks";

/** A state as a version of the program left it, and what its stack had made in Azure. */
export interface Recording {
    /** Of the format of the state. */
    readonly version: number;
    readonly resources: readonly Recorded[];
    readonly entities: readonly Entity[];
}

/** Names are derived from it: the stack's workbook and role assignments. */
export const subscriptionId = "5b5b1d50-0000-4000-8000-000000000001";

/** Facts of every emulator. */
export function commonFacts({ emulator: { access, arm } }: E2e): Facts {
    const { tenantId, workspaceUrl, workspaceToken, gatewayUrl, armUrl, keyVaultId, keyVaultUri } = access;
    const group = `/subscriptions/${subscriptionId}/resourceGroups/${access.resourceGroup}`;
    const component = arm.store.get(`${group}/providers/Microsoft.Insights/components/appi-serving-gateway`)!;
    const insightsConnection = String(component.properties.ConnectionString);
    return {
        tenantId,
        workspaceUrl,
        workspaceToken,
        gatewayUrl,
        armUrl,
        group,
        keyVaultId,
        keyVaultUri,
        insightsConnection,
    };
}

/** Writes the names of facts in place of them. Longer ones go first: one may be part of another. */
export function withNames(text: string, facts: Facts): string {
    const longestFirst = Object.entries(facts).sort(([, one], [, other]) => other.length - one.length);
    return longestFirst.reduce((changed, [name, value]) => changed.replaceAll(value, `{{${name}}}`), text);
}

/** @throws Error for a name that no fact has */
export function withFacts<Value>(value: Value, facts: Facts): Value {
    const text = JSON.stringify(value).replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
        if (facts[name] === undefined) throw new Error(`a recorded state names the fact ${name}, which nothing tells`);
        return facts[name];
    });
    return JSON.parse(text);
}

/** Documents name the workspace's address, so that their hashes differ from those that were recorded. */
export function withHashes(recording: Recording): Recording {
    let text = JSON.stringify(recording);
    for (const { outputs } of recording.resources) {
        if (!outputs?.documentHash) continue;
        const hash = createHash("sha256")
            .update(outputs.__document ?? outputs.document)
            .digest("hex");
        text = text.replaceAll(outputs.documentHash, hash);
    }
    return withDocuments(JSON.parse(text), packed);
}

/** The recording with each packed document changed: recorded in clear, it shows the names of facts. */
function withDocuments<Value>(value: Value, change: (document: string) => string): Value {
    const held = ["__document", "__published"];
    const text = JSON.stringify(value, (key, member) => (held.includes(key) ? change(member) : member));
    return JSON.parse(text);
}

/** Gives the stack the settings of a recorded one. */
export async function configure(e2e: E2e, stack: RecordedStack, settings: object, facts: Facts): Promise<void> {
    await e2e.configure(withFacts(settings, facts) as Record<string, unknown>);
    for (const [path, secret] of Object.entries(withFacts(stack.secrets ?? {}, facts))) {
        await e2e.stack.setConfig(path, secret, { secret: true });
    }
}

/** `npx ts-node tests/states/recording.ts VERSION`: records each stack as the present version leaves it. */
async function record(version: string): Promise<void> {
    await mkdir(join(__dirname, version), { recursive: true });
    for (const [name, stack] of Object.entries(stacks)) {
        const e2e = await openE2e({}, { subscriptionId });
        try {
            const facts = { ...commonFacts(e2e), ...(await stack.prepare?.(e2e)) };
            const before = new Set(e2e.emulator.arm.store.ids());
            if (stack.earlier) {
                await configure(e2e, stack, stack.earlier.settings, facts);
                await must(e2e.stack.up());
                stack.earlier.change(e2e);
            }
            await configure(e2e, stack, stack.settings, facts);
            await must(e2e.stack.up());
            await must(e2e.stack.preview("--expect-no-changes"));
            const state = JSON.parse((await must(e2e.stack.run(["stack", "export", "--show-secrets"]))).stdout);
            const { store } = e2e.emulator.arm;
            const made = store.ids().filter((id) => !before.has(id));
            const entities = made.map((id) => store.get(id)!);
            const resources = withDocuments(state.deployment.resources as Recorded[], unpacked).map(withoutTraces);
            const known = { ...facts, ...stack.made?.(resources), ...createdGateway(entities) };
            const text = withNames(lines({ version: state.version, resources, entities }), known);
            await writeFile(join(__dirname, version, `${name}.json`), text);
        } finally {
            await e2e.close();
        }
    }
}

/** Where and when the program declared a resource says nothing to a later version. */
function withoutTraces(resource: Recorded): Recorded {
    const { stackTrace, sourcePosition, created, modified, ...kept } = resource as Recorded & Record<string, unknown>;
    return kept;
}

/** A line for each resource and entity. */
function lines({ version, resources, entities }: Recording): string {
    const list = (all: readonly object[]) => `[\n${all.map((each) => JSON.stringify(each)).join(",\n")}\n]`;
    return `{"version": ${version},\n"resources": ${list(resources)},\n"entities": ${list(entities)}}\n`;
}

/** Where a service of the stack's own answers. */
function createdGateway(entities: readonly Entity[]): Facts {
    const service = entities.find(({ type }) => type === "Microsoft.ApiManagement/service");
    return service ? { createdGatewayUrl: String(service.properties.gatewayUrl) } : {};
}

async function must(running: Promise<Run>): Promise<Run> {
    const run = await running;
    if (run.code !== 0) throw new Error(run.output);
    return run;
}

if (require.main === module) void record(process.argv[2]!);
