import type { PipelineResponse } from "@azure/core-rest-pipeline";
import { setTimeout as delay } from "node:timers/promises";
import { quote } from "../databricks/quote";
import { AzureError } from "./azureError";
import { type AzureSettings, azureSettings } from "./azureSettings";
import { type Connection, type ConnectionOptions, type Method, openConnection } from "./connection";
import { secretsIn } from "./deployer";
import { errorOf, parsed } from "./errorBody";
import { lackingAction, type Permission, permissionsOf, permissionsVersion } from "./permissions";

/** Tags of a secret: they say whose it is. */
export type Tags = Readonly<Record<string, string>>;

/** A version of a secret, or a deleted secret. */
export interface SecretVersion {
    readonly tags: Tags;
    /** In seconds since 1970. */
    readonly created: number;
}

/** How calls behave. Every member is optional. */
export interface VaultSecretsOptions extends ConnectionOptions {
    /** Waits until a deletion or a recovery has ended. @default real time */
    readonly sleep?: (milliseconds: number) => Promise<unknown>;
}

/** Version of Azure Resource Manager's part of Key Vault. */
const vaultVersion = "2024-11-01";
/** Version of the vaults' own API. */
const secretsVersion = "7.4";
const ofSecrets = "Microsoft.KeyVault/vaults/secrets";
const readMetadata = `${ofSecrets}/readMetadata/action`;
const needed: readonly string[] = ["setSecret/action", "delete", "recover/action"].map(
    (each) => `${ofSecrets}/${each}`,
);

/** Longest wait for a deletion or a recovery, in seconds: Key Vault takes some. */
const longest = 120;

/** Secrets of key vaults, written and deleted as the identity that deploys. No value is ever read. */
export class VaultSecrets {
    private connection: Promise<Connection> | undefined;
    private readonly origins = new Map<string, Promise<string>>();

    private constructor(
        private readonly settings: AzureSettings,
        private readonly options: VaultSecretsOptions,
    ) {}

    /**
     * @param config values of the stack's configuration by their full key, e.g. `azure-native:clientId`
     * @param env where the `ARM_` and `AZURE_` variables are
     */
    static from(
        config: (key: string) => string | undefined,
        env: NodeJS.ProcessEnv,
        options: VaultSecretsOptions = {},
    ): VaultSecrets {
        return new VaultSecrets(azureSettings(config, env), options);
    }

    /**
     * Each version of a secret; none where there is no such secret.
     *
     * @param vaultId Azure resource id
     * @throws {AzureError} `status` is 404 if there is no such vault
     */
    async versions(vaultId: string, name: string): Promise<SecretVersion[]> {
        const versions: SecretVersion[] = [];
        let page: string | undefined;
        do {
            const answer = await this.call("GET", vaultId, `/secrets/${name}/versions`, { page });
            if (answer.status === 404) return [];
            const { value, nextLink } = this.accepted(answer, vaultId);
            versions.push(...(Array.isArray(value) ? value.map((each) => versionOf(each)) : []));
            // Of the link only what it says of the page: calls go where they went.
            const next = typeof nextLink === "string" && URL.canParse(nextLink) ? new URL(nextLink) : undefined;
            page = next?.searchParams.get("$skiptoken") ?? undefined;
        } while (page !== undefined);
        return versions;
    }

    /**
     * A secret that was deleted and can be recovered; undefined where there is none.
     *
     * @throws {AzureError}
     */
    async deleted(vaultId: string, name: string): Promise<SecretVersion | undefined> {
        const answer = await this.call("GET", vaultId, `/deletedsecrets/${name}`);
        return answer.status === 404 ? undefined : versionOf(this.accepted(answer, vaultId));
    }

    /**
     * What the deploying identity's roles lack on a vault of what `set`, `recover` and `delete` need: one data action. Azure
     * Resource Manager is asked, since the vault tells of a right only when it is used.
     *
     * @returns undefined if nothing is lacking, or if Azure does not say
     * @throws {AzureError}
     */
    async lackingRight(vaultId: string): Promise<string | undefined> {
        const { send, origin } = await this.connect();
        const url = new URL(encodeURI(permissionsOf(vaultId)), origin);
        url.searchParams.set("api-version", permissionsVersion);
        const answer = await send("GET", url);
        if (answer.status === 403 || answer.status === 404) return undefined;
        const { value } = this.accepted(answer, vaultId);
        // The vault has let it read.
        return lackingAction((Array.isArray(value) ? value : []) as Permission[], readMetadata, needed, "dataActions");
    }

    /**
     * Adds a version of a secret.
     *
     * @throws {AzureError}
     */
    async set(vaultId: string, name: string, value: string, tags: Tags): Promise<void> {
        const body = { value, tags, contentType: "text/plain" };
        await this.untilSettled(vaultId, () => this.call("PUT", vaultId, `/secrets/${name}`, { body }));
    }

    /**
     * Makes a deleted secret one that is there again, and waits for that.
     *
     * @throws {AzureError}
     */
    async recover(vaultId: string, name: string): Promise<void> {
        await this.untilSettled(vaultId, () => this.call("POST", vaultId, `/deletedsecrets/${name}/recover`));
    }

