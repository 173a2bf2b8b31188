import type * as pulumi from "@pulumi/pulumi";
import { setTimeout as delay } from "node:timers/promises";
import { apiManagement } from "../azure/armApiVersions";
import { AzureError } from "../azure/azureError";
import { type Entity, ResourceManager } from "../azure/resourceManager";
import { withoutTrace } from "./withoutTrace";

interface Inputs {
    readonly serviceId: string;
    readonly roleId: string;
    readonly secretId: string;
    readonly identityClientId?: string;
    readonly probe: string;
    readonly tags: readonly string[];
}

type Azure = Pick<ResourceManager, "get" | "put" | "delete">;

/** The output and the clock of the provider, for tests. */
export interface VaultProbeOptions {
    /** Shows a line while the command goes on. @default console.log, which the engine shows */
    readonly say?: (line: string) => void;
    /** Waits between two tries, in milliseconds. @default real time */
    readonly sleep?: (milliseconds: number) => Promise<unknown>;
    /** Milliseconds since 1970. @default Date.now */
    readonly now?: () => number;
}

/** Longest time that a role is waited for, in minutes. Azure names up to 10 for a role assignment to take effect. */
const longest = 15;

/** Provider of `VaultProbe`, loaded as `DynamicResource` says. */
export const vaultProbeProvider = vaultProbeOn(({ config }) =>
    ResourceManager.from((key) => config.get(key), process.env),
);

/** The provider on a connection of the caller's, for tests. */
export function vaultProbeOn(
    connect: (request: pulumi.dynamic.ConfigureRequest) => Azure,
    options: VaultProbeOptions = {},
): pulumi.dynamic.ResourceProvider {
    let azure: Azure;
    const probed = async (inputs: Inputs): Promise<Inputs> => {
        await withoutTrace(() => untilReadable(azure, inputs, options));
        return inputs;
    };
    return {
        configure: async (request) => {
            azure = connect(request);
        },

        diff: async (_id, olds: Inputs, news: Inputs) => {
            const names = ["serviceId", "roleId", "secretId", "identityClientId", "probe"] as const;
            return { changes: names.some((name) => olds[name] !== news[name]), replaces: [] };
        },

        create: async (inputs: Inputs) => ({
            id: `${inputs.serviceId}/namedValues/${inputs.probe}`,
            outs: await probed(inputs),
        }),

        update: async (_id, _olds, news: Inputs) => ({ outs: await probed(news) }),

        read: async (id, state: Inputs) => ({ id, props: state, inputs: state }),

        delete: async () => {},
    };
}

async function untilReadable(azure: Azure, inputs: Inputs, options: VaultProbeOptions): Promise<void> {
    const { say = console.log, sleep = delay, now = Date.now } = options;
    const id = `${inputs.serviceId}/namedValues/${inputs.probe}`;
    const vault = new URL(inputs.secretId).host;
    refuseForeign(id, inputs, await azure.get(id, apiManagement));
    const start = now();
    let told = -Infinity;
    for (let wait = 2000; ; wait = Math.min(2 * wait, 15_000)) {
        const refusal = await refusalOf(azure, id, inputs);
        if (!refusal) return;
        const waited = now() - start;
        if (waited + wait > longest * 60_000) throw stillRefused(vault, refusal);
        if (waited - told >= 60_000) {
            const soFar = waited < 1000 ? "" : `, ${Math.round(waited / 1000)} s so far`;
            say(
                `Key vault ${vault} does not accept the service's new role yet: waiting up to ${longest} ` +
                    `minutes${soFar}.`,
            );
            told = waited;
        }
        await sleep(wait);
    }
}

/**
 * Makes the probe, and deletes it whether that ends well or not.
 *
 * @returns why the vault refused the service, where waiting may help
 * @throws {AzureError} for every other failure
 */
async function refusalOf(azure: Azure, id: string, inputs: Inputs): Promise<AzureError | undefined> {
    const { secretId, identityClientId, probe, tags } = inputs;
    const keyVault = { secretIdentifier: secretId, ...(identityClientId !== undefined && { identityClientId }) };
    try {
        await azure.put(id, apiManagement, { properties: { displayName: probe, secret: true, tags, keyVault } });
    } catch (error) {
        await azure.delete(id, apiManagement);
        if (error instanceof AzureError && isOfRole(error.message)) return error;
        throw error;
    }
    await azure.delete(id, apiManagement);
    return undefined;
}

/** The vault's own words come along, in a text of API Management's that no source shows. Its firewall stays closed. */
function isOfRole(message: string): boolean {
    return (
        /ForbiddenByRbac|not authorized|forbidden|access denied|\b403\b/i.test(message) && !/firewall/i.test(message)
    );
}

/** One that a killed deployment left is made over and deleted: nothing uses it. */
function refuseForeign(id: string, { tags }: Inputs, found: Entity | undefined): void {
    if (!found) return;
    const { tags: shown } = (found.properties ?? {}) as { tags?: unknown };
    if (Array.isArray(shown) && shown.length === tags.length && tags.every((tag) => shown.includes(tag))) return;
    throw new AzureError({
        failure: `${id} exists already, and this stack did not create it`,
        fix: "Set another namedValue at the credential that has pat.keyVault, or delete that named value.",
    });
}

function stillRefused(vault: string, { message }: AzureError): AzureError {
    return new AzureError({
        failure:
            `key vault ${vault} has not accepted the role of the API Management service for ${longest} ` +
            `minutes:\n${message}`,
        fix: "Check that the vault's permission model is Azure role-based access control, and run the command again.",
    });
}
