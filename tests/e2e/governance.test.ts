import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Run } from "../../local/pulumi";
import { type Answer, buildTimeout, commandTimeout, type E2e, openE2e } from "./environment";

const model = "wine-quality";
const chat = "llama-chat";
const body = { dataframe_records: [{ int_col: 3, float_col: 10.4, string_col: "abc" }] };
const page = "https://portal.contoso.example";

const teamB: Record<string, unknown> = { name: "team-b", owner: "risk@contoso.example", expires: "2020-01-31" };
const gold = {
    name: "gold",
    displayName: "Gold",
    endpoints: ["wine-*", "ada-embeddings"],
    groups: ["risk-team", "developers"],
    subscriptions: ["team-a", teamB],
    limits: { calls: { count: 2, seconds: 60 }, quota: { calls: 5, period: "day" } },
};
const language = { name: "language", endpoints: [chat], approval: true, subscriptions: ["team-a"] };
/** The role with which the service's identity may ask Azure AI Content Safety. */
const cognitiveServicesUser = "a97b65f3-24c7-4388-baec-2e87135dc908";
/** In milliseconds. */
const day = 24 * 3600 * 1000;
const wine = { name: model, limits: { quota: { calls: 9, period: "day" } } };
const logging = { fragment: "company-logging" };
const others = [
    { name: chat, cors: false, limits: { tokens: { perMinute: 40 } }, tags: ["Language models"] },
    { name: "ada-embeddings", ipFilter: { forbid: ["127.0.0.0/8", "::1"] } },
];

