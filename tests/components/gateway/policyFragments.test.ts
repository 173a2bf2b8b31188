import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { mock } from "node:test";
import type { PlannedGateway } from "../../../components/gateway/plannedGateway";
import { changeOf, plannedFragments } from "../../../components/gateway/policyFragments";
import { largestFragment } from "../../../components/gateway/tiers";
import { checkFragment, parsePolicy } from "../../../emulator/gateway/policy";
import { resilienceOf } from "../../../settings/resilience";
import { runningGateway } from "../../emulator/gateway/runningGateway";
import { churn, declare, ofType, wholePolicy } from "../declare";
import { record } from "../recorder";

const named = (name: string, more: object = {}) => ({ ...churn, name, path: name, ...more });
const patient = { resilience: { ...resilienceOf(), timeout: 120 } };
const calls = (count: number) => ({ limits: { calls: { count, seconds: 60, per: "ip" } as const } });

/** Fragments by their identifiers. */
async function fragmentsOf(args: Partial<PlannedGateway>): Promise<Record<string, string>> {
    const { declared } = await declare(args);
    return Object.fromEntries(ofType(declared, "PolicyFragment").map(({ name, inputs }) => [name, inputs.value]));
}

/** Identifiers that the policy of each API includes. */
async function includesOf(args: Partial<PlannedGateway>): Promise<Record<string, string[]>> {
    const { declared } = await declare(args);
    return Object.fromEntries(
        ofType(declared, "ApiPolicy").map(({ name, inputs }) => [
            name.replace(/-policy$/, ""),
            [...inputs.value.matchAll(/fragment-id="([^"]+)"/g)].map(([, id]: string[]) => id!),
        ]),
    );
}

const ofTables = ["test-request", "test-credential", "test-call", "test-answer", "test-error"];

