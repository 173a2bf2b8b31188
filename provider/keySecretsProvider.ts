import type * as pulumi from "@pulumi/pulumi";
import { apiManagement } from "../azure/armApiVersions";
import { AzureError } from "../azure/azureError";
import { ResourceManager } from "../azure/resourceManager";
import { type SecretVersion, type Tags, VaultSecrets } from "../azure/vaultSecrets";
import { unknownInput } from "./unknownInput";
import { withoutTrace } from "./withoutTrace";

interface Inputs {
    readonly vaultId: string;
    readonly urlSecret: string;
    readonly keySecret: string;
    readonly url: string;
    readonly subscriptionId: string;
    readonly fingerprint: string;
    /** Absent where keys were never rotated. */
    readonly current?: "primary" | "secondary";
    /** The secrets may be those of another subscription of the stack. */
    readonly takesOver?: boolean;
    readonly tags: Tags;
}

interface Azure {
    readonly resourceManager: Pick<ResourceManager, "post">;
    readonly vaults: Pick<VaultSecrets, "versions" | "deleted" | "lackingRight" | "set" | "recover" | "delete">;
}

/** Provider of `KeySecrets`, loaded as `DynamicResource` says. */
export const keySecretsProvider = keySecretsOn(({ config }) => {
    const settings = (key: string) => config.get(key);
    return {
        resourceManager: ResourceManager.from(settings, process.env),
        vaults: VaultSecrets.from(settings, process.env),
    };
});

/** The provider on connections of the caller's, for tests. @param say shows a line. @default console.log, which the engine shows */
export function keySecretsOn(
    connect: (request: pulumi.dynamic.ConfigureRequest) => Azure,
    say: (line: string) => void = console.log,
): pulumi.dynamic.ResourceProvider {
    let azure: Azure;
    return {
        configure: async (request) => {
            azure = connect(request);
        },

        // In a preview too: what is in the way there is known before anything is written.
        check: async (olds: Partial<Inputs>, news: Inputs) => {
            try {
                const held = olds.vaultId === news.vaultId ? namesOf(olds) : [];
                const added = namesOf(news).filter((name) => !held.includes(name));
                for (const name of added) await findPlace(azure, news, name);
                if (added.length > 0) await requireRights(azure, news);
                return { inputs: news };
            } catch (error) {
                if (!(error instanceof AzureError)) throw error;
                return { inputs: news, failures: [{ property: "", reason: error.message }] };
            }
        },

        diff: async (_id, olds: Inputs, news: Inputs) => ({
            changes:
                (["url", ...ofKey, ...identity] as const).some(differs(olds, news)) || !hasTags(olds.tags, news.tags),
            replaces: identity.filter(differs(olds, news)),
        }),

        create: (inputs: Inputs) =>
            withoutTrace(async () => {
                const { vaultId, urlSecret, keySecret } = inputs;
                const key = await keyOf(azure, inputs);
                const place = await write(azure, inputs, urlSecret, inputs.url);
                try {
                    await write(azure, inputs, keySecret, key);
                } catch (error) {
                    // No state has what is half made, so that no destroy would find it.
                    if (place !== "there") await azure.vaults.delete(vaultId, urlSecret).catch(() => {});
                    throw error;
                }
                return { id: `${inputs.vaultId}/secrets/${inputs.keySecret}`, outs: inputs };
            }),

        update: (_id, olds: Inputs, news: Inputs) =>
            withoutTrace(async () => {
                // The stack, the service or the subscription has another name: both secrets say so from now on.
                const isRenamed = !hasTags(olds.tags, news.tags);
                const put = (name: string, value: string) => write(azure, news, name, value, olds.tags);
                if (isRenamed || olds.url !== news.url) await put(news.urlSecret, news.url);
                if (isRenamed || ofKey.some(differs(olds, news))) await put(news.keySecret, await keyOf(azure, news));
                return { outs: news };
            }),

        // What somebody deleted is written again by the next update. Values are not read.
        read: (id, state: Inputs) =>
            withoutTrace(async () => {
                const isThere = async (name: string) => {
                    const versions = await versionsIn(azure, state, name);
                    return versions?.some(({ tags }) => hasTags(tags, state.tags));
                };
                const [url, key] = await Promise.all(namesOf(state).map(isThere));
                if (!url && !key) return { id: "" };
                const props = {
                    ...state,
                    url: url ? state.url : "",
                    fingerprint: key ? state.fingerprint : "",
                };
                return { id, props, inputs: props };
            }),

        delete: (_id, state: Inputs) =>
            withoutTrace(async () => {
                for (const name of namesOf(state)) {
                    const versions = await versionsIn(azure, state, name);
                    if (versions === undefined) return say(`Key vault "${vaultOf(state)}" no longer exists.`);
                    if (versions.length === 0) continue;
                    if (isHeld(versions, state.tags)) await azure.vaults.delete(state.vaultId, name);
                    else say(`Secret "${name}" of key vault "${vaultOf(state)}" is another one's now, and stays.`);
                }
            }),
    };
}

const ofKey = ["subscriptionId", "fingerprint", "current"] as const;
const identity = ["vaultId", "urlSecret", "keySecret"] as const;

