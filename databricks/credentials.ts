import type { TokenCredential } from "@azure/identity";
import { cachedToken } from "./accessToken";
import { EntraAuthType, entraCredential, entraPrincipal, EntraSource, entraSource, fetchEntraToken } from "./entra";
import { fetchOAuthToken } from "./oauthToken";
import { quote } from "./quote";
import { RequestOptions } from "./request";
import { WorkspaceError } from "./workspaceError";
import { workspaceKey } from "./workspaceKey";

/** How a stack says who it is to a workspace, in `serving-gateway:workspace` or an entry of `serving-gateway:workspaces`. */
export interface WorkspaceAuth {
    /**
     * Name of the workspace in the settings. DATABRICKS_TOKEN is never sent to one with a name: it belongs to one workspace.
     *
     * @default the one that the setting `workspace` describes
     */
    readonly id?: string;
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
    /** The key of the stack's configuration that describes the workspace, for messages. */
    readonly key: string;
    /** How Databricks' own tools are told to be the same identity. Undefined where they find it without being told. */
    readonly authType: string | undefined;
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
    const key = workspaceKey(settings.id);
    for (const name of ["auth", "token", "clientId", "clientSecret"] as const) {
        if (settings[name] === "") refuse(`${key}.${name} is empty`, "Set a value, or remove the key.");
    }
    const method = chooseMethod(settings, env);
    if (method === "pat") return patCredential(settings, env);
    if (method === "oauth-m2m") return oauthCredential(settings, env, host, options);
    return azureCredential(settings, method, env, options);
}

function chooseMethod(settings: WorkspaceAuth, env: NodeJS.ProcessEnv): Method {
    const { id, auth, token } = settings;
    const key = workspaceKey(id);
    const principal = settings.clientId ?? settings.clientSecret;
    const principalKey = `${key}.${settings.clientId !== undefined ? "clientId" : "clientSecret"}`;
    if (auth !== undefined) {
        if (!["pat", "oauth-m2m", "azure"].includes(auth)) {
            refuse(`${key}.auth is "${quote(auth)}"`, "Use one of pat, oauth-m2m, azure.");
        }
        if (auth !== "pat" && token !== undefined) conflict(`${key}.token`, key, auth);
        if (auth !== "oauth-m2m" && principal !== undefined) conflict(principalKey, key, auth);
        return auth;
    }
    if (token !== undefined && principal !== undefined) {
        refuse(
            `${key}.token and ${principalKey} are both set`,
            `Keep one: the token for pat, clientId with clientSecret for oauth-m2m; or select one with ${key}.auth.`,
        );
    }
    if (token !== undefined) return "pat";
    if (principal !== undefined) return "oauth-m2m";
    return methodOfEnvironment(id, env);
}

