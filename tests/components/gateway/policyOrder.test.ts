import assert from "node:assert/strict";
import { endpointDefaults, productDefaults } from "../../../settings/defaults";
import { fileFragmentName, type OwnPolicies } from "../../../settings/policies";
import { policyFile } from "../../../settings/policyFile";
import { resilienceOf } from "../../../settings/resilience";
import { churn, declare, ofType } from "../declare";
import type { Declared } from "../recorder";

/** A file for each section. */
function own(name: string): OwnPolicies {
    const policies = (["inbound", "outbound", "onError"] as const).map((section) => {
        const path = `policies/${name}-${section}.xml`;
        const file = policyFile(path, Buffer.from('<fragment><trace source="a">b</trace></fragment>'), {
            section,
            scope: "api",
        });
        assert.ok("path" in file, String(file));
        return [section, [{ fragment: fileFragmentName(path), position: "before" as const, file }]] as const;
    });
    return Object.fromEntries(policies);
}

const limits = { calls: { per: "subscription" as const, count: 100, seconds: 60 } };
const contentSafety = {
    backend: "content-safety",
    categories: { Hate: 4 },
    shieldPrompt: true,
    enforceOnCompletions: true,
} as const;

/** What a text names that may be the stack's own, as the type and the identifier of a resource. */
const named = {
    PolicyFragment: (text: string) => text.matchAll(/fragment-id="([^"]+)"/g),
    NamedValue: (text: string) => text.matchAll(/\{\{([^}]+)\}\}/g),
    Backend: (text: string) => text.matchAll(/backend-id="([^"]+)"/g),
};

describe("policies", () => {
    it("wait for everything of the stack that their text names: fragments of every kind, named values and backends", async () => {
        const circuitBreaker = { asked: true, failures: 3, seconds: 10, trip: 30 };
        const settings = {
            contentSafety,
            ipFilter: { action: "allow" as const, ranges: [{ from: "10.0.0.1", to: "10.0.0.9" }] },
        };
        const { callers: _, ...unset } = endpointDefaults;
        const { declared } = await declare({
            endpoints: [
                { ...churn, ...settings, policies: own("endpoint") },
                {
                    ...churn,
                    ...settings,
                    name: "fraud",
                    path: "fraud",
                    resilience: { ...resilienceOf(), circuitBreaker },
                },
                { ...churn, ...settings, name: "chat-a", path: "chat-a" },
                { ...churn, ...settings, name: "chat-b", path: "chat-b", policies: own("chat") },
            ],
            ofEndpoints: { ...unset, ...settings, observability: undefined, tags: [] },
            products: [
                { ...productDefaults("gold"), name: "gold", endpoints: ["churn"], policies: own("product"), limits },
            ],
            openai: { path: "openai", aliases: {} },
        });
        const found = new Set<string>();
        for (const type of ["PolicyFragment", "ApiPolicy", "ProductPolicy"]) {
            for (const policy of ofType(declared, type)) {
                const before = allBefore(policy, declared);
                for (const [kind, namesIn] of Object.entries(named)) {
                    for (const [, id] of namesIn(policy.inputs.value)) {
                        const resource = ofType(declared, kind).find(({ name, inputs }) =>
                            [name, inputs.namedValueId, inputs.backendId].includes(id),
                        );
                        if (!resource) continue;
                        assert.ok(before.has(resource.name), `${type} ${policy.name} without ${kind} ${resource.name}`);
                        found.add(`${type}: ${resource.inputs.description?.split(/[:.] /)[1] ?? kind}`);
                    }
                }
            }
        }
        const files = (of: string) =>
            ["inbound", "onError", "outbound"].map((section) => `the file policies/${of}-${section}.xml`);
        assert.deepEqual([...found].sort(), [
            ...[
                "Backend",
                "NamedValue",
                "the call of the endpoint, with timeout and retry",
                ...files("chat"),
                ...files("endpoint"),
                "the identity that calls the endpoint",
                "what callers get of the endpoint's answer",
                "what callers get where there is no answer of the endpoint",
                "which requests are taken, and how many",
                "who may call",
            ].map((what) => `ApiPolicy: ${what}`),
            "PolicyFragment: NamedValue",
            ...files("product").map((what) => `ProductPolicy: ${what}`),
        ]);
    });
});

/** Names of the resources that a resource waits for, and of those that these wait for. */
function allBefore({ after }: Declared, declared: readonly Declared[], found = new Set<string>()): Set<string> {
    for (const name of after) {
        if (found.has(name)) continue;
        found.add(name);
        for (const resource of declared.filter((each) => each.name === name)) allBefore(resource, declared, found);
    }
    return found;
}