/** Products, groups, limits, pages and addresses of callers, tags: all of it at work, and all of it gone again. */
describe("governance on the real engine", function () {
    this.timeout(commandTimeout);

    let e2e: E2e;
    let outputs: Record<string, any>;
    let idsBefore: string[];

    before(async function () {
        this.timeout(buildTimeout);
        e2e = await openE2e({
            service: { name: "apim-serving-gateway", resourceGroup: "rg-serving-gateway" },
            endpoints: [wine, ...others],
            cors: { origins: [page], exposeHeaders: ["Retry-After"], maxAge: 600 },
            ipFilter: { allow: ["127.0.0.0/8", "::1/128"] },
            tags: ["Credit risk"],
            groups: [{ name: "risk-team", displayName: "Risk" }],
            products: [gold, language],
            contentSafety: { backend: "safety", categories: { Hate: 4 } },
            policies: { inbound: [logging], outbound: [{ file: "tests/settings/policyFiles/company-headers.xml" }] },
        });
        const value = '<fragment><set-variable name="logged" value="yes" /></fragment>';
        const written = [
            await e2e.arm("PUT", "namedValues/company-name", {
                properties: { displayName: "company-name", value: "Contoso" },
            }),
            await e2e.arm("PUT", "policyFragments/company-logging", { properties: { format: "xml", value } }),
        ];
        const { access, contentSafety } = e2e.emulator;
        const root = `${access.armUrl}${contentSafety.id.split("/providers/")[0]}/providers`;
        const principal = await e2e.put(
            `${access.armUrl}${contentSafety.id}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}?api-version=2022-04-01`,
            {
                properties: {
                    principalId: identityOf(e2e),
                    principalType: "ServicePrincipal",
                    roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${cognitiveServicesUser}`,
                },
            },
        );
        const managedIdentity = { resource: "https://cognitiveservices.azure.com" };
        const backend = await e2e.put(
            `${root}/Microsoft.ApiManagement/service/${access.serviceName}/backends/safety?api-version=2025-09-01-preview`,
            { properties: { url: contentSafety.url, protocol: "http", credentials: { managedIdentity } } },
        );
        written.push(principal, backend);
        for (const { status, text } of written) assert.ok(status < 300, text);
        const { keyVaultId, armUrl, servicePrincipal } = e2e.emulator.access;
        const role = `${keyVaultId}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`;
        const secretsOfficer = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7";
        const roleDefinitionId = `/providers/Microsoft.Authorization/roleDefinitions/${secretsOfficer}`;
        const properties = {
            principalId: servicePrincipal.objectId,
            principalType: "ServicePrincipal",
            roleDefinitionId,
        };
        assert.equal((await e2e.put(`${armUrl}${role}?api-version=2022-04-01`, { properties })).status, 201);
        teamB.keyVault = { vaultId: keyVaultId };
        await e2e.configure({ products: [gold, language] });
        idsBefore = e2e.emulator.arm.store.ids();
        // A day's quota must not begin anew in the middle of the tests.
        const left = day - (e2e.emulator.clock.now() % day);
        if (left < day / 24) e2e.emulator.clock.advance(left);
    });
    after(() => e2e?.close());

    const urlOf = (endpoint: string): string => outputs.endpoints[endpoint].url;
    const call = (endpoint: string, key: string, headers: Record<string, string> = {}, sent: object = body) =>
        e2e.call(`${urlOf(endpoint)}/invocations`, { "Ocp-Apim-Subscription-Key": key, ...headers }, sent);

    async function ok(running: Promise<Run>): Promise<Run> {
        const run = await running;
        assert.equal(run.code, 0, run.output);
        return run;
    }

    it("publishes products with keys that open their APIs and no others", async () => {
        const { output } = await ok(e2e.stack.up());
        outputs = await e2e.stack.outputs();
        assert.match(
            output,
            /subscription "team-b" \(owner: risk@contoso\.example\) expired on 2020-01-31 and still work/,
        );
        const secrets = {
            vaultId: e2e.emulator.access.keyVaultId,
            url: "gold-team-b-url",
            key: "gold-team-b-key",
        };
        assert.deepEqual(outputs.subscriptions, {
            gold: { "team-b": { owner: "risk@contoso.example", expires: "2020-01-31", secrets } },
        });
        const keys = outputs.productKeys;
        const answer = await call(model, keys.gold["team-a"]);
        // The platform team's own policies run, too.
        assert.deepEqual([answer.status, answer.headers["x-company"]], [200, "Contoso"]);
        const other = await call(chat, keys.gold["team-a"]);
        assert.deepEqual([other.status, /invalid subscription key/.test(other.text)], [401, true]);
        assert.equal((await call(model, keys.language["team-a"])).status, 401);
        // The API's own key goes on to work beside the products.
        assert.equal((await call(model, outputs.subscriptionKeys[model])).status, 200);
    });

    it("gives URL and key of a subscription to the vault of its team, and the key to no resource", async () => {
        const { keyVault } = e2e.emulator;
        const key = outputs.productKeys.gold["team-b"];
        assert.deepEqual(
            [keyVault.secret("gold-team-b-url"), keyVault.secret("gold-team-b-key")],
            [outputs.gatewayUrl, key],
        );
        for (const [file, text] of await e2e.files()) assert.ok(!text.includes(key), file);
    });

    it("shows in the catalogue who sees what, and under which tags", async () => {
        assert.deepEqual(await names("products/gold/groups"), ["administrators", "developers", "risk-team"]);
        assert.deepEqual(await names("products/language/groups"), ["administrators"]);
        assert.deepEqual(await names(`apis/${model}/tags`), ["credit-risk"]);
        assert.deepEqual(await names(`apis/${chat}/tags`), ["language-models"]);
        const { properties } = JSON.parse((await e2e.arm("GET", "products/language")).text);
        assert.deepEqual([properties.state, properties.approvalRequired], ["published", true]);
    });

    it("counts calls of each subscription to a product, and says when to come again", async () => {
        const keys = outputs.productKeys.gold;
        assert.equal((await call(model, keys["team-a"])).status, 200);
        const { status, text, headers } = await call(model, keys["team-a"]);
        assert.equal(status, 429);
        assert.match(
            text,
            /^\{ "statusCode": 429, "message": "Rate limit is exceeded\. Try again in \d+ seconds\.", "error_code": "RESOURCE_EXHAUSTED" \}$/,
        );
        assert.match(String(headers["retry-after"]), /^\d+$/);
        assert.equal((await call(model, keys["team-b"])).status, 200);
    });

    it("ends a product's quota with 403, and an endpoint's own for all its callers apart", async () => {
        const keys = outputs.productKeys.gold;
        for (let made = 1; made < 5; made++) {
            e2e.emulator.clock.advance(61_000);
            assert.equal((await call(model, keys["team-b"])).status, 200);
        }
        e2e.emulator.clock.advance(61_000);
        const { status, text } = await call(model, keys["team-b"]);
        assert.equal(status, 403);
        assert.match(
            text,
            /^\{ "statusCode": 403, "message": "Out of call volume quota\. Quota will be replenished in /,
        );
        const own = outputs.subscriptionKeys[model];
        const statuses: number[] = [];
        for (let made = 1; made < 10; made++) statuses.push((await call(model, own)).status);
        assert.deepEqual(statuses, [...Array(8).fill(200), 403]);
    });

    it("checks what callers say to language models, and nothing else", async () => {
        const key = outputs.productKeys.language["team-a"];
        const refused = await call(chat, key, {}, { messages: [{ role: "user", content: "A marker: [hate:5]" }] });
        assert.equal(refused.status, 403, refused.text);
        assert.match(refused.text, /The content of this call is not allowed/);
        assert.deepEqual(
            e2e.emulator.contentSafety.asked.map(({ text }) => text),
            ["A marker: [hate:5]"],
        );
    });

    it("counts tokens of language models, and refuses when the minute's are used up", async () => {
        const key = outputs.productKeys.language["team-a"];
        const sent = { messages: [{ role: "user", content: "Tell me all about wine. ".repeat(10) }] };
        assert.equal((await call(chat, key, {}, sent)).status, 200);
        const { status, text } = await call(chat, key, {}, sent);
        assert.equal(status, 429, text);
        assert.match(text, /Token limit is exceeded\. Try again in \d+ seconds\./);
    });

    it("tells browsers that the named page may call, without a key for the question", async () => {
        const ask = (endpoint: string, origin: string) =>
            preflight(`${urlOf(endpoint)}/invocations`, origin, "content-type,ocp-apim-subscription-key");
        const { status, headers } = await ask(model, page);
        assert.equal(status, 200);
        assert.equal(headers["access-control-allow-origin"], page);
        assert.equal(headers["access-control-allow-methods"], "POST");
        assert.equal(headers["access-control-max-age"], "600");
        assert.equal((await ask(model, "https://other.example")).headers["access-control-allow-origin"], undefined);
        assert.equal((await ask(chat, page)).headers["access-control-allow-origin"], undefined);
        const answer = await call(model, outputs.subscriptionKeys[model], { origin: page });
        assert.equal(answer.headers["access-control-expose-headers"], "Retry-After");
    });

    it("refuses addresses that an endpoint forbids, whatever key they have", async () => {
        const { status, text } = await call(
            "ada-embeddings",
            outputs.subscriptionKeys["ada-embeddings"],
            {},
            { input: "a" },
        );
        assert.deepEqual(
            [status, text],
            [
                403,
                '{ "statusCode": 403, "message": "Calls from this address are not allowed.", "error_code": "PERMISSION_DENIED" }',
            ],
        );
    });

    it("keeps a product and its keys when only its name in the catalogue changes", async () => {
        await e2e.configure({
            products: [{ ...gold, displayName: "Gold, renamed" }, language],
            groups: [{ name: "risk-team", displayName: "Risk, renamed" }],
        });
        const { output } = await ok(e2e.stack.up());
        assert.match(output, /~ 2 updated/);
        assert.doesNotMatch(output, /replaced|deleted|created/);
        assert.deepEqual((await e2e.stack.outputs()).productKeys, outputs.productKeys);
    });

    it("rotates one key while the other works, once, says before which one stops working, and changes nothing by itself", async () => {
        const { keyVault } = e2e.emulator;
        const keysNow = async () =>
            JSON.parse((await e2e.arm("POST", "subscriptions/gold-team-b/listSecrets", {})).text);
        const before = await keysNow();
        teamB.rotateKeys = "2026-11-28";
        await e2e.configure({ products: [{ ...gold, displayName: "Gold, renamed" }, language] });
        const warning = /subscription "team-b": rotateKeys regenerates the secondary key: what it is now stops working/;
        assert.match((await ok(e2e.stack.preview())).output, warning);
        assert.deepEqual(await keysNow(), before);
        const { output } = await ok(e2e.stack.up());
        assert.match(output, /the secondary key is new\. This deployment writes it to secret "gold-team-b-key"/);
        const after = await keysNow();
        assert.equal(after.primaryKey, before.primaryKey);
        assert.notEqual(after.secondaryKey, before.secondaryKey);
        const { productKeys }: Record<string, any> = await e2e.stack.outputs();
        const handedOut = productKeys.gold["team-b"];
        assert.deepEqual([handedOut, keyVault.secret("gold-team-b-key")], [after.secondaryKey, after.secondaryKey]);
        for (const key of Object.values(after)) assert.ok(!output.includes(String(key)));
        // As a state that was lost: the subscription itself tells that it was rotated.
        const { stdout } = await ok(e2e.stack.run(["stack", "export"]));
        const [, rotation] = /"urn": ?"(urn:[^"]*:KeyRotation::[^"]*)"/.exec(stdout)!;
        await ok(e2e.stack.run(["state", "delete", rotation!, "--yes", "--target-dependents"]));
        await ok(e2e.stack.run(["up", "--refresh", "--yes", "--skip-preview", "--non-interactive"]));
        assert.deepEqual(await keysNow(), after);
        assert.doesNotMatch((await ok(e2e.stack.preview("--expect-no-changes"))).output, warning);
    });

    it("takes an API out of a product, a tag off it and a product from a group, and deletes none of them", async () => {
        await e2e.configure({
            endpoints: [{ ...wine, tags: [] }, ...others],
            products: [
                { ...gold, displayName: "Gold, renamed", endpoints: ["ada-embeddings"], groups: ["risk-team"] },
                language,
            ],
            policies: { inbound: [logging] },
        });
        const isOwn = (id: string) => id.includes("-own-company-headers-");
        assert.ok((await names("policyFragments")).some(isOwn));
        const { output } = await ok(e2e.stack.up());
        assert.ok(!(await names("policyFragments")).some(isOwn));
        // What two APIs had alike, and one alone has now, stands in its policy.
        const deleted = output.match(/azure-native:.* deleted/g)!.filter((line) => !line.includes(":PolicyFragment "));
        assert.equal(deleted.length, 3, output);
        assert.deepEqual(await names("products/gold/apis"), ["ada-embeddings"]);
        assert.deepEqual(await names("products/gold/groups"), ["administrators", "risk-team"]);
        assert.deepEqual(await names(`apis/${model}/tags`), []);
        for (const path of [`apis/${model}`, "tags/credit-risk", "groups/developers"]) {
            assert.equal((await e2e.arm("GET", path)).status, 200, path);
        }
    });

    it("leaves nothing behind, though API Management makes subscriptions of its own", async () => {
        assert.ok((await names("products/language/subscriptions")).length > 1, "the administrator has none");
        const refused = await e2e.arm("DELETE", "products/gold");
        assert.match(refused.text, /Product cannot be deleted since it has existing subscriptions/);
        await ok(e2e.stack.destroy());
        assert.deepEqual(e2e.emulator.arm.store.ids(), idsBefore);
        assert.equal(e2e.emulator.keyVault.secret("gold-team-b-key"), undefined);
    });

    async function names(collection: string): Promise<string[]> {
        const answer = await e2e.arm("GET", collection);
        return (JSON.parse(answer.text).value as { name: string }[]).map(({ name }) => name).sort();
    }

    async function preflight(url: string, origin: string, headers: string): Promise<Answer> {
        const asked = { origin, "access-control-request-method": "POST", "access-control-request-headers": headers };
        return e2e.preflight(url, asked);
    }
});

/** Principal of the service's own identity. */
function identityOf({ emulator }: E2e): string {
    const { store } = emulator.arm;
    const service = store.ids().find((id) => id.toLowerCase().endsWith(`/service/${emulator.access.serviceName}`))!;
    return String((store.get(service)!.envelope.identity as { principalId: string }).principalId);
}
