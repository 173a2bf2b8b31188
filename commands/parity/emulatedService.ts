import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Agent } from "undici";
import { type Emulator, startEmulator } from "../../emulator/emulator";
import type { FiledRecord } from "../../emulator/records/allRecords";
import type { Surroundings } from "../../emulator/records/surroundings";
import { type Run, runRecords, type RunOptions } from "./runRecords";
import { rights } from "./rights";

const usualTier = "Developer";

/** The emulators while records run against them. */
export interface EmulatedService {
    /** Runs records, each against a service of a tier that it holds for. */
    run(records: readonly FiledRecord[], options: RunOptions, signal?: AbortSignal): Promise<Run>;
    /** ARM ids of what is below the service. */
    entities(): string[];
    stop(): Promise<void>;
}

/** Starts emulators with an identity that may do no more than `rights`. */
export async function emulatedService(): Promise<EmulatedService> {
    const directory = await mkdtemp(join(tmpdir(), "serving-gateway-parity-"));
    const emulator = await startEmulator(directory, { deployerActions: rights });
    const { access, arm } = emulator;
    const dispatcher = new Agent({ connect: { ca: await readFile(access.caFile, "utf8") } });
    const where = surroundings(emulator, dispatcher);
    const service = where.variables.SERVICE!;
    const ofTier = (tier: string): Surroundings => {
        const entity = arm.store.get(service)!;
        arm.store.set({ ...entity, envelope: { ...entity.envelope, sku: { name: tier, capacity: 1 } } });
        return { ...where, tier };
    };
    // What no run against a real service does needs more rights, too.
    const asAdministrator = { armToken: async () => access.armToken };
    return {
        async run(records, options, signal) {
            const tierOf = ({ tiers }: FiledRecord) => tiers?.[0] ?? usualTier;
            const runs: Run[] = [];
            for (const tier of new Set(records.map(tierOf))) {
                const those = records.filter((record) => tierOf(record) === tier);
                const here = { ...ofTier(tier), signal };
                const [usual, unsafe] = [true, false].map((is) =>
                    those.filter(({ cannot }) => (cannot === undefined) === is),
                );
                runs.push(await runRecords(usual!, here, options));
                runs.push(await runRecords(unsafe!, { ...here, ...asAdministrator }, options));
            }
            const results = runs.flatMap((run) => run.results);
            return {
                results: records.map((record) => results.find((result) => result.record === record)!),
                left: runs.flatMap(({ left }) => left),
                upstreamProblem: runs.find(({ upstreamProblem }) => upstreamProblem !== undefined)?.upstreamProblem,
            };
        },
        entities: () => arm.store.subtree(service).map(({ id }) => id),
        async stop() {
            await dispatcher.close();
            await emulator.stop();
            await rm(directory, { recursive: true, force: true });
        },
    };
}

function surroundings({ access, workspace, tenant }: Emulator, dispatcher: Agent): Surroundings {
    const group = `/subscriptions/${access.subscriptionId}/resourceGroups/${access.resourceGroup}`;
    const nobody = workspace.addServicePrincipal(tenant.registerApplication().clientId);
    return {
        armUrl: access.armUrl,
        armToken: async () => access.deployer!.armToken,
        workspaceAuthorization: async () => `Bearer ${access.workspaceToken}`,
        tier: usualTier,
        isReal: false,
        dispatcher: () => dispatcher,
        pollMs: 1,
        variables: {
            SERVICE: `${group}/providers/Microsoft.ApiManagement/service/${access.serviceName}`,
            GATEWAY: access.gatewayUrl,
            WORKSPACE: access.workspaceUrl,
            ENDPOINT: "llama-chat",
            AGENT: "agents_main-dbdemos_rag_chatbot-dbdemos_rag_demo",
            TABLE_ENDPOINT: "wine-quality",
            TABLE_ROW: JSON.stringify({ int_col: 3, float_col: 10.4, string_col: "abc" }),
            NOBODY_TOKEN: nobody.token,
            MODEL_SERVICE: "main.support.team-chat",
            APP: "support-agent",
        },
    };
}
