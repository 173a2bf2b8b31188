import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tokenCredential } from "../../../components/policies/credentialPolicies";
import { tiers } from "../../../components/gateway/tiers";
import { parsePolicy } from "../../../emulator/gateway/policy";
import type { EntraCallers } from "../../../settings/callers";
import type { Per } from "../../../settings/limits";
import { apiPolicy, productPolicy } from "./policyText";

const golden = join(__dirname, "../../golden/policies");
const subscriptionKey = { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" };
const entra: EntraCallers = {
    tenantId: "0b3f8f5c-6f0e-4f7e-9d55-2f3c8f1d7a10",
    audiences: ["api://models"],
    clientApplications: [],
    claims: {},
};
const cors = {
    origins: ["https://portal.contoso.example", "https://a.example"],
    methods: ["GET", "POST"],
    headers: ["*"],
    exposeHeaders: ["Retry-After"],
    credentials: true,
    maxAge: 600,
};
const ipFilter = {
    action: "allow",
    ranges: [
        { from: "203.0.113.7", to: "203.0.113.7" },
        { from: "10.0.0.0", to: "10.255.255.255" },
    ],
} as const;
const limits = (per: Per) => ({
    calls: { count: 100, seconds: 60, per },
    quota: { calls: 10_000, kilobytes: 5000, seconds: 86_400, per },
    tokens: { perMinute: 1000, quota: 50_000, period: "Daily", per, estimate: true } as const,
});
const endpoint = {
    credential: tokenCredential("databricks-pat"),
    call: { retry: false, timeout: 300, pooled: false },
} as const;
const api = (per: Per, tier = "Developer") =>
    apiPolicy(
        { callers: { subscriptionKey, entra }, governance: { cors, ipFilter, limits: limits(per) }, endpoint },
        { tier },
    );
const product = (per: Per, tier = "Developer") => productPolicy({ limits: limits(per), ipFilter, entra }, tier);
const accepts = (text: string, scope: "api" | "product") =>
    parsePolicy(text, scope, { namedValue: () => "value", backend: () => true });

describe("the policies of who may call how often, from where and from which pages", () => {
    for (const [name, build] of Object.entries({ "governed-api": api, "governed-product": product })) {
        it(`are what was reviewed: ${name}`, () => {
            assert.equal(`${build("caller")}\n`, readFileSync(join(golden, `${name}.xml`), "utf8"));
        });
    }

    it("are accepted by the gateway, by whatever they count", () => {
        for (const per of ["subscription", "caller", "ip"] as const) {
            accepts(api(per), "api");
            accepts(product(per), "product");
        }
    });

    it("stand in the order in which a call is to be refused, and before the credential is put in", () => {
        const text = api("caller");
        const order = [
            "<base",
            "<cors",
            "<ip-filter",
            "<validate-azure-ad-token",
            "<rate-limit-by-key",
            "<quota-by-key",
            "<llm-token-limit",
            'set-header name="Authorization"',
        ].map((part) => text.indexOf(part));
        assert.deepEqual(
            order,
            [...order].sort((one, other) => one - other),
        );
        assert.ok(!order.includes(-1));
    });

    it("keep the token only where something counts by it", () => {
        assert.match(api("caller"), /output-token-variable-name="caller-token"/);
        assert.doesNotMatch(api("ip"), /output-token-variable-name/);
        assert.doesNotMatch(product("subscription"), /validate-azure-ad-token/);
    });

    it("count each API and each product apart", () => {
        const keys = (text: string) => [...text.matchAll(/counter-key="([^"]+)"/g)].map(([, key]) => key);
        for (const per of ["subscription", "caller", "ip"] as const) {
            assert.ok(keys(api(per)).every((key) => key!.startsWith("@(context.Api.Id + ")));
            assert.ok(keys(product(per)).every((key) => key!.startsWith("@(context.Product.Id + ")));
        }
        assert.equal(keys(api("ip")).length, 3);
    });

    it("use the counters that subscriptions have in every tier", () => {
        const own = { calls: limits("subscription").calls, quota: limits("subscription").quota };
        for (const tier of tiers) {
            const text = productPolicy({ limits: own }, tier);
            accepts(text, "product");
            assert.match(text, /<rate-limit calls="100" renewal-period="60" \/>/);
            assert.match(text, /<quota calls="10000" bandwidth="5000" renewal-period="86400" \/>/);
        }
        const consumption = apiPolicy(
            { callers: { subscriptionKey }, governance: { limits: { calls: own.calls } }, endpoint },
            { tier: "Consumption" },
        );
        assert.match(consumption, /<rate-limit calls="100" renewal-period="60" \/>/);
    });

    it("do not stand where nothing asks for them", () => {
        const text = apiPolicy({ callers: { subscriptionKey }, endpoint });
        assert.doesNotMatch(text, /cors|ip-filter|rate-limit|quota|llm-/);
    });

    it("refuse what a tier has not, with its name", () => {
        assert.ok(api("subscription", "BasicV2").includes("<quota-by-key"), "version 2 has quotas");
        assert.throws(
            () => api("subscription", "Consumption"),
            /serving-gateway:limits\.quota: the Consumption tier does not support quotas, except/,
        );
        assert.throws(
            () => product("ip", "Consumption"),
            /serving-gateway:products \("gold"\)\.limits\.calls: the Consumption tier does not support rate limits by/,
        );
    });
});
