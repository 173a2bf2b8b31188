import { kinds, sourceOf } from "../databricks/sources/sources";
import { parse, project } from "./reading";

/** Where settings have a secret, if it is a text. `*`: any name or position. */
const secretPlaces: readonly string[][] = [
    ["workspace", "token"],
    ["workspace", "clientSecret"],
    ["workspaces", "*", "token"],
    ["workspaces", "*", "clientSecret"],
    ...[[], ["workspaces", "*"], ...kinds.map((kind) => [sourceOf(kind).settings.list, "*"])].flatMap((above) => [
        [...above, "credential", "pat"],
        [...above, "credential", "oauthM2M", "clientSecret"],
    ]),
];

/** What the providers' own configuration has of secrets. A text, whatever it looks like. */
const providerSecrets: readonly string[] = [
    ...["clientCertificatePassword", "clientSecret", "oidcRequestToken", "oidcToken"].map(
        (name) => `azure-native:${name}`,
    ),
    ...[
        "actionsIdTokenRequestToken",
        "azureClientSecret",
        "clientSecret",
        "googleCredentials",
        "metadataServiceUrl",
        "password",
        "token",
    ].map((name) => `databricks:${name}`),
];

/**
 * Places of secrets that the configuration has in the clear, as `pulumi config set --path` takes them. The engine puts the
 * whole configuration into the state, of all namespaces, because it configures the provider of dynamic resources, and encrypts
 * there what is encrypted in the configuration: a key as a whole.
 *
 * @param config values of the stack's configuration by their full key
 * @param environment of the program, in which the engine names the keys that have something encrypted
 */
export function clearSecrets(config: Readonly<Record<string, string>>, environment: NodeJS.ProcessEnv): string[] {
    const encrypted: readonly string[] = JSON.parse(environment.PULUMI_CONFIG_SECRET_KEYS || "[]");
    const ofSettings = secretPlaces.flatMap(([key, ...inside]) => {
        const full = `${project}:${key}`;
        return encrypted.includes(full) ? [] : textsAt(parse(config[full]), inside, full);
    });
    return [...ofSettings, ...providerSecrets.filter((key) => config[key] && !encrypted.includes(key))];
}

/** @param above the place of `value` */
function textsAt(value: unknown, [step, ...more]: readonly string[], above: string): string[] {
    if (step === undefined) return typeof value === "string" && value !== "" ? [above] : [];
    if (typeof value !== "object" || value === null) return [];
    const isList = Array.isArray(value);
    const names = Object.keys(value).filter((name) => step === "*" || step === name);
    return names.flatMap((name) => {
        const at = isList ? `[${name}]` : /^[\w-]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
        return textsAt((value as Record<string, unknown>)[name], more, above + at);
    });
}
