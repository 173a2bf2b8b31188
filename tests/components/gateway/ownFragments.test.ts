import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { mock } from "node:test";
import { setImmediate } from "node:timers/promises";
import { withFragmentNames } from "../../../components/gateway/ownFragments";
import { productDefaults } from "../../../settings/defaults";
import { fileFragmentName } from "../../../settings/policies";
import { policyFile } from "../../../settings/policyFile";
import { apiPolicy } from "../policies/policyText";
import { churn, declare, ofType, one } from "../declare";

const companyHeaders = "policies/company headers.xml";
const policiesOf = (text: string, path = companyHeaders) => {
    const file = policyFile(path, Buffer.from(text), { section: "inbound", scope: "api" });
    assert.ok("path" in file, String(file));
    return { inbound: [{ fragment: fileFragmentName(path), position: "before" as const, file }] };
};
const text = '<fragment>\r\n  <set-header name="X" exists-action="delete" />\r\n</fragment>\r\n';
const endpoints = [
    { ...churn, policies: policiesOf(text) },
    { ...churn, name: "fraud", path: "fraud", policies: policiesOf(text) },
];
const isOwn = ({ name }: { name: string }) => name.includes("-own-");

describe("the policy fragments of files", () => {
    it("are declared once each, to the byte, under the stack's name", async () => {
        const { declared } = await declare({ endpoints, namePrefix: "risk-" });
        const own = ofType(declared, "PolicyFragment").filter(isOwn);
        assert.equal(own.length, 1);
        const [{ name, inputs }] = own as [(typeof own)[0]];
        assert.match(name, /^risk-test-own-company-headers-[0-9a-f]{8}$/);
        assert.deepEqual([inputs.format, inputs.value], ["xml", text]);
        for (const policy of ofType(declared, "ApiPolicy")) {
            assert.match(policy.inputs.value, new RegExp(`<base />\\s+<include-fragment fragment-id="${name}" />`));
        }
    });

    it("are included by products, which come after them", async () => {
        const product = { ...productDefaults("gold"), name: "gold", endpoints: ["churn"], policies: policiesOf(text) };
        const order: string[] = [];
        const { declared } = await declare({ products: [product] }, false, async (_, name) => void order.push(name));
        const policy = one(declared, "ProductPolicy");
        const [, id] = /<include-fragment fragment-id="(test-own-[^"]+)" \/>/.exec(policy.inputs.value)!;
        assert.ok(order.indexOf(id!) >= 0 && order.indexOf(id!) < order.indexOf(policy.name), order.join("\n"));
        assert.equal(ofType(declared, "PolicyFragment").filter(isOwn).length, 1);
    });

    it("have a name that another folder, another gateway and another prefix do not have, and that stays", () => {
        const nameOf = (gateway: string, more: object = {}) =>
            withFragmentNames(gateway, { endpoints, ...more }).endpoints[0]!.policies!.inbound![0]!.fragment;
        assert.notEqual(fileFragmentName("a/x.xml"), fileFragmentName("b/x.xml"));
        const names = [nameOf("gateway"), nameOf("other"), nameOf("gateway", { namePrefix: "a-" })];
        assert.equal(new Set(names).size, 3);
        const named = withFragmentNames("gateway", { endpoints });
        assert.deepEqual(withFragmentNames("gateway", named), named);
    });

    it("are others in each section, and in products, so that a file can move with what only fits there", () => {
        const { inbound } = policiesOf(text);
        const policies = { inbound, outbound: inbound };
        const product = { ...productDefaults("gold"), name: "gold", endpoints: ["churn"], policies };
        const { endpoints, products } = withFragmentNames("gateway", {
            endpoints: [{ ...churn, policies }],
            products: [product],
        });
        const all = [endpoints[0]!, products![0]!].flatMap((each) => Object.values(each.policies!).flat());
        assert.equal(new Set(all.map(({ fragment }) => fragment)).size, 4);
        // The first one has the name that it had before there were several.
        assert.match(all[0]!.fragment, /-18764a71$/);
    });

    it("are others once they gain or lose a policy that a document has once, so that nobody includes them yet", () => {
        const nameWith = (text: string) => {
            const policies = policiesOf(text);
            return withFragmentNames("gateway", { endpoints: [{ ...churn, policies }] }).endpoints[0]!.policies!
                .inbound![0]!.fragment;
        };
        const limit = (calls: number) => `<rate-limit calls="${calls}" renewal-period="60" />`;
        const names = ["<trace />", limit(1)].map((policy) => nameWith(`<fragment>${policy}</fragment>`));
        assert.equal(new Set(names).size, 2);
        // Any other change is one of the fragment in place.
        assert.equal(nameWith(text), names[0]);
        assert.equal(nameWith(`<fragment><trace />${limit(2)}</fragment>`), names[1]);
    });

    it("come after the named values that they may name, and before the policies that include them", async () => {
        const using = policiesOf('<fragment><set-variable name="a" value="{{databricks-pat}}" /></fragment>');
        const product = { ...productDefaults("gold"), name: "gold", endpoints: ["churn"], policies: using };
        const there = new Set<string>();
        const missing: string[] = [];
        const kindOf = (type: string, name: string) => (isOwn({ name }) ? "file" : type.split(":").at(-1)!);
        const before: Record<string, string> = { file: "NamedValue", ApiPolicy: "file", ProductPolicy: "file" };
        const args = { endpoints: [{ ...churn, policies: using }], products: [product] };
        await declare(args, false, async (type, name) => {
            const kind = kindOf(type, name);
            if (before[kind] && !there.has(before[kind])) missing.push(`${kind} without ${before[kind]}`);
            // What waits for nothing is asked for in these turns.
            for (let turn = 0; turn < 200; turn++) await setImmediate();
            there.add(kind);
        });
        assert.deepEqual(missing, []);
        assert.ok(there.has("file") && there.has("ApiPolicy") && there.has("ProductPolicy"));
    });

    it("say in a line which APIs another text reaches", async () => {
        const { declared } = await declare({ endpoints });
        const saved = ofType(declared, "PolicyFragment").filter(isOwn);
        const savedFragments = new Map(saved.map(({ name, inputs }) => [name, inputs.description as string]));
        const lines: string[] = [];
        const info = mock.method(pulumi.log, "info", async (line: string) => void lines.push(line));
        await declare({ endpoints, savedFragments });
        assert.deepEqual(lines, []);
        const changed = endpoints.map((each) => ({ ...each, policies: policiesOf("<fragment><trace /></fragment>") }));
        await declare({ endpoints: changed, savedFragments });
        info.mock.restore();
        assert.equal(lines.length, 1);
        assert.match(
            lines[0]!,
            /^The policy fragment "test-own-company-headers-\w+" changes for 2 APIs: churn, fraud\.$/,
        );
    });

    it("are refused in a tier that lacks a policy of theirs, with the file", () => {
        const policies = policiesOf('<fragment><llm-token-limit counter-key="a" tokens-per-minute="1" /></fragment>');
        assert.throws(
            () => apiPolicy({ callers: {}, policies }, { tier: "Consumption" }),
            /serving-gateway:policies \(policies\/company headers\.xml\): the Consumption tier does not support token limits/,
        );
    });
});
