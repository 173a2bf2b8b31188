import type { PipelineResponse, TlsSettings } from "@azure/core-rest-pipeline";
import { cachedToken } from "../databricks/accessToken";
import { saidByEntra } from "../databricks/entra";
import { environmentProxies } from "../databricks/environmentProxies";
import { type RefusalOf, refuseLongWaits } from "../databricks/longWaits";
import { AzureError } from "./azureError";
import type { AzureSettings } from "./azureSettings";
import { findCloud } from "./cloud";
import { type Deployer, findDeployer, secretsIn } from "./deployer";
import { parsed } from "./errorBody";

/** How calls of Azure Resource Manager are sent. Every member is optional. */
export interface ConnectionOptions {
    /** Authorities that are trusted, PEM. @default Node's own, and those of NODE_EXTRA_CA_CERTS */
    readonly ca?: string;
    /** Longest wait for one answer, in milliseconds. @default 60000 */
    readonly timeoutMs?: number;
    /** First wait before a failed call is made again, in milliseconds; it doubles. @default 1000 */
    readonly retryDelayMs?: number;
}

/** Sends a call. Rejected with an AzureError where there is no answer. */
export type Send = (method: Method, url: URL, body?: object) => Promise<PipelineResponse>;

/** Azure Resource Manager, as the identity that deploys. */
export interface Connection extends Deployer {
    /** Origin of Azure Resource Manager. */
    readonly origin: string;
    /** A token for Azure Resource Manager, valid now. @throws {AzureError} there is none to be had */
    readonly token: () => Promise<string>;
    /** Calls Azure Resource Manager. */
    readonly send: Send;
    /** Calls key vaults: their tokens are for nothing else. */
    readonly sendToVault: Send;
    /** What the hosts of key vaults end with, as far as it is known without Azure Resource Manager. */
    readonly vaultSuffix?: string;
}

/** A method that calls of Azure use. */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

const maxRetries = 4;

/**
 * Connects as the identity that azure-native deploys as.
 *
 * @throws {AzureError} no cloud or no identity is found
 */
export async function openConnection(settings: AzureSettings, options: ConnectionOptions): Promise<Connection> {
    // Loading it takes longer than the rest of the program's start, and most runs do not need it.
    const rest = require("@azure/core-rest-pipeline") as typeof import("@azure/core-rest-pipeline");
    const { ca, timeoutMs = 60_000, retryDelayMs = 1000 } = options;
    const tls: { tlsOptions?: TlsSettings } = ca === undefined ? {} : { tlsOptions: { ca } };
    const client = rest.createDefaultHttpClient();
    const refusal: RefusalOf = (failure) => new AzureError(failure);
    const pipeline = (policies: readonly ReturnType<typeof rest.tlsPolicy>[]) => {
        const made = rest.createEmptyPipeline();
        made.addPolicy(rest.defaultRetryPolicy({ maxRetries, retryDelayInMs: retryDelayMs }), { phase: "Retry" });
        made.addPolicy(refuseLongWaits("Azure Resource Manager", refusal), { afterPhase: "Retry" });
        made.addPolicy(environmentProxies(rest, refusal));
        if (tls.tlsOptions) made.addPolicy(rest.tlsPolicy(tls.tlsOptions));
        for (const policy of policies) made.addPolicy(policy, { phase: "Sign" });
        return (method: Method, url: URL, body?: object) => {
            const headers = rest.createHttpHeaders({
                accept: "application/json",
                // API Management asks for it when one of its entities is changed or deleted: whatever its version.
                ...((method === "PATCH" || method === "DELETE") && { "if-match": "*" }),
                ...(body && { "content-type": "application/json" }),
            });
            const request = {
                url: url.href,
                method,
                headers,
                timeout: timeoutMs,
                ...(body && { body: JSON.stringify(body) }),
            };
            return made.sendRequest(client, rest.createPipelineRequest(request));
        };
    };
    const read = pipeline([]);
    const cloud = await findCloud(settings, async (url) => {
        try {
            return parsed((await read("GET", new URL(url))).bodyAsText ?? "");
        } catch (error) {
            throw unanswered(error as Error, "GET /metadata/endpoints", new URL(url).origin, "", settings);
        }
    });
    // What ended a call of the tenant: `@azure/identity` would wrap it in words of its own.
    let tenantError: AzureError | undefined;
    const ofTenant: RefusalOf = (failure) => (tenantError = new AzureError(failure));
    const entra = [refuseLongWaits("Microsoft Entra", ofTenant), environmentProxies(rest, ofTenant)];
    const deployer = findDeployer(settings, cloud, {
        ...tls,
        retryOptions: { retryDelayInMs: retryDelayMs },
        additionalPolicies: entra.map((policy) => ({ policy, position: "perRetry" })),
    });
    const { credential } = deployer;
    const sender = (scopes: string): Send => {
        const signed = pipeline([rest.bearerTokenAuthenticationPolicy({ credential, scopes })]);
        return (method, url, body) =>
            signed(method, url, body).catch((error: Error) => {
                const told = error instanceof AzureError ? error : tenantError;
                throw told ?? unanswered(error, `${method} ${url.pathname}`, url.origin, deployer.principal, settings);
            });
    };
    const { resourceManager: origin, scope, vaultScope, vaultSuffix } = cloud;
    const token = cachedToken(async () => {
        const issued = await credential.getToken(scope).catch((error: Error) => {
            throw (
                tenantError ?? unanswered(error, "a request for a token", cloud.authority, deployer.principal, settings)
            );
        });
        return { value: issued!.token, expiresAt: issued!.expiresOnTimestamp };
    }, Date.now);
    return { ...deployer, origin, token, send: sender(scope), sendToVault: sender(vaultScope), vaultSuffix };
}

function unanswered(
    error: Error,
    what: string,
    origin: string,
    principal: string,
    settings: AzureSettings,
): AzureError {
    if (error instanceof AzureError) return error;
    const said = saidByEntra(error.message, secretsIn(settings));
    if (
        /^(AuthenticationError|CredentialUnavailableError|AggregateAuthenticationError|AuthenticationRequiredError)$/.test(
            error.name,
        )
    ) {
        return new AzureError({
            failure: `Microsoft Entra issued no token for Azure Resource Manager to ${principal}`,
            said,
            fix: "Run `az login`, or set ARM_CLIENT_ID, ARM_CLIENT_SECRET and ARM_TENANT_ID, as for azure-native.",
        });
    }
    const timedOut = error.name === "AbortError";
    return new AzureError({
        failure: `${origin} did not answer ${what}${timedOut ? " in time" : ""}`,
        said,
        fix:
            "Check that this network can reach it. Behind a proxy that inspects TLS, set NODE_EXTRA_CA_CERTS " +
            "to its CA.",
    });
}
