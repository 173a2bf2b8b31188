import assert from "node:assert/strict";
import { namedValuesOf } from "../../settings/credential";
import { refusalOf, settingsWith } from "./configuration";

const guid = "5f0c1a2b-0000-4000-8000-000000000000";
const subscription = "/subscriptions/00000000-0000-4000-8000-000000000000/resourceGroups/rg-apis/providers";
const identity = `${subscription}/Microsoft.ManagedIdentity/userAssignedIdentities/id-gateway`;
const vault = `${subscription}/Microsoft.KeyVault/vaults/kv`;
const secretId = "https://kv.vault.azure.net/secrets/databricks-pat";
const create = {
    name: "apim",
    create: { sku: "Developer", publisherName: "C", publisherEmail: "a@b.example", location: "westeurope" },
};

const isSecret = (output: unknown) => (output as { isSecret: Promise<boolean> }).isSecret;

describe("the gateway's credential in the settings", () => {
    const accepted: { what: string; credential: object; is: object }[] = [
        {
            what: "a minted token, 90 days and the first rotation by default",
            credential: { pat: { mint: {} } },
            is: { method: "mintedPat", lifetimeDays: 90, rotation: 1, namedValue: "databricks-pat" },
        },
        {
            what: "a token in Key Vault",
            credential: {
                pat: { keyVault: { secretId, vaultId: vault, identityClientId: guid } },
                namedValue: "kv-pat",
            },
            is: { method: "keyVaultPat", secretId, vaultId: vault, identityClientId: guid, namedValue: "kv-pat" },
        },
        {
            what: "the service's own identity",
            credential: { managedIdentity: true },
            is: { method: "managedIdentity", clientId: undefined, resourceId: undefined, grantTo: undefined },
        },
        {
            what: "a user-assigned identity that is granted the endpoints",
            credential: { managedIdentity: { clientId: guid, resourceId: identity, grant: { applicationId: guid } } },
            is: { method: "managedIdentity", clientId: guid, resourceId: identity, grantTo: guid },
        },
        { what: "the caller's own token", credential: { passthrough: true }, is: { method: "passthrough" } },
    ];
    for (const { what, credential, is } of accepted) {
        it(`can be ${what}`, () => assert.deepEqual(settingsWith({ credential }).credential, is));
    }

    it("holds OAuth's secret as a secret, and names both named values", async () => {
        const { credential } = settingsWith({ credential: { oauthM2M: { clientId: "id", clientSecret: "dose-1" } } });
        assert.equal(credential?.method, "oauthM2M");
        assert.equal(await isSecret(credential.clientSecret), true);
        assert.deepEqual(namedValuesOf(credential), ["databricks-oauth-client-id", "databricks-oauth-client-secret"]);
    });

    it("can be another one for one endpoint, with names of its own", () => {
        const endpoints = [{ name: "churn" }, { name: "fraud", credential: { pat: "dapi-fraud" } }];
        const settings = settingsWith({ endpoints });
        assert.deepEqual(namedValuesOf(settings.credential!), ["databricks-pat"]);
        assert.equal(settings.endpoints[0]!.credential, undefined);
        assert.deepEqual(namedValuesOf(settings.endpoints[1]!.credential!), ["databricks-pat-fraud"]);
    });

    it("is not asked for where every endpoint has its own", () => {
        const endpoints = [{ name: "churn", credential: { passthrough: true } }];
        assert.equal(settingsWith({ endpoints, credential: undefined }).credential, undefined);
    });

    it("keeps two tokens from the second rotation on", () => {
        const names = (rotation: number) =>
            namedValuesOf(settingsWith({ credential: { pat: { mint: { rotation } } } }).credential!);
        assert.deepEqual(names(1), ["databricks-pat-1"]);
        assert.deepEqual(names(3), ["databricks-pat-3", "databricks-pat-2"]);
    });

    const refused: { what: string; credential?: unknown; more?: Record<string, unknown>; says: RegExp }[] = [
        {
            what: "none",
            credential: {},
            says: /credential\.pat is missing.*--secret.*managedIdentity, oauthM2M, passthrough/,
        },
        {
            what: "two at once",
            credential: { pat: "dapi-marker", passthrough: true },
            says: /credential sets pat and passthrough, and the gateway uses only one\. Keep one/,
        },
        {
            what: "a token with a quotation mark, which named values cannot hold",
            credential: { pat: 'dapi"marker' },
            says: /credential\.pat must be a token/,
        },
        {
            what: "a token that is an expression",
            credential: { pat: "@(marker)" },
            says: /credential\.pat must be a token/,
        },
        { what: "a token of two lines", credential: { pat: "dapi\nmarker" }, says: /credential\.pat must be a token/ },
        {
            what: "a source of tokens that names none",
            credential: { pat: {} },
            says: /credential\.pat must have either mint or keyVault/,
        },
        {
            what: "a lifetime that Databricks does not give",
            credential: { pat: { mint: { lifetimeDays: 731 } } },
            says: /pat\.mint\.lifetimeDays must be a whole number of days from 1 to 730/,
        },
        {
            what: "a rotation before the first",
            credential: { pat: { mint: { rotation: 0 } } },
            says: /pat\.mint\.rotation must be a whole number of at least 1/,
        },
        {
            what: "a setting that is none, with its place",
            credential: { pat: { mint: { lifetime: 3 } } },
            says: /credential\.pat\.mint\.lifetime is not a setting/,
        },
        {
            what: "a secret identifier over http",
            credential: { pat: { keyVault: { secretId: secretId.replace("https", "http") } } },
            says: /keyVault\.secretId must be a secret's identifier/,
        },
        {
            what: "a vault that is none",
            credential: { pat: { keyVault: { secretId, vaultId: identity } } },
            says: /keyVault\.vaultId must be the vault's resource id: .*Microsoft\.KeyVault\/vaults/,
        },
        {
            what: "a client id that is no GUID",
            credential: { managedIdentity: { clientId: '"/><set-body>' } },
            says: /managedIdentity\.clientId must be .*a GUID/,
        },
        {
            what: "a user-assigned identity without its client id",
            credential: { managedIdentity: { resourceId: identity } },
            says: /managedIdentity\.clientId is missing/,
        },
        {
            what: "a user-assigned identity of a new service without its resource id",
            credential: { managedIdentity: { clientId: guid } },
            more: { service: create },
            says: /managedIdentity\.resourceId is missing/,
        },
        {
            what: "a new service that reads the vault with somebody else's identity",
            credential: { pat: { keyVault: { secretId, identityClientId: guid } } },
            more: { service: create },
            says: /identityClientId is for existing services only/,
        },
        {
            what: "a client secret that would end the C# text it stands in",
            credential: { oauthM2M: { clientId: "id", clientSecret: 'marker" + context.Request.Body + "' } },
            says: /oauthM2M\.clientSecret must be letters, digits and \. _ ~ -/,
        },
        {
            what: "a client id that would do so",
            credential: { oauthM2M: { clientId: 'a"b', clientSecret: "marker" } },
            says: /oauthM2M\.clientId must be letters/,
        },
        {
            what: "OAuth without its secret",
            credential: { oauthM2M: { clientId: "id" } },
            says: /oauthM2M\.clientSecret is missing.*--secret.*oauthM2M\.clientSecret/,
        },
        {
            what: "OAuth without its secret at an app, with the command for that place",
            more: { apps: [{ name: "agent", credential: { oauthM2M: { clientId: "id" } } }] },
            says: /--secret --path 'serving-gateway:apps\[0\]\.credential\.oauthM2M\.clientSecret'\./,
        },
        {
            what: "no method at a workspace, with the command for that place",
            more: { workspaces: { west: { host: "https://adb-3.4.azuredatabricks.net", credential: {} } } },
            says: /--secret --path serving-gateway:workspaces\.west\.credential\.pat\)/,
        },
        { what: "a passthrough that is off", credential: { passthrough: false }, says: /passthrough must be true/ },
        {
            what: "a named value that nothing needs",
            credential: { passthrough: true, namedValue: "x" },
            says: /namedValue has no effect: passthrough needs no named value/,
        },
        {
            what: "one named value for two credentials, whatever its case",
            more: {
                endpoints: [
                    { name: "a" },
                    { name: "b", credential: { pat: "dapi-marker", namedValue: "Databricks-PAT" } },
                ],
            },
            says: /endpoint "a" and endpoint "b" both need the named value "Databricks-PAT"/,
        },
        {
            what: "a wrong one under an endpoint, with its place",
            more: { endpoints: [{ name: "a", credential: { pat: "" } }] },
            says: /endpoints\[0\]\.credential\.pat must not be empty/,
        },
    ];
    for (const { what, credential, more, says } of refused) {
        it(`refuses ${what}`, () => {
            const message = refusalOf({ ...(credential !== undefined && { credential }), ...more });
            assert.match(message, says);
            assert.doesNotMatch(message, /marker/);
        });
    }
});
