import type { TokenCredential } from "@azure/identity";
import { cachedToken } from "./accessToken";
import { EntraAuthType, entraCredential, entraPrincipal, entraSource, fetchEntraToken } from "./entra";
import { fetchOAuthToken } from "./oauthToken";
import { quote } from "./quote";
import { RequestOptions } from "./request";
import { WorkspaceError } from "./workspaceError";

/** How a stack says who it is to the workspace, in `serving-gateway:workspace`. */
export interface WorkspaceAuth {
    /** @default found from the other members, then from the environment */
    readonly auth?: "pat" | "oauth-m2m" | "azure";
    /** Personal access token, for `pat`. @default DATABRICKS_TOKEN */
    readonly token?: string;
    /** Application id of the service principal, for `oauth-m2m`. @default DATABRICKS_CLIENT_ID */
    readonly clientId?: string;
    /** OAuth secret of the service principal, for `oauth-m2m`. @default DATABRICKS_CLIENT_SECRET */
    readonly clientSecret?: string;
}

/** An identity towards the workspace. */
export interface Credential {
    readonly method: "pat" | "oauth-m2m" | "azure";
    /** Who it is, as messages may name it, e.g. `service principal 5f0c...`. */
    readonly principal: string;
    /** Value of the `Authorization` header, valid now. @throws {WorkspaceError} no token is to be had. */
    authorization(): Promise<string>;
}

/** What tests replace. */
export interface CredentialOptions extends RequestOptions {
    /** In place of `@azure/identity`'s. */
    readonly tokenCredential?: TokenCredential;
    /** Milliseconds since 1970. @default Date.now */
    readonly now?: () => number;
}

type Method = "pat" | "oauth-m2m" | EntraAuthType;

const KEY = "serving-gateway:workspace";
const AUTH_TYPES: readonly string[] = ["pat", "oauth-m2m", "azure-client-secret", "azure-msi", "azure-cli"];

/**
 * Finds the credential. The method comes from, in this order: `auth`; the credential in the settings;
 * DATABRICKS_AUTH_TYPE; DATABRICKS_TOKEN, or DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET; the ARM_ and AZURE_
 * variables, which come last because the same run needs them for Azure itself. The settings' values win over the
 * environment's, value by value.
 *
 * @param host the workspace's origin, where `oauth-m2m` gets its tokens
 * @throws {WorkspaceError} nothing, only a part, or more than one method is set.
 */
export function resolveCredential(
    settings: WorkspaceAuth,
    env: NodeJS.ProcessEnv,
    host: string,
    options: CredentialOptions = {},
): Credential {
    for (const name of ["auth", "token", "clientId", "clientSecret"] as const) {
        if (settings[name] === "") refuse(`${KEY}.${name} is empty`, "Set a value, or remove the key.");
    }
    const method = chooseMethod(settings, env);
    if (method === "pat") return patCredential(settings, env);
    if (method === "oauth-m2m") return oauthCredential(settings, env, host, options);
    return azureCredential(method, env, options);
}

function chooseMethod(settings: WorkspaceAuth, env: NodeJS.ProcessEnv): Method {
    const { auth, token } = settings;
    const principal = settings.clientId ?? settings.clientSecret;
    const principalKey = `${KEY}.${settings.clientId !== undefined ? "clientId" : "clientSecret"}`;
    if (auth !== undefined) {
        if (!["pat", "oauth-m2m", "azure"].includes(auth)) {
            refuse(`${KEY}.auth is "${quote(auth)}"`, "Use one of pat, oauth-m2m, azure.");
        }
        if (auth !== "pat" && token !== undefined) conflict(`${KEY}.token`, auth);
        if (auth !== "oauth-m2m" && principal !== undefined) conflict(principalKey, auth);
        return auth;
    }
    if (token !== undefined && principal !== undefined) {
        refuse(
            `${KEY}.token and ${principalKey} are both set`,
            `Keep one: the token for pat, clientId with clientSecret for oauth-m2m; or select one with ${KEY}.auth.`,
        );
    }
    if (token !== undefined) return "pat";
    if (principal !== undefined) return "oauth-m2m";
    return methodOfEnvironment(env);
}

