import assert from "node:assert/strict";
import { type EndpointSettings, readSettings, SettingsError } from "../../settings/settings";
import type { GivenPat } from "../../settings/credentials/pat";

const environment = { DATABRICKS_HOST: "https://adb-1.2.azuredatabricks.net", DATABRICKS_TOKEN: "dapi-deployer" };

/** A configuration as a stack has it, with what a test changes. */
function config(changes: Record<string, unknown> = {}): Record<string, string> {
    const values: Record<string, unknown> = {
        service: { name: "apim-contoso", resourceGroup: "rg-apis" },
        endpoints: [{ name: "churn" }],
        credential: { pat: "dapi-gateway" },
        ...changes,
    };
    return Object.fromEntries(
        Object.entries(values)
            .filter(([, value]) => value !== undefined)
            .map(([key, value]) => [
                `serving-gateway:${key}`,
                typeof value === "string" ? value : JSON.stringify(value),
            ]),
    );
}

function refusal(changes: Record<string, unknown>, env: NodeJS.ProcessEnv = environment): string {
    try {
        readSettings(config(changes), env);
    } catch (error) {
        assert.ok(error instanceof SettingsError, String(error));
        return error.message;
    }
    return assert.fail("the settings were accepted");
}

describe("settings", () => {
    it("take the path from the endpoint's name and the inputs from the stack", () => {
        const settings = readSettings(config({ inputs: "records" }), environment);
        const [{ name, path, inputs, routes, missingDocument }] = settings.endpoints as [EndpointSettings];
        assert.deepEqual(
            [name, path, inputs, routes, missingDocument],
            ["churn", "churn", "records", "stable", "warn"],
        );
        assert.equal((settings.credential as GivenPat).namedValue, "databricks-pat");
    });

    it("need another identifier for an API whose name the stack's outputs would lose", () => {
        assert.match(
            refusal({ endpoints: [{ name: "churn" }, { name: "__proto__" }] }),
            /serving-gateway:endpoints\[1\]: the identifier of the API of endpoint "__proto__" would be "__proto__", which Pulumi loses from the stack's outputs\. Set apiId at its entry in serving-gateway:endpoints/,
        );
        const endpoints = [
            { name: "__proto__", apiId: "proto" },
            { name: "__proto__", path: "proto2", version: "v2" },
            { name: "constructor" },
        ];
        const read = readSettings(config({ endpoints }), environment).endpoints.map(({ apiId }) => apiId);
        assert.deepEqual(read, ["proto", "__proto__-v2", "constructor"]);
    });

    it("have no member with the one name that would be left out without a word", () => {
        const tags = JSON.parse('{"team": "risk", "__proto__": "x"}');
        assert.match(
            refusal({ discover: { tags } }),
            /serving-gateway:discover\.tags\.__proto__ has a name that settings cannot have\. Use another one/,
        );
    });

    it("keep what an endpoint says for itself", () => {
        const endpoint = {
            name: "churn",
            path: "models/churn",
            displayName: "Churn",
            description: "d",
            inputs: "all",
            routes: "as-published",
            missingDocument: "warn",
            document: "documents/churn.json",
        };
        const stack = { inputs: "records", routes: "both", missingDocument: "refuse" };
        const settings = readSettings(config({ ...stack, endpoints: [endpoint, { name: "fraud" }] }), environment);
        const [first, second] = settings.endpoints as [EndpointSettings, EndpointSettings];
        assert.deepEqual({ ...first, ...endpoint }, first);
        assert.deepEqual({ ...second, name: "fraud", path: "fraud", ...stack }, second);
    });

    it("hold the gateway's token as a secret", async () => {
        const { token } = readSettings(config(), environment).credential as GivenPat;
        assert.equal(await (token as unknown as { isSecret: Promise<boolean> }).isSecret, true);
    });

    const refused: { what: string; changes: Record<string, unknown>; env?: NodeJS.ProcessEnv; says: RegExp[] }[] = [
        {
            what: "a stack without endpoints",
            changes: { endpoints: undefined },
            says: [/endpoints lists no endpoint.*config set/],
        },
        { what: "endpoints that are no list", changes: { endpoints: "churn" }, says: [/endpoints must be a list/] },
        {
            what: "an endpoint without a name",
            changes: { endpoints: [{ path: "a" }] },
            says: [/endpoints\[0\]\.name is missing/],
        },
        {
            what: "an illegal endpoint name",
            changes: { endpoints: [{ name: "a b" }] },
            says: [/endpoints\[0\]\.name must be .* letters/],
        },
        {
            what: "two endpoints with one path, whatever their case",
            changes: { endpoints: [{ name: "churn" }, { name: "fraud", path: "Churn" }] },
            says: [/endpoints\[1\]\.path "Churn" is also the path of endpoints\[0\] \("churn"\)\. Give one/],
        },
        {
            what: "an endpoint that is listed twice",
            changes: { endpoints: [{ name: "churn" }, { name: "churn", path: "b" }] },
            says: [/endpoints\[1\]\.name "churn" is listed at endpoints\[0\] already/],
        },
        {
            what: "unknown routes, of the stack and of an endpoint",
            changes: { routes: "latest", endpoints: [{ name: "a", routes: true }] },
            says: [/gateway:routes must be "stable".*or "both"/, /endpoints\[0\]\.routes must be "stable"/],
        },
        {
            what: "an unknown way with missing documents, of the stack and of an endpoint",
            changes: { missingDocument: "ignore", endpoints: [{ name: "a", missingDocument: "no" }] },
            says: [/gateway:missingDocument must be "warn".*"refuse"/, /endpoints\[0\]\.missingDocument must be/],
        },
        {
            what: "a document without a path",
            changes: { endpoints: [{ name: "a", document: "" }] },
            says: [/endpoints\[0\]\.document must not be empty/],
        },
        {
            what: "patterns of paths that are none",
            changes: { endpoints: [{ name: "a", paths: { include: ["items", "FETCH /a"], exclude: [] } }] },
            says: [
                /endpoints\[0\]\.paths\.include\[0\] must be a pattern of paths that starts with \//,
                /endpoints\[0\]\.paths\.include\[1\] must be a pattern/,
                /endpoints\[0\]\.paths\.exclude must not be empty/,
            ],
        },
        {
            what: "a path with a slash at its end",
            changes: { endpoints: [{ name: "a", path: "a/" }] },
            says: [/endpoints\[0\]\.path must be path segments/],
        },
        {
            what: "a path with a template in it",
            changes: { endpoints: [{ name: "a", path: "a/{b}" }] },
            says: [/endpoints\[0\]\.path/],
        },
        {
            what: "a display name with control characters",
            changes: { endpoints: [{ name: "a", displayName: "Churn\u0007" }] },
            says: [/endpoints\[0\]\.displayName must not contain control characters/],
        },
        {
            what: "a named value's display name with illegal characters",
            changes: { credential: { pat: "dapi-gateway", namedValue: "the }} pat" } },
            says: [/credential\.namedValue must be .* letters/],
        },
        { what: "a missing token", changes: { credential: {} }, says: [/credential\.pat is missing.*--secret/] },
        { what: "an empty token", changes: { credential: { pat: "" } }, says: [/credential\.pat must not be empty/] },
        { what: "a service without a name", changes: { service: {} }, says: [/service\.name is missing/] },
        {
            what: "an existing service without its group",
            changes: { service: { name: "apim" } },
            says: [/service\.resourceGroup is missing/],
        },
        {
            what: "more units than the tier of a new service has",
            changes: {
                service: {
                    name: "apim",
                    create: { sku: "Developer", capacity: 2, publisherName: "C", publisherEmail: "a@b.example" },
                },
            },
            says: [/service\.create\.capacity must fit the tier: Developer has 1 unit/],
        },
        {
            what: "a new service without publisher and of an unknown tier",
            changes: { service: { name: "apim", create: { sku: "Gold" } } },
            says: [/create\.sku must be one of/, /create\.publisherName is missing/, /create\.publisherEmail must be/],
        },
        {
            what: "a new service without a region",
            changes: {
                service: {
                    name: "apim",
                    create: { sku: "Developer", publisherName: "C", publisherEmail: "a@b.example" },
                },
            },
            says: [/service\.create\.location is missing/],
        },
        {
            what: "a key that is no setting",
            changes: { service: { nmae: "x", name: "a", resourceGroup: "g" } },
            says: [/service\.nmae is not a setting\. Did you mean "name"\? Otherwise remove it\.$/m],
        },
        {
            what: "a key of the stack that is no setting",
            changes: { breakingChange: "refuse" },
            says: [/serving-gateway:breakingChange is not a setting\. Did you mean "breakingChanges"\?/],
        },
        {
            what: "a setting of endpoints as a key of the stack",
            changes: { acceptContract: "0123456789ab" },
            says: [
                /serving-gateway:acceptContract is a setting of endpoints\. Move it to an entry of serving-gateway:endp/,
            ],
        },
        {
            what: "keys that are like no setting, each in a line of its own",
            changes: { frobnicate: {}, endpoints: [{ name: "a", Routes: "both", colour: "red" }] },
            says: [
                /^ {2}serving-gateway:frobnicate is not a setting\. Remove it\.$/m,
                /^ {2}serving-gateway:endpoints\[0\]\.Routes is not a setting\. Did you mean "routes"\?/m,
                /^ {2}serving-gateway:endpoints\[0\]\.colour is not a setting\. Remove it\.$/m,
            ],
        },
        {
            what: "a display name that is short in characters and too long in bytes, which azure-native counts",
            changes: { endpoints: [{ name: "a", displayName: "品".repeat(101) }] },
            says: [/endpoints\[0\]\.displayName must not be longer than 300 bytes of UTF-8; it has 303 bytes/],
        },
        {
            what: "a tag and a publisher that are too long in bytes",
            changes: {
                tags: [`a${"品".repeat(54)}`],
                service: {
                    name: "apim",
                    create: { sku: "Basic", publisherName: "品".repeat(34), publisherEmail: "a@b.io" },
                },
            },
            says: [/tags\[0\] must not be longer than 160 bytes/, /publisherName must not be longer than 100 bytes/],
        },
        {
            what: "a host that is not https",
            changes: { workspace: { host: "http://adb-1.2.azuredatabricks.net", token: "t" } },
            says: [/workspace\.host is .* not https/],
        },
        {
            what: "no host at all",
            changes: {},
            env: { DATABRICKS_TOKEN: "t" },
            says: [/no workspace is set/, /DATABRICKS_HOST/],
        },
        {
            what: "no way to authenticate",
            changes: {},
            env: { DATABRICKS_HOST: "https://a.example" },
            says: [/no credential for the workspace is set/],
        },
    ];
    for (const { what, changes, env, says } of refused) {
        it(`refuse ${what}, with the key and the fix`, () => {
            const message = refusal(changes, env);
            for (const pattern of says) assert.match(message, pattern);
        });
    }

    it("accept a display name as long as azure-native takes it", () => {
        const endpoints = [{ name: "a", displayName: "品".repeat(100) }];
        assert.equal(readSettings(config({ endpoints }), environment).endpoints[0]!.displayName, "品".repeat(100));
    });

    it("name everything that is wrong at once", () => {
        const message = refusal({ endpoints: [], credential: {}, service: {} });
        assert.match(message, /endpoints lists no endpoint/);
        assert.match(message, /credential\.pat is missing/);
        assert.match(message, /service\.name is missing/);
    });

    it("say nothing of what depends on a key that cannot be used", () => {
        const limits = { calls: { count: 1, seconds: 1, per: "caller" } };
        const wrong = refusal({ callers: { entra: { tenantId: "contoso" } }, limits });
        assert.match(wrong, /callers\.entra\.tenantId must be/);
        assert.doesNotMatch(wrong, /limits/);
        assert.doesNotMatch(refusal({ endpoints: [{ name: "a b" }] }), /lists no endpoint/);
    });

    it("never repeat a token in a refusal", () => {
        const message = refusal({
            workspace: { token: "dapi-marker-1", clientSecret: "marker-2", auth: "azure" },
            credential: { pat: "dapi-marker-3", namedValue: "!" },
        });
        assert.doesNotMatch(message, /marker/);
    });
});