describe("the policy fragments of a stack", () => {
    it("are the same for one endpoint and for many", async () => {
        const one = await fragmentsOf({});
        const many = await fragmentsOf({ endpoints: [churn, named("fraud"), named("chat")] });
        assert.deepEqual(many, one);
        assert.deepEqual(
            Object.keys(one)
                .filter((id) => !id.endsWith("-llm"))
                .sort(),
            [...ofTables].sort(),
        );
    });

    it("leave to an API's policy what is its own, on one screen", async () => {
        const { declared } = await declare({ endpoints: [churn, named("chat")] });
        for (const policy of ofType(declared, "ApiPolicy")) {
            const { value } = policy.inputs;
            assert.ok(value.split("\n").length <= 50, value);
            assert.match(value, /<set-backend-service backend-id="serving-/);
        }
        const { churn: tables, chat } = await includesOf({ endpoints: [churn, named("chat")] });
        assert.deepEqual(tables, ofTables);
        assert.deepEqual(
            chat,
            ofTables.map((id) => (id === "test-credential" ? id : `${id}-llm`)),
        );
    });

    it("are taken by the gateway, alone and where policies include them", async () => {
        const { declared } = await declare({ endpoints: [churn, named("chat")] });
        const texts = new Map(ofType(declared, "PolicyFragment").map(({ name, inputs }) => [name, inputs.value]));
        const lookups = { namedValue: () => "v", backend: () => true, fragment: (id: string) => texts.get(id) };
        for (const text of texts.values()) checkFragment(text, lookups);
        for (const { inputs } of ofType(declared, "ApiPolicy")) parsePolicy(inputs.value, "api", lookups);
    });

    it("keep their names when a setting of the stack changes, and so do the policies", async () => {
        const before = await declare({ endpoints: [churn, named("fraud")] });
        const ofEndpoints = { ...churn, ...patient, tags: [], observability: undefined } as never;
        const endpoints = [churn, named("fraud")].map((endpoint) => ({ ...endpoint, ...patient }));
        const after = await declare({ endpoints, ofEndpoints });
        const values = ({ declared }: typeof before, type: string) =>
            Object.fromEntries(ofType(declared, type).map(({ name, inputs }) => [name, inputs.value]));
        assert.deepEqual(values(after, "ApiPolicy"), values(before, "ApiPolicy"));
        const [old, now] = [values(before, "PolicyFragment"), values(after, "PolicyFragment")];
        assert.deepEqual(Object.keys(now), Object.keys(old));
        assert.deepEqual(
            Object.keys(now).filter((id) => now[id] !== old[id]),
            ["test-call", "test-call-llm"],
        );
    });

    it("do not have what one endpoint says for itself, and all that it does is as before", async () => {
        const { declared } = await declare({ endpoints: [churn, named("fraud", patient)] });
        const [ofChurn, ofFraud] = ofType(declared, "ApiPolicy");
        assert.match(ofFraud!.inputs.value, /<forward-request timeout="120"/);
        assert.doesNotMatch(ofFraud!.inputs.value, /-call"/);
        const [one, other] = [ofChurn!, ofFraud!].map((policy) =>
            wholePolicy(policy, declared).replace(/>\s+</g, "><"),
        );
        assert.equal(
            other,
            one!.replaceAll('timeout="300"', 'timeout="120"').replace("serving-churn", "serving-fraud"),
        );
    });

    it("have what several endpoints say alike, under a name that tells the difference from the stack's own", async () => {
        const endpoints = [churn, named("a", calls(5)), named("b", calls(5)), named("c", calls(7))];
        const includes = await includesOf({ endpoints });
        const [request] = includes.a!;
        assert.match(request!, /^test-request-[0-9a-f]{8}$/);
        assert.deepEqual(includes.b, includes.a);
        assert.ok(!includes.c!.some((id) => id.includes("request")));
        // What the stack says of something else leaves the name as it is.
        const others = endpoints.map((endpoint) => ({ ...endpoint, ...patient }));
        assert.deepEqual((await includesOf({ endpoints: others })).a![0], request);
    });

    it("name the stack and what is in front of every name", async () => {
        const ids = Object.keys(await fragmentsOf({ namePrefix: "team2-" }));
        assert.ok(ids.includes("team2-test-call"), String(ids));
    });

    it("are no longer than Azure's names, in its characters", () => {
        record(false);
        const namePrefix = `${"p".repeat(78)}-`;
        const args = { ...plan, namePrefix, endpoints: [churn] };
        for (const { id } of plannedFragments("a.b", args)) assert.match(id, /^\w[\w-]{0,78}\w$/);
        const ids = plannedFragments("a.b", args).map(({ id }) => id);
        assert.equal(new Set(ids).size, ids.length);
    });

    it("leave in policies what is too large for a fragment", async () => {
        const ranges = Array.from({ length: 1500 }, (_, index) => {
            const address = `10.0.${index >> 8}.${index & 255}`;
            return { from: address, to: address };
        });
        const ipFilter = { action: "allow", ranges } as const;
        const { declared } = await declare({ endpoints: [named("a", { ipFilter }), named("b", { ipFilter })] });
        for (const { inputs } of ofType(declared, "PolicyFragment")) {
            assert.ok(Buffer.byteLength(inputs.value) <= largestFragment);
        }
        assert.equal(ofType(declared, "ApiPolicy")[0]!.inputs.value.match(/<address>/g).length, 1500);
    });

    it("are there before policies, and after the named values that they name", async () => {
        const made: string[] = [];
        const slow = async (type: string, name: string) => {
            if (/PolicyFragment|NamedValue/.test(type)) await new Promise((resolve) => setTimeout(resolve, 20));
            made.push(`${type.split(":").at(-1)} ${name}`);
        };
        await declare({}, false, slow);
        const at = (name: string) => made.indexOf(name);
        assert.ok(at("NamedValue named-value-databricks-pat") < at("PolicyFragment test-credential"), String(made));
        for (const id of ofTables) assert.ok(at(`PolicyFragment ${id}`) < at("ApiPolicy churn-policy"), id);
    });

    it("hold names of secrets only", async () => {
        const clientSecret = pulumi.secret("secret-marker");
        const credential = { method: "oauthM2M", clientId: "id", clientSecret, namedValue: "sp" } as const;
        const texts = Object.values(await fragmentsOf({ credential })).join("");
        assert.match(texts, /\{\{sp-client-secret\}\}/);
        assert.doesNotMatch(texts, /secret-marker/);
    });

    it("say in a line which APIs a change reaches", () => {
        assert.equal(changeOf("dev-call", ["churn"]), 'The policy fragment "dev-call" changes for 1 API: churn.');
        const many = Array.from({ length: 12 }, (_, index) => `m${index}`);
        assert.match(changeOf("dev-call", many), /changes for 12 APIs: m0, .*, m9 and 2 more\.$/);
    });

    it("are named in the preview where their text is another one than last time", async () => {
        const said = mock.method(pulumi.log, "info", async () => undefined);
        try {
            const endpoints = [churn, named("fraud"), named("chat")];
            const { declared } = await declare({ endpoints }, true);
            const same = ofType(declared, "PolicyFragment").map(
                ({ name, inputs }) => [name, String(inputs.description)] as const,
            );
            const savedFragments = new Map([...same, ["test-call", "Text: 000000000000"]]);
            await declare({ endpoints, savedFragments }, true);
            assert.deepEqual(
                said.mock.calls.map(({ arguments: [line] }) => line),
                [changeOf("test-call", ["churn", "fraud"])],
            );
        } finally {
            said.mock.restore();
        }
    });

    it("are described by a text that changes where theirs does, and by nothing of an endpoint", async () => {
        const { declared } = await declare({ endpoints: [churn] });
        const call = ofType(declared, "PolicyFragment").find(({ name }) => name === "test-call")!;
        assert.match(
            call.inputs.description,
            /^Part of the policies of stack test of serving-gateway: .* Text: [0-9a-f]{12}$/,
        );
        assert.doesNotMatch(call.inputs.description + call.inputs.value, /churn/);
    });
});

describe("ten APIs whose policies had everything, on the emulated gateway", () => {
    const running = runningGateway();

    it("get fragments without a call that fails, at every moment of the update", async () => {
        const names = Array.from({ length: 10 }, (_, index) => (index % 2 ? `chat-${index}` : `table-${index}`));
        const { declared } = await declare({ endpoints: names.map((name) => named(name)) });
        const { plane, upstream } = running;
        const value = { displayName: "databricks-pat", secret: true };
        plane.set("namedValues/databricks-pat", "namedValues", value, { value: "dapi-1" });
        const policyOf = (name: string) =>
            ofType(declared, "ApiPolicy").find((each) => each.name === `${name}-policy`)!;
        for (const name of names) {
            const url = `${upstream.url}/serving-endpoints/${name}`;
            plane.set(`backends/serving-${name}`, "backends", { url, protocol: "http" });
            plane.api(name, { serviceUrl: url });
            plane.policy(`apis/${name}`, wholePolicy(policyOf(name), declared));
        }
        const called = async (when: string, some = names.slice(0, 2)) => {
            for (const name of some) {
                const answer = await running.call(`/${name}/invocations`, { body: "{}" });
                assert.equal(answer.status, 200, `${name}, ${when}: ${answer.body}`);
                assert.equal(running.received("Authorization"), "Bearer dapi-1", `${name}, ${when}`);
            }
        };
        await called("before", names);
        for (const { name, inputs } of ofType(declared, "PolicyFragment")) {
            plane.set(`policyFragments/${name}`, "policyFragments", { value: inputs.value });
            await called(`with ${name}`);
        }
        for (const name of names) {
            plane.policy(`apis/${name}`, policyOf(name).inputs.value);
            await called(`with the policy of ${name}`, [name, names.at(-1)!]);
        }
    });
});

const plan: PlannedGateway = {
    workspaces: new Map([[undefined, { host: "https://adb-1.2.azuredatabricks.net" }]]),
    service: { name: "apim-contoso", resourceGroup: "rg-apis" },
    callers: { subscriptionKey: { header: "api-key", query: "api-key" } },
    endpoints: [churn],
    credential: { method: "passthrough" },
};