function methodOfEnvironment(env: NodeJS.ProcessEnv): Method {
    const authType = env.DATABRICKS_AUTH_TYPE;
    if (authType) {
        if (AUTH_TYPES.includes(authType)) return authType as Method;
        refuse(
            `DATABRICKS_AUTH_TYPE is "${quote(authType)}", which is not supported`,
            `Use one of ${AUTH_TYPES.join(", ")}; or set ${KEY}.auth, which takes precedence.`,
        );
    }
    const principal = env.DATABRICKS_CLIENT_ID ? "DATABRICKS_CLIENT_ID" : "DATABRICKS_CLIENT_SECRET";
    if (env.DATABRICKS_TOKEN && env[principal]) {
        refuse(
            `DATABRICKS_TOKEN and ${principal} are both set`,
            `Select one: set ${KEY}.auth or DATABRICKS_AUTH_TYPE to pat or oauth-m2m.`,
        );
    }
    if (env.DATABRICKS_TOKEN) return "pat";
    if (env[principal]) return "oauth-m2m";
    const azure = ["ARM_CLIENT_ID", "ARM_CLIENT_SECRET", "ARM_USE_MSI", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"];
    if (azure.some((name) => env[name])) return "azure";
    return refuse(
        "no credential for the workspace is set",
        `Set one of: ${KEY}.token or DATABRICKS_TOKEN (pat); ${KEY}.clientId and clientSecret, or DATABRICKS_CLIENT_ID ` +
            `and DATABRICKS_CLIENT_SECRET (oauth-m2m); ${KEY}.auth azure, for Microsoft Entra and the Azure CLI login` +
            ".",
    );
}

function patCredential(settings: WorkspaceAuth, env: NodeJS.ProcessEnv): Credential {
    const { value, place } = needed(settings, env, "token", "DATABRICKS_TOKEN", "pat");
    return {
        method: "pat",
        principal: `the owner of the personal access token in ${place}`,
        authorization: async () => `Bearer ${value}`,
    };
}

function oauthCredential(
    settings: WorkspaceAuth,
    env: NodeJS.ProcessEnv,
    host: string,
    options: CredentialOptions,
): Credential {
    const clientId = needed(settings, env, "clientId", "DATABRICKS_CLIENT_ID", "oauth-m2m").value;
    const clientSecret = needed(settings, env, "clientSecret", "DATABRICKS_CLIENT_SECRET", "oauth-m2m").value;
    const now = options.now ?? Date.now;
    const token = cachedToken(() => fetchOAuthToken(host, { clientId, clientSecret }, now, options), now);
    return {
        method: "oauth-m2m",
        principal: `service principal ${quote(clientId, [clientSecret])}`,
        authorization: async () => `Bearer ${await token()}`,
    };
}

function azureCredential(authType: EntraAuthType, env: NodeJS.ProcessEnv, options: CredentialOptions): Credential {
    const source = entraSource(authType, env);
    const principal = entraPrincipal(source);
    const secrets = [env.ARM_CLIENT_SECRET, env.AZURE_CLIENT_SECRET].flatMap((value) => value || []);
    let credential = options.tokenCredential;
    const token = cachedToken(async () => {
        credential ??= entraCredential(source);
        return fetchEntraToken(credential, principal, options.timeoutMs ?? 60_000, secrets);
    }, options.now ?? Date.now);
    return { method: "azure", principal, authorization: async () => `Bearer ${await token()}` };
}

function needed(
    settings: WorkspaceAuth,
    env: NodeJS.ProcessEnv,
    name: "token" | "clientId" | "clientSecret",
    variable: string,
    method: string,
): { value: string; place: string } {
    const place = settings[name] !== undefined ? `${KEY}.${name}` : variable;
    const value = settings[name] ?? env[variable];
    if (!value) return refuse(`${method} needs ${KEY}.${name}, which is not set`, `Set it, or ${variable}.`);
    // fetch would refuse the header, and repeat it in its error.
    if (!/^[\x21-\x7E]+$/.test(value)) {
        refuse(
            `${place} contains white space or characters outside ASCII`,
            "Check that the whole value was " + "pasted, on one line.",
        );
    }
    return { value, place };
}

function conflict(key: string, auth: string): never {
    return refuse(`${key} is set, and ${KEY}.auth is ${auth}, which does not use it`, "Remove one of the two.");
}

function refuse(failure: string, fix: string): never {
    throw new WorkspaceError({ failure, fix });
}
