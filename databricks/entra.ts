import type { TokenCredential } from "@azure/identity";
import { AccessToken } from "./accessToken";
import { environmentProxies } from "./environmentProxies";
import { type RefusalOf, refuseLongWaits } from "./longWaits";
import { quote } from "./quote";
import { WorkspaceError } from "./workspaceError";

/** Azure Databricks as a resource of Microsoft Entra, the same in every tenant. */
export const DATABRICKS_SCOPE = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default";

/** Where a Microsoft Entra token comes from. */
export type EntraSource =
    | { readonly kind: "client-secret"; readonly tenantId: string; readonly clientId: string; readonly secret: string }
    | { readonly kind: "managed-identity"; readonly clientId?: string }
    | { readonly kind: "azure-cli"; readonly tenantId?: string }
    | { readonly kind: "default" };

/** Databricks' names for the ways over Microsoft Entra (DATABRICKS_AUTH_TYPE), and `azure` for any of them. */
export type EntraAuthType = "azure" | "azure-client-secret" | "azure-msi" | "azure-cli";

/**
 * Picks the source as Databricks' tools do, from ARM_CLIENT_ID, ARM_CLIENT_SECRET, ARM_TENANT_ID and ARM_USE_MSI; where
 * none of them decides, it is `DefaultAzureCredential` with the AZURE_ variables, workload identity, managed identity and
 * the Azure CLI login.
 *
 * @throws {WorkspaceError} a service principal is there in part.
 */
export function entraSource(authType: EntraAuthType, env: NodeJS.ProcessEnv): EntraSource {
    const { ARM_CLIENT_ID: clientId, ARM_CLIENT_SECRET: secret, ARM_TENANT_ID: tenantId } = env;
    if (authType === "azure-cli") return { kind: "azure-cli", tenantId: tenantId || undefined };
    if (authType === "azure-msi" || (authType === "azure" && isTrue(env.ARM_USE_MSI))) {
        return { kind: "managed-identity", clientId: clientId || env.AZURE_CLIENT_ID || undefined };
    }
    if (clientId && secret && tenantId) return { kind: "client-secret", tenantId, clientId, secret };
    // With federation (OIDC) there is no secret; DefaultAzureCredential has its own variables for it.
    const needsSecret = authType === "azure-client-secret" || (Boolean(clientId) && !isTrue(env.ARM_USE_OIDC));
    if (needsSecret || secret) complete(env, ["ARM_CLIENT_ID", "ARM_CLIENT_SECRET", "ARM_TENANT_ID"]);
    if (env.AZURE_CLIENT_SECRET) complete(env, ["AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_TENANT_ID"]);
    return { kind: "default" };
}

function complete(env: NodeJS.ProcessEnv, names: readonly string[]): void {
    const missing = names.filter((name) => !env[name]);
    if (missing.length === 0) return;
    throw new WorkspaceError({
        failure: `the Microsoft Entra service principal is incomplete: without ${missing.join(" and ")}`,
        fix: `Set all of ${names.join(", ")}, or choose another method with serving-gateway:workspace.auth.`,
    });
}

function isTrue(value: string | undefined): boolean {
    return value === "true" || value === "1";
}

/** The identity as messages name it. */
export function entraPrincipal(source: EntraSource): string {
    switch (source.kind) {
        case "client-secret":
            return `Microsoft Entra service principal ${quote(source.clientId)}`;
        case "managed-identity":
            return source.clientId
                ? `managed identity ${quote(source.clientId)}`
                : "the system-assigned managed " + "identity";
        case "azure-cli":
            return "the Azure CLI login";
        case "default":
            return "the default Azure credential (AZURE_ variables, managed identity, Azure CLI login)";
    }
}

/**
 * The credential of `@azure/identity` for a source. Its calls of the tenant go through the environment's proxies, and fail
 * where the tenant asks to wait longer than `MAX_WAIT_SECONDS`: as a `WorkspaceError`, and not in the SDK's words.
 */
export function entraCredential(source: EntraSource): TokenCredential {
    let refused: WorkspaceError | undefined;
    const made = sdkCredential(source, (failure) => (refused = new WorkspaceError(failure)));
    return {
        async getToken(scopes, options) {
            refused = undefined;
            try {
                return await made.getToken(scopes, options);
            } catch (error) {
                throw refused ?? error;
            }
        },
    };
}

function sdkCredential(source: EntraSource, refusal: RefusalOf): TokenCredential {
    // Loading them takes longer than everything else in this room, and most stacks do not need them.
    const identity = require("@azure/identity") as typeof import("@azure/identity");
    const rest = require("@azure/core-rest-pipeline") as typeof import("@azure/core-rest-pipeline");
    const policies = [refuseLongWaits("Microsoft Entra", refusal), environmentProxies(rest, refusal)];
    const options = { additionalPolicies: policies.map((policy) => ({ policy, position: "perRetry" as const })) };
    switch (source.kind) {
        case "client-secret":
            return new identity.ClientSecretCredential(source.tenantId, source.clientId, source.secret, options);
        case "managed-identity":
            // It asks an address of the machine's own network, which is never behind a proxy.
            return new identity.ManagedIdentityCredential(source.clientId ? { clientId: source.clientId } : {});
        case "azure-cli":
            return new identity.AzureCliCredential({ tenantId: source.tenantId });
        case "default":
            return new identity.DefaultAzureCredential(options);
    }
}

/**
 * Gets a token for Azure Databricks.
 *
 * @throws {WorkspaceError} Microsoft Entra gives none.
 */
export async function fetchEntraToken(
    credential: TokenCredential,
    principal: string,
    timeoutMs: number,
    secrets: readonly string[],
): Promise<AccessToken> {
    let said = "no token";
    try {
        const token = await credential.getToken(DATABRICKS_SCOPE, { abortSignal: AbortSignal.timeout(timeoutMs) });
        // The SDK passes on what the tenant says, whatever its type.
        const value: unknown = token?.token;
        if (typeof value === "string" && value !== "") return { value, expiresAt: endOf(token?.expiresOnTimestamp) };
    } catch (error) {
        if (error instanceof WorkspaceError) throw error;
        said = saidByEntra((error as Error).message, secrets);
    }
    throw new WorkspaceError({
        failure: `Microsoft Entra issued no token for Azure Databricks to ${principal}`,
        said,
        fix:
            "Run `az login`, set ARM_CLIENT_ID, ARM_CLIENT_SECRET and ARM_TENANT_ID, or choose another method with " +
            "serving-gateway:workspace.auth.",
    });
}

/**
 * What an error of `@azure/identity` says, fit to be shown. Over an answer whose members have other types than Microsoft
 * Entra's, the SDK stumbles, and says where in its own code.
 */
export function saidByEntra(message: string, secrets: readonly string[]): string {
    const isStumbling =
        /\[object |is not (a function|iterable|valid JSON)|Cannot (read|destructure|use|convert)|\bundefined\b/;
    return isStumbling.test(message) ? "something that is neither a token nor an error" : quote(message, secrets);
}

/** A token that does not say when it ends is used once. */
function endOf(timestamp: unknown): number {
    return typeof timestamp === "number" ? timestamp : 0;
}
