import type { TokenCredential } from "@azure/identity";
import { readFile } from "node:fs/promises";
import { proxiedFetch } from "../databricks/proxiedFetch";
import { quote } from "../databricks/quote";
import { AzureError } from "./azureError";
import { type AzureSettings, isSet } from "./azureSettings";
import type { Cloud } from "./cloud";

/** Who deploys, and its credential. */
export interface Deployer {
    /** As messages name it. */
    readonly principal: string;
    readonly credential: TokenCredential;
}

const secretSettings = ["clientSecret", "clientCertificatePassword", "oidcToken", "oidcRequestToken"] as const;

/** Values that no message may show. */
export function secretsIn(settings: AzureSettings): string[] {
    return secretSettings.flatMap((name) => settings(name) ?? []);
}

/**
 * The identity that azure-native deploys as. The order is its own (v3, `newSingleMethodAuthCredential`): the default
 * credential where it is asked for, certificate, secret, OpenID Connect, managed identity, login of the Azure CLI. What
 * is chosen and incomplete is an error, and not a reason to take the next.
 *
 * @param tls for calls of the authority
 * @throws {AzureError}
 */
export function findDeployer(settings: AzureSettings, cloud: Cloud, tls: object): Deployer {
    const { principal, credential } = chosenDeployer(settings, cloud, tls);
    return { principal, credential: withTextTokens(credential) };
}

/** The SDK passes on what the tenant says, whatever its type. */
function withTextTokens(credential: TokenCredential): TokenCredential {
    return {
        getToken: async (scopes, options) => {
            const token = await credential.getToken(scopes, options);
            if (token === null || isText(token.token)) return token;
            throw Object.assign(new Error("something that is not a token"), { name: "AuthenticationError" });
        },
    };
}

function isText(value: unknown): value is string {
    return typeof value === "string" && value !== "";
}

function chosenDeployer(settings: AzureSettings, cloud: Cloud, tls: object): Deployer {
    // Loading it takes longer than everything else in this room.
    const identity = require("@azure/identity") as typeof import("@azure/identity");
    const { authority: authorityHost, disableInstanceDiscovery } = cloud;
    const options = { authorityHost, disableInstanceDiscovery, ...tls };
    const tenantId = settings("tenantId");
    if (isSet(settings, "useDefaultAzureCredential")) {
        const principal = "the default Azure credential (AZURE_ variables, managed identity, Azure CLI login)";
        return { principal, credential: new identity.DefaultAzureCredential({ ...options, tenantId }) };
    }
    const proof = proofOf(settings);
    if (proof) {
        const [tenant, client] = complete(settings, proof.name);
        const credential = explained(() => proof.credential(identity, [tenant, client], options));
        return { principal: `Microsoft Entra service principal ${quote(client)}`, credential };
    }
    if (isSet(settings, "useMsi")) {
        const clientId = settings("clientId");
        return {
            principal: clientId ? `managed identity ${quote(clientId)}` : "the system-assigned managed identity",
            credential: new identity.ManagedIdentityCredential(clientId ? { clientId } : {}),
        };
    }
    return {
        principal: "the Azure CLI login",
        credential: explained(() => new identity.AzureCliCredential({ tenantId })),
    };
}

type Identity = typeof import("@azure/identity");
type Ids = readonly [tenantId: string, clientId: string];

/** What a service principal shows that it is itself. */
interface Proof {
    readonly name: string;
    credential(identity: Identity, ids: Ids, options: object): TokenCredential;
}

function proofOf(settings: AzureSettings): Proof | undefined {
    const certificatePath = settings("clientCertificatePath");
    if (certificatePath) {
        const certificate = { certificatePath, certificatePassword: settings("clientCertificatePassword") };
        return {
            name: "a certificate",
            credential: (identity, [tenantId, clientId], options) =>
                new identity.ClientCertificateCredential(tenantId, clientId, certificate, options),
        };
    }
    const secret = settings("clientSecret");
    if (secret) {
        return {
            name: "a client secret",
            credential: (identity, [tenantId, clientId], options) =>
                new identity.ClientSecretCredential(tenantId, clientId, secret, options),
        };
    }
    if (!isSet(settings, "useOidc")) return undefined;
    return {
        name: "OpenID Connect",
        credential: (identity, [tenantId, clientId], options) =>
            new identity.ClientAssertionCredential(tenantId, clientId, () => assertion(settings), options),
    };
}

function complete(settings: AzureSettings, method: string): Ids {
    const values = [settings("tenantId"), settings("clientId")] as const;
    const missing = (["tenantId", "clientId"] as const).filter((_, index) => !values[index]);
    if (missing.length === 0) return values as Ids;
    throw new AzureError({
        failure: `the service principal that deploys with ${method} is incomplete: without ${missing.join(" and ")}`,
        fix:
            "Set azure-native:tenantId and azure-native:clientId (ARM_TENANT_ID, ARM_CLIENT_ID), or remove its " +
            "other settings to deploy with the Azure CLI login.",
    });
}

/** What `@azure/identity` refuses at once: an id in the wrong form, and the like. */
function explained<T>(make: () => T): T {
    try {
        return make();
    } catch (error) {
        throw new AzureError({
            failure: "the deploying identity cannot be used",
            said: quote((error as Error).message),
            fix:
                "Correct azure-native:tenantId, azure-native:clientId and the settings that belong to them (ARM_ " +
                "variables).",
        });
    }
}

/** The token of another identity provider that stands for the service principal (workload identity federation). */
async function assertion(settings: AzureSettings): Promise<string> {
    const token = settings("oidcToken");
    if (token) return token;
    const path = settings("oidcTokenFilePath");
    if (path) return readFile(path, "utf8");
    const [requestUrl, requestToken] = [settings("oidcRequestUrl"), settings("oidcRequestToken")];
    if (!requestUrl || !requestToken || !URL.canParse(requestUrl)) {
        throw new Error(
            "there is neither an OpenID Connect token, nor a file with one, nor a URL and token to request one with",
        );
    }
    const url = new URL(requestUrl);
    url.searchParams.set("audience", settings("oidcAudience") ?? "api://AzureADTokenExchange");
    const response = await proxiedFetch(url, {
        headers: { accept: "application/json", authorization: `Bearer ${requestToken}` },
    });
    const answer: unknown = response.ok ? await response.json().catch(() => undefined) : undefined;
    const value: unknown = Object(answer).value;
    if (!isText(value)) throw new Error(`the OpenID Connect provider answered ${response.status} without a token`);
    return value;
}