    /**
     * Deletes a secret: the vault keeps it as deleted for as long as it is set to. One that is not there is deleted.
     *
     * @throws {AzureError}
     */
    async delete(vaultId: string, name: string): Promise<void> {
        const answer = await this.call("DELETE", vaultId, `/secrets/${name}`);
        if (answer.status !== 404) this.accepted(answer, vaultId);
    }

    /** Makes a call again while the vault still deletes or recovers the secret. */
    private async untilSettled(vaultId: string, call: () => Promise<PipelineResponse>): Promise<void> {
        for (let waited = 0; ; waited += 2) {
            const answer = await call();
            const isPassing = answer.status === 409 && /ObjectIsBeing(Deleted|Recovered)/.test(innerCode(answer));
            if (!isPassing || waited >= longest) return void this.accepted(answer, vaultId);
            await (this.options.sleep ?? delay)(2000);
        }
    }

    private async call(
        method: Method,
        vaultId: string,
        path: string,
        { body, page }: { readonly body?: object; readonly page?: string } = {},
    ): Promise<PipelineResponse> {
        const { sendToVault } = await this.connect();
        const url = new URL(path, await this.originOf(vaultId));
        url.searchParams.set("api-version", secretsVersion);
        if (page !== undefined) url.searchParams.set("$skiptoken", page);
        return sendToVault(method, url, body);
    }

    private originOf(vaultId: string): Promise<string> {
        const origin = this.origins.get(vaultId) ?? this.findOrigin(vaultId);
        this.origins.set(vaultId, origin);
        return origin;
    }

    /** Where a vault answers, as Azure Resource Manager says. In Microsoft's clouds its host has to be the vault's own. */
    private async findOrigin(vaultId: string): Promise<string> {
        const { send, origin, vaultSuffix } = await this.connect();
        const url = new URL(encodeURI(vaultId), origin);
        url.searchParams.set("api-version", vaultVersion);
        const answer = await send("GET", url);
        if (answer.status === 404) {
            throw new AzureError({
                failure: `there is no key vault ${vaultId}`,
                fix: "Correct keyVault.vaultId at the subscription in serving-gateway:products, or create the vault.",
                status: 404,
            });
        }
        const { properties } = this.accepted(answer, vaultId);
        const { vaultUri } = (properties ?? {}) as { vaultUri?: unknown };
        const told = typeof vaultUri === "string" && URL.canParse(vaultUri) ? new URL(vaultUri) : undefined;
        const own = vaultSuffix && `${nameOf(vaultId)}.${vaultSuffix}`.toLowerCase();
        if (told?.protocol === "https:" && (!own || told.host === own)) return told.origin;
        throw new AzureError({
            failure: `Azure Resource Manager named ${quote(String(vaultUri))} as the address of key vault ${vaultId}`,
            fix: "Check azure-native:environment (ARM_ENVIRONMENT), and whether a proxy changes the answers.",
        });
    }

    private accepted(answer: PipelineResponse, vaultId: string): Record<string, unknown> {
        const { status, request } = answer;
        const body = parsed(answer.bodyAsText ?? "");
        if (status >= 200 && status < 300) return (body ?? {}) as Record<string, unknown>;
        const { code, message } = errorOf(answer);
        const secrets = [...secretsIn(this.settings), ...valueIn(request.body)];
        const shown = code && quote(code, secrets);
        const where = `${request.method} ${new URL(request.url).pathname}`;
        throw new AzureError({
            failure: `key vault "${nameOf(vaultId)}" answered ${status}${shown ? ` (${shown})` : ""} to ${where}`,
            // What a vault says after its first line is of use to its administrators only.
            said: message && quote(message.split(/[\r\n]/)[0]!, secrets),
            fix: fixOf(status, innerCode(answer), vaultId),
            status,
            code: shown,
        });
    }

    private connect(): Promise<Connection> {
        this.connection ??= openConnection(this.settings, this.options);
        return this.connection;
    }
}

/** Last segment of a vault's id, which is its name. */
function nameOf(vaultId: string): string {
    return vaultId.slice(vaultId.lastIndexOf("/") + 1);
}

function versionOf(bundle: unknown): SecretVersion {
    const { tags, attributes } = (bundle ?? {}) as { tags?: unknown; attributes?: { created?: unknown } };
    return {
        tags: (typeof tags === "object" && tags !== null ? tags : {}) as Tags,
        created: Number(attributes?.created ?? 0),
    };
}

/** A vault may repeat what it was sent. */
function valueIn(body: unknown): string[] {
    const { value } = (typeof body === "string" ? (parsed(body) as { value?: unknown } | undefined) : undefined) ?? {};
    return typeof value === "string" && value !== "" ? [value] : [];
}

function innerCode(answer: PipelineResponse): string {
    const body = parsed(answer.bodyAsText ?? "") as { error?: { innererror?: { code?: unknown } } } | undefined;
    return String(body?.error?.innererror?.code ?? "");
}

function fixOf(status: number, inner: string, vaultId: string): string {
    if (status === 403 && inner === "ForbiddenByFirewall")
        return "Run the command from a network that the vault's firewall allows.";
    if (status === 401 || status === 403) {
        return (
            `Give the deploying identity the role Key Vault Secrets Officer on ${vaultId} (docs/keys.md), and run the ` +
            "command again. A role takes up to ten minutes to work."
        );
    }
    return "Run the command again in a few minutes.";
}
