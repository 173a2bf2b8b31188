import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sizeOf } from "../../../components/policies/contribution";
import { serviceNeeds } from "../../../components/gateway/serviceNeeds";
import { tokenCredential } from "../../../components/policies/credentialPolicies";
import type { OwnPolicies, OwnPolicy } from "../../../settings/policies";
import { runningGateway } from "../../emulator/gateway/runningGateway";
import { apiPolicy, contributionsOf, productPolicy, type TestedApi, usual } from "./policyText";

const golden = join(__dirname, "../../golden/policies");
const endpoint: TestedApi["endpoint"] = {
    credential: tokenCredential("pat"),
    call: { retry: false, timeout: 300, pooled: false },
};

const at = (position: OwnPolicy["position"], ...fragments: string[]) =>
    fragments.map((fragment): OwnPolicy => ({ fragment, position }));
const apiWith = (policies: OwnPolicies): TestedApi => ({ callers: {}, policies, endpoint });
const everywhere = apiWith({
    inbound: [...at("before", "company-logging", "company-headers"), ...at("after", "last-inbound")],
    backend: [...at("before", "first-backend"), ...at("after", "last-backend")],
    outbound: [...at("before", "first-outbound"), ...at("after", "last-outbound")],
    onError: [...at("before", "first-error"), ...at("after", "last-error")],
});

describe("the platform team's own policies", () => {
    const running = runningGateway();

    function publish(api: TestedApi, fragments: Readonly<Record<string, string>>): void {
        const { plane, upstream } = running;
        plane.set("namedValues/pat", "namedValues", { displayName: "pat" }, { value: "dapi" });
        for (const [id, policies] of Object.entries(fragments)) {
            const value = `<fragment>${policies}</fragment>`;
            plane.set(`policyFragments/${id}`, "policyFragments", { format: "xml", value });
        }
        plane.api("churn", { serviceUrl: `${upstream.url}/serving-endpoints/churn` });
        plane.policy("apis/churn", apiPolicy(api));
    }

    const noted = (header: string, value: string) =>
        `<set-header name="${header}" exists-action="append"><value>${value}</value></set-header>`;

    it("are what was reviewed, in every section", () => {
        assert.equal(`${apiPolicy(everywhere)}\n`, readFileSync(join(golden, "own-policies.xml"), "utf8"));
    });

    it("are what was reviewed, in a product", () => {
        const policies = { inbound: at("before", "company-logging"), outbound: at("after", "last-outbound") };
        const limits = { calls: { count: 100, seconds: 60, per: "subscription" } } as const;
        assert.equal(
            `${productPolicy({ limits, policies })}\n`,
            readFileSync(join(golden, "own-product-policies.xml"), "utf8"),
        );
    });

    it("are refused where a file has what the service takes once, beside the gateway's or another file's", () => {
        const file = (name: string, ...policies: string[]) => {
            return { path: `policies/${name}.xml`, text: "", policies, namedValues: [] };
        };
        const inFile = (name: string, ...policies: string[]): OwnPolicy => {
            return { fragment: name, position: "before", file: file(name, ...policies) };
        };
        const limits = { calls: { count: 100, seconds: 60, per: "subscription" } } as const;
        const once = /the policy rate-limit may stand once in inbound/;
        const one = { inbound: [inFile("one", "rate-limit", "set-header")] };
        assert.throws(() => productPolicy({ limits, policies: one }), once);
        assert.throws(() => apiPolicy(apiWith({ inbound: [...one.inbound, inFile("two", "rate-limit")] })), once);
        assert.match(apiPolicy(apiWith({ inbound: [...one.inbound, inFile("two", "set-header")] })), /"two"/);
    });

    it("have the size that is counted without printing it", () => {
        const text = apiPolicy(everywhere).replace(/>\s+</g, "><");
        assert.equal(sizeOf(contributionsOf(everywhere), usual), Buffer.byteLength(text));
    });

    it("count with the size of their files, once for each document that includes them", () => {
        const text = `<fragment><set-variable name="a" value="${"ü".repeat(1000)}" /></fragment>`;
        const file = { path: "policies/large.xml", text, policies: ["set-variable"], namedValues: [] };
        const large = (...positions: OwnPolicy["position"][]) =>
            positions.map((position): OwnPolicy => ({ fragment: "large", position, file }));
        const sizeWith = (policies: OwnPolicies) => sizeOf(contributionsOf(apiWith(policies)), usual);
        const empty = (...positions: OwnPolicy["position"][]) =>
            sizeWith({ inbound: positions.flatMap((each) => at(each, "large")) });
        assert.equal(sizeWith({ inbound: large("before") }) - empty("before"), Buffer.byteLength(text));
        assert.equal(
            sizeWith({ inbound: large("before", "after") }) - empty("before", "after"),
            2 * Buffer.byteLength(text),
        );
        const owner = "endpoint";
        const { problemOf } = serviceNeeds({
            credentials: [],
            isNew: true,
            policies: [
                { owner, contributions: contributionsOf(apiWith({ inbound: Array(12).fill(large("before")).flat() })) },
            ],
        });
        assert.match(
            String(problemOf({ name: "apim", tier: "Consumption" })),
            /^endpoint: .*cors and policies need does not fit .* limit of the Consumption tier is 16384\.\nUse fewer .*policies of your own/,
        );
        assert.equal(problemOf({ name: "apim", tier: "Developer" }), undefined);
    });

    it("run outside of the gateway's: before see the caller's credential, after see the gateway's", async () => {
        const seen = '@(context.Request.Headers.GetValueOrDefault("Authorization", "none"))';
        publish(apiWith({ inbound: [...at("before", "first"), ...at("after", "last")] }), {
            first: noted("X-Seen-First", seen),
            last: noted("X-Seen-Last", seen),
        });
        await running.call("/churn/invocations", { body: "{}", headers: { Authorization: "Bearer caller" } });
        assert.deepEqual(
            [running.received("X-Seen-First"), running.received("X-Seen-Last")],
            ["Bearer caller", "Bearer dapi"],
        );
    });

    it("run around the call, which is made once", async () => {
        publish(
            apiWith({ backend: [...at("before", "first"), ...at("after", "last")], outbound: at("after", "out") }),
            {
                first: noted("X-Before", "yes"),
                last: '<set-variable name="status" value="@(context.Response.StatusCode.ToString())" />',
                out: noted("X-Answered", '@((string)context.Variables["status"])'),
            },
        );
        const { headers } = await running.call("/churn/invocations", { body: "{}" });
        assert.deepEqual([running.received("X-Before"), headers["x-answered"]], ["yes", "200"]);
        assert.equal(running.upstream.calls.length, 1);
    });

    it("run before the gateway answers an error in its own words", async () => {
        const failing = `<set-variable name="failing" value="@(context.Variables[&quot;absent&quot;].ToString())" />`;
        publish(apiWith({ inbound: at("before", "failing"), onError: at("before", "error") }), {
            failing,
            error: '<return-response><set-status code="418" reason="Ours" /></return-response>',
        });
        assert.equal((await running.call("/churn/invocations", { body: "{}" })).status, 418);
    });

    it("put data into the policy as a name, whatever it holds", () => {
        const hostile = { fragment: '"/><set-body>@("x")</set-body>', position: "before" } as const;
        assert.throws(() => apiPolicy(apiWith({ inbound: [hostile] })), /which API Management reads as policy code/);
        const quoted = { fragment: '"/><a', position: "before" } as const;
        assert.match(apiPolicy(apiWith({ inbound: [quoted] })), /fragment-id="&quot;\/&gt;&lt;a"/);
    });
});
