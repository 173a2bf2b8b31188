import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { clearSecrets } from "../../settings/clearSecrets";

/** A configuration as the engine gives it. */
function configOf(settings: Readonly<Record<string, unknown>>): Record<string, string> {
    const entries = Object.entries(settings).map(([key, value]) => [`serving-gateway:${key}`, JSON.stringify(value)]);
    return Object.fromEntries(entries);
}

describe("secrets in the clear", () => {
    it("are found wherever the reference page says that a setting is a secret", async () => {
        const page = await readFile(join(__dirname, "../../docs/settings.md"), "utf8");
        const secrets = page.split("\n## ").flatMap((section) => {
            const key = /^`(\w+)`/.exec(section)?.[1];
            const members = [...section.matchAll(/^\| `([\w.]+)` \|.*\(secret\)/gm)];
            return members.map(([, member]) => [
                key!,
                ...(key === "workspaces" ? ["west"] : []),
                ...member!.split("."),
            ]);
        });
        assert.equal(secrets.length, 6);
        for (const [key, ...path] of secrets) {
            const value = path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), "marker");
            assert.deepEqual(clearSecrets(configOf({ [key!]: value }), {}), [
                `serving-gateway:${[key, ...path].join(".")}`,
            ]);
        }
    });

    it("are found at models and workspaces of any name, each with its place", () => {
        const credential = { pat: "marker" };
        const config = configOf({
            endpoints: [{ name: "a" }, { name: "b", credential }],
            apps: [{ name: "a", credential: { oauthM2M: { clientId: "c", clientSecret: "marker" } } }],
            models: [{ modelService: "a.b.c", credential }],
            workspaces: { "west.1": { credential } },
        });
        assert.deepEqual(clearSecrets(config, {}).sort(), [
            "serving-gateway:apps[0].credential.oauthM2M.clientSecret",
            "serving-gateway:endpoints[1].credential.pat",
            "serving-gateway:models[0].credential.pat",
            'serving-gateway:workspaces["west.1"].credential.pat',
        ]);
    });

    it("are found in the configuration of the providers, whose SDKs say what is a secret", async () => {
        for (const [provider, also] of [
            ["azure-native", ["oidcRequestToken", "oidcToken"]],
            ["databricks", ["actionsIdTokenRequestToken"]],
        ] as const) {
            const sdk = await readFile(require.resolve(`@pulumi/${provider}/provider.js`), "utf8");
            const secrets = [...sdk.matchAll(/\["(\w+)"\] = args\?\.\w+ \? pulumi\.secret/g)].map(([, name]) => name!);
            // An application's id is in its tokens for everybody to read.
            const names = [...secrets.filter((name) => name !== "clientId"), ...also].sort();
            assert.ok(names.includes("clientSecret"));
            const config = Object.fromEntries(names.map((name) => [`${provider}:${name}`, '{"marker":1}']));
            const found = names.map((name) => `${provider}:${name}`);
            assert.deepEqual(clearSecrets({ ...config, [`${provider}:clientId`]: "c" }, {}), found);
            assert.deepEqual(clearSecrets(config, { PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(found) }), []);
        }
    });

    it("are not what the engine encrypts, and not where a token comes from", () => {
        const config = configOf({
            credential: { pat: "marker" },
            endpoints: [{ name: "a", credential: { pat: { mint: {} } } }],
            workspace: { auth: "azure" },
        });
        const environment = { PULUMI_CONFIG_SECRET_KEYS: '["serving-gateway:credential"]' };
        assert.deepEqual(clearSecrets(config, environment), []);
    });
});