function methodOfEnvironment(id: string | undefined, env: NodeJS.ProcessEnv): Method {
    const key = workspaceKey(id);
    const token = id === undefined ? env.DATABRICKS_TOKEN : undefined;
    const authType = env.DATABRICKS_AUTH_TYPE;
    if (authType) {
        if (AUTH_TYPES.includes(authType)) return authType as Method;
        refuse(
            `DATABRICKS_AUTH_TYPE is "${quote(authType)}", which is not supported`,
            `Use one of ${AUTH_TYPES.join(", ")}; or set ${key}.auth, which takes precedence.`,
        );
    }
    const principal = env.DATABRICKS_CLIENT_ID ? "DATABRICKS_CLIENT_ID" : "DATABRICKS_CLIENT_SECRET";
    if (token && env[principal]) {
        refuse(
            `DATABRICKS_TOKEN and ${principal} are both set`,
            `Select one: set ${key}.auth or DATABRICKS_AUTH_TYPE to pat or oauth-m2m.`,
        );
    }
    if (token) return "pat";
    if (env[principal]) return "oauth-m2m";
    const azure = ["ARM_CLIENT_ID", "ARM_CLIENT_SECRET", "ARM_USE_MSI", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"];
    if (azure.some((name) => env[name])) return "azure";
    return refuse(
        `no credential for the workspace${id === undefined ? "" : ` "${id}"`} is set`,
        `Set one of: ${key}.token${id === undefined ? " or DATABRICKS_TOKEN" : ""} (pat); ${key}.clientId and clientSecret, or DATABRICKS_CLIENT_ID ` +
            `and DATABRICKS_CLIENT_SECRET (oauth-m2m); ${key}.auth azure, for Microsoft Entra and the Azure CLI login` +
            ".",
    );
}

function patCredential(settings: WorkspaceAuth, env: NodeJS.ProcessEnv): Credential {
    const { value, place } = needed(settings, settings.id === undefined ? env : {}, "token", "DATABRICKS_TOKEN", "pat");
    return {
        method: "pat",
        authType: "pat",
        key: workspaceKey(settings.id),
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
        authType: "oauth-m2m",
        key: workspaceKey(settings.id),
        principal: `service principal ${quote(clientId, [clientSecret])}`,
        authorization: async () => `Bearer ${await token()}`,
    };
}

function azureCredential(
    { id, auth }: WorkspaceAuth,
    authType: EntraAuthType,
    env: NodeJS.ProcessEnv,
    options: CredentialOptions,
): Credential {
    const source = entraSource(authType, env);
    const principal = entraPrincipal(source);
    const secrets = [env.ARM_CLIENT_SECRET, env.AZURE_CLIENT_SECRET].flatMap((value) => value || []);
    let credential = options.tokenCredential;
    const token = cachedToken(async () => {
        credential ??= entraCredential(source);
        return fetchEntraToken(credential, principal, options.timeoutMs ?? 60_000, secrets);
    }, options.now ?? Date.now);
    // They would take what they find of Databricks' own first, such as the token of another workspace.
    const isTold = id !== undefined || (auth !== undefined && databricksVariables.some((name) => env[name]));
    return {
        method: "azure",
        authType: isTold ? entraAuthTypes[source.kind] : undefined,
        key: workspaceKey(id),
        principal,
        authorization: async () => `Bearer ${await token()}`,
    };
}

const databricksVariables = ["DATABRICKS_TOKEN", "DATABRICKS_CLIENT_ID", "DATABRICKS_CLIENT_SECRET"];

/** Of what `@azure/identity` finds by itself, Databricks' tools know the login of the Azure CLI. */
const entraAuthTypes = {
    "client-secret": "azure-client-secret",
    "managed-identity": "azure-msi",
    "azure-cli": "azure-cli",
    default: "azure-cli",
} satisfies Record<EntraSource["kind"], EntraAuthType>;

function needed(
    settings: WorkspaceAuth,
    env: NodeJS.ProcessEnv,
    name: "token" | "clientId" | "clientSecret",
    variable: string,
    method: string,
): { value: string; place: string } {
    const key = workspaceKey(settings.id);
    const place = settings[name] !== undefined ? `${key}.${name}` : variable;
    const value = settings[name] ?? env[variable];
    if (!value) {
        const isOwn = settings.id !== undefined && name === "token";
        return refuse(
            `${method} needs ${key}.${name}, which is not set`,
            isOwn ? "Set it." : `Set it, or ${variable}.`,
        );
    }
    // fetch would refuse the header, and repeat it in its error.
    if (!/^[\x21-\x7E]+$/.test(value)) {
        refuse(
            `${place} contains white space or characters outside ASCII`,
            "Check that the whole value was " + "pasted, on one line.",
        );
    }
    return { value, place };
}

function conflict(member: string, key: string, auth: string): never {
    return refuse(`${member} is set, and ${key}.auth is ${auth}, which does not use it`, "Remove one of the two.");
}

function refuse(failure: string, fix: string): never {
    throw new WorkspaceError({ failure, fix });
}