/** Azure compares ids and names without regard to case. */
function differs(olds: Inputs, news: Inputs): (name: Exclude<keyof Inputs, "tags" | "takesOver">) => boolean {
    return (name) => (name === "url" ? olds.url !== news.url : olds[name]?.toLowerCase() !== news[name]?.toLowerCase());
}

function namesOf({ urlSecret, keySecret }: Partial<Inputs>): string[] {
    return [urlSecret, keySecret].filter((name) => name !== undefined);
}

/**
 * What a secret's name has in the vault now.
 *
 * @param before the tags that the secret has, if not those of the inputs
 * @throws {AzureError} it is somebody else's
 */
async function findPlace(
    { vaults }: Azure,
    inputs: Inputs,
    name: string,
    before?: Tags,
): Promise<"there" | "deleted" | "free"> {
    const isOwn = ({ tags }: SecretVersion) =>
        isOfStack(tags, inputs) || (before !== undefined && hasTags(tags, before));
    const versions = await vaults.versions(inputs.vaultId, name);
    if (versions.some(isOwn)) return "there";
    const secret = `secret "${name}" of key vault "${vaultOf(inputs)}"`;
    const other = "set another keyVault.prefix at the subscription in serving-gateway:products";
    if (versions.length > 0) {
        throw new AzureError({
            failure: `${secret} exists already, and this stack did not create it`,
            fix: `Delete it, or ${other}.`,
        });
    }
    const deleted = await vaults.deleted(inputs.vaultId, name);
    if (deleted === undefined) return "free";
    if (isOwn(deleted)) return "deleted";
    throw new AzureError({
        failure: `${secret} was deleted and is kept by the vault, and this stack did not create it`,
        fix: `Purge it (az keyvault secret purge --vault-name ${vaultOf(inputs)} --name ${name}), or ${other}.`,
    });
}

/** @throws {AzureError} the deploying identity may look at the vault's secrets, and not write or delete them */
async function requireRights({ vaults }: Azure, { vaultId }: Inputs): Promise<void> {
    const lacking = await vaults.lackingRight(vaultId);
    if (lacking === undefined) return;
    throw new AzureError({
        failure: `the deploying identity lacks the right ${lacking} on key vault "${vaultOf({ vaultId })}"`,
        fix: `Give it the role Key Vault Secrets Officer on ${vaultId} (docs/keys.md), and run the command again.`,
    });
}

/** Adds a version: never to a secret of somebody else. @returns what the name had before */
async function write(azure: Azure, inputs: Inputs, name: string, value: string, before?: Tags) {
    const { vaultId, tags } = inputs;
    const place = await findPlace(azure, inputs, name, before);
    const put = async (from: typeof place) => {
        if (from === "deleted") await azure.vaults.recover(vaultId, name);
        await azure.vaults.set(vaultId, name, value, tags);
    };
    try {
        await put(place);
    } catch (error) {
        // Its deletion was still under way, and has ended meanwhile.
        if (!(error instanceof AzureError && error.status === 409 && place === "free")) throw error;
        await put(await findPlace(azure, inputs, name, before));
    }
    return place;
}

/** Undefined where the vault itself is gone, and what it held with it. */
async function versionsIn({ vaults }: Azure, { vaultId }: Inputs, name: string): Promise<SecretVersion[] | undefined> {
    try {
        return await vaults.versions(vaultId, name);
    } catch (error) {
        if (error instanceof AzureError && error.status === 404) return undefined;
        throw error;
    }
}

function hasTags(found: Tags, tags: Tags): boolean {
    return Object.entries(tags).every(([name, value]) => found[name] === value);
}

/**
 * Whether a secret is this subscription's, or, where the state says so, of another one of the stack: a renamed one, or one that
 * gives its prefix to another. The service's name may not be known yet in a preview.
 */
function isOfStack(found: Tags, { tags, takesOver }: Inputs): boolean {
    const { "serving-gateway-subscription": subscription, ...ofStack } = tags;
    const wanted = takesOver ? ofStack : { ...ofStack, "serving-gateway-subscription": subscription! };
    return Object.entries(wanted).every(([name, value]) => found[name] === value || value === unknownInput);
}

/** Whether the newest version with the tags of a subscription has these: people may have added versions without any. */
function isHeld(versions: readonly SecretVersion[], tags: Tags): boolean {
    const tagged = versions.filter((version) => Object.keys(tags).every((name) => name in version.tags));
    const newest = Math.max(...tagged.map(({ created }) => created));
    return tagged.every((version) => version.created < newest || hasTags(version.tags, tags)) && tagged.length > 0;
}

function vaultOf({ vaultId }: Pick<Inputs, "vaultId">): string {
    return vaultId.slice(vaultId.lastIndexOf("/") + 1);
}

async function keyOf({ resourceManager }: Azure, { subscriptionId, current = "primary" }: Inputs): Promise<string> {
    const { [`${current}Key`]: key } = await resourceManager.post(`${subscriptionId}/listSecrets`, apiManagement);
    if (typeof key === "string" && key !== "") return key;
    throw new AzureError({
        failure: `Azure answered without the key of ${subscriptionId}`,
        fix: "Check whether a proxy answers in its place. Otherwise run the command again in a few minutes.",
    });
}
